"""A cohort's months, city by city: hours, who has not answered, what is locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.models import Representative
from cohorts.models import Cohort, Module, Participation
from hours.models import MonthSheet
from hours.months import band_of, first_of, last_of, months_of
from hours.states import State
from milestones.models import Obligation

SHOWN = {
    "": _("All cities"),
    "waiting": _("Waiting for an answer"),
    "outside": _("Outside the band"),
    "open": _("A past month open"),
}

HEAT: dict[str, tuple[str, str | Promise]] = {
    "none": ("–", _("no answer")),
    "zero": ("", _("zero")),
    "open": ("◦", _("open")),
    "below": ("↓", _("below")),
    "inside": ("=", _("inside")),
    "above": ("↑", _("above")),
}
"""The sign and the words of a cell of the heat map; the colour is never alone."""

LINE_HEADER = (
    _("City"), _("Country"), _("Month"), _("Hours"), _("Answers"), _("People"), _("State"),
)  # fmt: skip


@dataclass
class CityMonth:
    """Hours of a city in a month: who is asked (ids of seats), who has answered. No answer is not the same as zero."""

    first: date
    asked: frozenset[int]
    band: tuple[Decimal, Decimal] | None
    total: Decimal = Decimal(0)
    answered: set[int] = field(default_factory=set)
    states: set[str] = field(default_factory=set)

    def add(self, sheet: MonthSheet) -> None:
        self.states.add(sheet.state)
        if sheet.is_answered:
            self.total += sheet.total or Decimal(0)
            self.answered.add(sheet.seat_id)

    @property
    def hours(self) -> Decimal | None:
        return self.total.quantize(Decimal("0.01")) if self.answered else None

    @property
    def answers(self) -> int:
        return len(self.answered)

    @property
    def people(self) -> int:
        return len(self.asked | self.answered)

    @property
    def missing(self) -> int:
        return len(self.asked - self.answered)

    @property
    def state(self) -> str:
        """Of all its people together: open while one of them is; empty where nobody has begun."""
        if not self.states or self.states == {State.LOCKED}:
            return next(iter(self.states), "")
        return State.OPEN if State.OPEN in self.states or self.missing else State.COMPLETE

    @property
    def against_band(self) -> str:
        """`below` or `above` the band of all who answered, empty inside it and while the month is open."""
        if self.band is None or not self.answers or self.state == State.OPEN:
            return ""
        low, high = (limit * self.answers for limit in self.band)
        return "below" if self.total < low else "above" if self.total > high else ""

    @property
    def heat(self) -> str:
        """The colour of the cell: no answer, zero, open, or where it lies against the band."""
        if not self.answers:
            return "none"
        if not self.total:
            return "zero"
        return "open" if self.state == State.OPEN else self.against_band or "inside"

    @property
    def sign(self) -> str:
        return HEAT[self.heat][0]

    @property
    def words(self) -> str | Promise:
        return HEAT[self.heat][1]


@dataclass(frozen=True)
class CityMonths:
    """One city's row, a cell for each month."""

    participation: Participation
    cells: list[CityMonth]

    def is_shown(self, what: str, today: date) -> bool:
        past = [cell for cell in self.cells if cell.first < first_of(today)]
        if what == "waiting":
            return any(cell.missing and cell.state != State.LOCKED for cell in past)
        if what == "open":
            return self.participation.is_active and any(State.OPEN in cell.states for cell in past)
        return what != "outside" or any(cell.against_band for cell in self.cells)


def overview(cohort: Cohort, today: date) -> tuple[list[date], list[CityMonths]]:
    """Every city whose answer is expected or that has given one; four statements whatever the number of cities."""
    months = months_of(cohort, today)
    modules = list(cohort.modules.all())
    seats = _seats(cohort)
    rows = {row.pk: _row(row, months, modules, seats[row.city_id]) for row in _cities(cohort)}
    cells = {(pk, cell.first): cell for pk, row in rows.items() for cell in row.cells}
    # By the index on participation and month: the cost follows the cohort, not the table.
    for sheet in MonthSheet.objects.filter(participation__in=list(rows), month__in=months).with_totals().order_by():
        cells[sheet.participation_id, sheet.month].add(sheet)
    return months, list(rows.values())


def with_a_past_month_open(cohort: Cohort, today: date) -> QuerySet[Participation]:
    """The cities still in that wrote in a month before this one and did not mark it complete: one statement."""
    past = [month for month in months_of(cohort, today) if month < first_of(today)]
    sheets = MonthSheet.objects.filter(participation=OuterRef("pk"), state=State.OPEN, month__in=past)
    return _cities(cohort).filter(Exists(sheets), withdrawn_on=None)


def total_of(rows: Iterable[CityMonths]) -> Decimal:
    return sum((cell.total for row in rows for cell in row.cells), Decimal(0))


def lines_of(rows: Iterable[CityMonths]) -> Iterable[list[object]]:
    """The cells as lines of an export; hours stay empty where nobody has answered."""
    for row in rows:
        for cell in row.cells:
            state = State(cell.state).label if cell.state else ""
            yield [
                row.participation.city.name,
                str(row.participation.city.country),
                cell.first,
                cell.hours,
                cell.answers,
                cell.people,
                state,
            ]


def _cities(cohort: Cohort) -> QuerySet[Participation]:
    """Cities still in that owe the cohort something, and every city that ever answered, pilots too."""
    here = {"participation": OuterRef("pk")}
    owes = Exists(Obligation.objects.filter(**here))
    answered = Exists(MonthSheet.objects.filter(**here).answered())
    cities = Participation.objects.filter(Q(owes, withdrawn_on=None) | Q(answered), cohort=cohort)
    return cities.select_related("city").order_by("city__name", "pk")


def _seats(cohort: Cohort) -> defaultdict[int, dict[int, date]]:
    """The writing seats of each city that somebody has claimed, with the day they began."""
    seats: defaultdict[int, dict[int, date]] = defaultdict(dict)
    writing = Representative.objects.active().writing().filter(city__participations__cohort=cohort)
    for pk, city, since in writing.order_by("pk").values_list("pk", "city", "started_on"):
        seats[city][pk] = since
    return seats


def _row(row: Participation, months: list[date], modules: list[Module], seats: dict[int, date]) -> CityMonths:
    cells = []
    for month in months:
        asked = frozenset(pk for pk, since in seats.items() if since <= last_of(month) and row.is_active)
        cells.append(CityMonth(month, asked, band_of(modules, month)))
    return CityMonths(row, cells)
