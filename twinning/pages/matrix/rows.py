"""The cohort matrix as plain rows: cities down, obligations across, read in a fixed number of statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, PairingSide, Participation
from milestones.models import Milestone, Obligation, Requirement
from milestones.reached import Checkpoints, Progress, Tally, progress
from twinning.pages.standing import Facts, Standing, first_day_not_late, standing

DONE = ("approved", "fulfilled", "submitted", "changes_asked")
GROUPS = {"done": DONE}
"""Names that stand for several states."""


def states_of(name: str) -> tuple[str, ...]:
    """The states that a name stands for, which is mostly itself."""
    return GROUPS.get(name, (name,))


@dataclass(frozen=True)
class Column:
    requirement: Requirement
    due_on: date | None
    starts_module: bool
    completes: str = ""
    """The milestone of which this is the last column."""


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
    progress: dict[Milestone, Progress] = field(default_factory=dict)
    """By milestone; what asks nothing of this city is left out."""
    marks: dict[int, str] = field(default_factory=dict)
    """Names of milestones this city has reached, each at the last thing it asked of the city, by requirement id."""

    def stands(self, state: str) -> bool:
        return any(cell.standing.state in states_of(state) for cell in self.cells.values())

    def has_reached(self, milestone: str) -> bool:
        return any(str(each.pk) == milestone and its.is_reached for each, its in self.progress.items())


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

    def of(self, requirement: str) -> Matrix:
        """Only the column of the requirement with this code, and the cities that owe it."""
        columns = [column for column in self.columns if column.requirement.code == requirement]
        kept = {column.requirement.pk for column in columns}
        rows = [replace(row, cells={pk: row.cells[pk] for pk in kept & row.cells.keys()}) for row in self.rows]
        return Matrix(self.cohort, columns, [row for row in rows if row.cells])

    def narrowed(self, state: str = "", milestone: str = "") -> Matrix:
        """Only the cities where something stands so, and that have reached the milestone of this key."""
        rows = [
            row
            for row in self.rows
            if (not state or row.stands(state)) and (not milestone or row.has_reached(milestone))
        ]
        return Matrix(self.cohort, self.columns, rows)

    @property
    def tallies(self) -> list[Tally]:
        """How many of these cities have reached each milestone that asks something of them."""
        cities: dict[Milestone, list[Progress]] = defaultdict(list)
        for row in self.rows:
            for milestone, its in row.progress.items():
                cities[milestone].append(its)
        return [Tally.of(each.pk, each.name, cities[each]) for each in sorted(cities, key=lambda each: each.position)]


def read(
    cohort: Cohort, participations: Iterable[Participation], now: datetime, asked: Checkpoints, module: str = ""
) -> Matrix:
    """The matrix of these participations (with their city), each standing as of `now` in its city's zone."""
    rows = {each.pk: Row(each, "") for each in participations}
    columns = _columns(cohort, module, asked)
    _fill(rows, columns, now, asked)
    owing = [row for row in rows.values() if row.cells] if columns else list(rows.values())
    for pk, label in counterparts(cohort).items():
        if pk in rows:
            rows[pk].counterpart = label
    return Matrix(cohort, columns, owing)


def _columns(cohort: Cohort, module: str, asked: Checkpoints) -> list[Column]:
    requirements = Requirement.objects.filter(cohort=cohort).select_related("module").order_by("position")
    if module:
        requirements = requirements.filter(module__slug=module)
    ordered = sorted(requirements, key=lambda each: each.module.position)
    completes = _last_of([each.pk for each in ordered], asked)
    columns: list[Column] = []
    for before, each in zip([None, *ordered], ordered, strict=False):
        each.cohort = cohort
        starts_module = before is None or before.module_id != each.module_id
        columns.append(Column(each, each.due_on, starts_module, completes.get(each.pk, "")))
    return columns


def _last_of(keys: Iterable[int], asked: Checkpoints) -> dict[int, str]:
    """The names of the milestones that end with each of these requirements, given in the order of their columns."""
    last: dict[Milestone, int] = {each: key for key in keys for each, its in asked.items() if key in its}
    ends: dict[int, list[str]] = defaultdict(list)
    for milestone, key in last.items():
        ends[key].append(milestone.name)
    return {key: ", ".join(names) for key, names in ends.items()}


def _fill(rows: dict[int, Row], columns: list[Column], now: datetime, asked: Checkpoints) -> None:
    kinds = {column.requirement.pk: column.requirement.kind for column in columns}
    cohort_ids = {row.participation.cohort_id for row in rows.values()}
    today = cache(lambda zone: first_day_not_late(zone, now))
    stand = cache(standing)
    states: dict[int, list[tuple[int, str]]] = defaultdict(list)
    obligations = Obligation.objects.filter(participation__cohort__in=cohort_ids).values_list(
        "pk", "participation_id", "requirement_id", "state", "deliverable__state", "base_due_on", "effective_due_on"
    )
    for pk, participation_id, requirement_id, state, output, base, due in obligations:
        if row := rows.get(participation_id):
            states[participation_id].append((requirement_id, state))
            if requirement_id in kinds:
                facts = Facts(state, kinds[requirement_id], output or "", base, due)
                row.cells[requirement_id] = Cell(pk, stand(facts, today(row.participation.city.time_zone)))
    order = [column.requirement.pk for column in columns]
    for participation_id, owed in states.items():
        row = rows[participation_id]
        row.progress = progress(owed, asked)
        reached = {milestone: asked[milestone] for milestone, its in row.progress.items() if its.is_reached}
        row.marks = _last_of((key for key in order if key in row.cells), reached)


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
