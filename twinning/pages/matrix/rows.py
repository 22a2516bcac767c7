"""The cohort matrix as plain rows: cities down, obligations across, read in a fixed number of statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, PairingSide, Participation
from deliverables.models import Deliverable
from milestones.models import Obligation, Requirement
from twinning.pages.standing import Facts, Standing, first_day_not_late, standing


@dataclass(frozen=True)
class Column:
    requirement: Requirement
    due_on: date | None
    starts_module: bool


@dataclass(frozen=True)
class Cell:
    obligation_id: int
    standing: Standing


@dataclass
class Row:
    participation: Participation
    counterpart: str
    """The other side in a few words: up to three names, else the activity and how many cities."""
    cells: dict[int, Cell] = field(default_factory=dict)
    """By requirement id; a requirement that this city does not owe has no cell."""

    def stands(self, state: str) -> bool:
        return any(cell.standing.state == state for cell in self.cells.values())


@dataclass(frozen=True)
class Matrix:
    cohort: Cohort
    columns: list[Column]
    rows: list[Row]

    @property
    def counts(self) -> Counter[str]:
        """Cities that have at least one obligation in each state."""
        return Counter(state for row in self.rows for state in {c.standing.state for c in row.cells.values()})

    def column_counts(self, column: Column) -> Counter[str]:
        cells = (row.cells.get(column.requirement.pk) for row in self.rows)
        return Counter(cell.standing.state for cell in cells if cell)

    def narrowed(self, state: str) -> Matrix:
        return Matrix(self.cohort, self.columns, [row for row in self.rows if row.stands(state)]) if state else self


def read(cohort: Cohort, participations: Iterable[Participation], now: datetime, module: str = "") -> Matrix:
    """The matrix of these participations (with their city), each standing as of `now` in its city's zone."""
    rows = {each.pk: Row(each, "") for each in participations}
    columns = _columns(cohort, module)
    _fill(rows, columns, now)
    owing = [row for row in rows.values() if row.cells] if columns else list(rows.values())
    for pk, label in counterparts(cohort).items():
        if pk in rows:
            rows[pk].counterpart = label
    return Matrix(cohort, columns, owing)


def _columns(cohort: Cohort, module: str) -> list[Column]:
    requirements = Requirement.objects.filter(cohort=cohort).select_related("module").order_by("position")
    if module:
        requirements = requirements.filter(module__slug=module)
    columns: list[Column] = []
    ordered = sorted(requirements, key=lambda each: each.module.position)
    for before, each in zip([None, *ordered], ordered, strict=False):
        each.cohort = cohort
        columns.append(Column(each, each.due_on, before is None or before.module_id != each.module_id))
    return columns


def _fill(rows: dict[int, Row], columns: list[Column], now: datetime) -> None:
    kinds = {column.requirement.pk: column.requirement.kind for column in columns}
    cohort_ids = {row.participation.cohort_id for row in rows.values()}
    outputs = dict(
        Deliverable.objects.filter(obligation__participation__cohort__in=cohort_ids).values_list("pk", "state")
    )
    today = cache(lambda zone: first_day_not_late(zone, now))
    stand = cache(standing)
    obligations = Obligation.objects.filter(participation__cohort__in=cohort_ids).values_list(
        "pk", "participation_id", "requirement_id", "state", "base_due_on", "effective_due_on"
    )
    for pk, participation_id, requirement_id, state, base, due in obligations:
        if (row := rows.get(participation_id)) and requirement_id in kinds:
            facts = Facts(state, kinds[requirement_id], outputs.get(pk, ""), base, due)
            row.cells[requirement_id] = Cell(pk, stand(facts, today(row.participation.city.time_zone)))


def counterparts(cohort: Cohort) -> dict[int, str]:
    """For each participation id the other side of its standing pairings, in a few words."""
    pairings: dict[int, list[tuple[int, str, str, str]]] = defaultdict(list)
    sides = PairingSide.objects.filter(pairing__cohort=cohort, pairing__ended_on=None).values_list(
        "pairing_id", "participation_id", "side", "participation__city__name", "pairing__activity__name"
    )
    for pairing_id, participation_id, side, city, activity in sides.order_by("participation__city__name"):
        pairings[pairing_id].append((participation_id, side, city, activity or ""))
    labels: dict[int, list[str]] = defaultdict(list)
    for members in pairings.values():
        for participation_id, side, _city, activity in members:
            others = [city for _pk, other, city, _activity in members if other != side]
            labels[participation_id].append(_in_words(others, activity))
    return {pk: ", ".join(filter(None, words)) for pk, words in labels.items()}


def _in_words(others: list[str], activity: str) -> str:
    if len(others) <= 3:
        return ", ".join(others)
    many = ngettext("%(n)s city", "%(n)s cities", len(others)) % {"n": len(others)}
    short = activity.split(":", maxsplit=1)[0].split(" - ", maxsplit=1)[0]
    return f"{short}, {many}" if short else many


def no_counterpart() -> str:
    return _("no counterpart yet")
