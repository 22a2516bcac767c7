"""What the pages of hours show: a person's month against its band, and a cohort's months by city."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from cities.models import Representative
from cohorts.models import Cohort, Module, Participation
from hours.models import HoursEntry, MonthSheet
from hours.months import band_of, months_of
from hours.states import State
from ui.meters import Band


def places_of(user: Any, today: date) -> list[tuple[Representative, Participation]]:
    """Where this person logs hours: each writing seat with each participation of its city, running cohorts first."""
    seats = Representative.objects.held_by(user).writing().select_related("city")
    by_city = {seat.city_id: seat for seat in seats}
    rows = (
        Participation.objects.active()
        .filter(city__in=by_city, cohort__is_record=False)
        .select_related("cohort", "city")
    )
    ordered = sorted(rows, key=lambda row: (row.cohort.ends_on < today, -row.cohort_id, row.pk))
    return [(by_city[row.city_id], row) for row in ordered]


def band(
    seat: Representative, participation: Participation, month: date, modules: list[Module] | None = None
) -> Band | None:
    """The meter of one person's month: hours written, the module's band, the average of complete months."""
    limits = band_of(modules if modules is not None else list(participation.cohort.modules.all()), month)
    if limits is None:
        return None
    sheets = MonthSheet.objects.filter(seat=seat, participation=participation).with_totals()
    totals = {sheet.month: (sheet.total or Decimal(0), sheet.state) for sheet in sheets}
    done = [total for total, state in totals.values() if state != State.OPEN]
    average = (sum(done, Decimal(0)) / len(done)).quantize(Decimal("0.01")) if done else None
    written = totals.get(month, (Decimal(0), State.OPEN))[0]
    return Band(*limits, value=written, average=average)


@dataclass
class CityMonths:
    """One city's row of the overview: for each month the hours of all its people, or no answer."""

    participation: Participation
    columns: list[date]
    months: dict[date, CityMonth] = field(default_factory=dict)

    @property
    def cells(self) -> list[dict[str, Any]]:
        return [{"month": month, "sheet": self.months.get(month)} for month in self.columns]


@dataclass
class CityMonth:
    """Hours of a city in a month. No sheet at all is "no answer", which is not the same as zero."""

    total: Decimal = Decimal(0)
    open: int = 0
    complete: int = 0
    locked: int = 0

    def add(self, sheet: MonthSheet) -> None:
        self.total += sheet.total or Decimal(0)
        setattr(self, sheet.state, getattr(self, sheet.state) + 1)

    @property
    def state(self) -> str:
        if self.locked and not (self.open or self.complete):
            return "locked"
        return "open" if self.open else "complete"


def overview(cohort: Cohort, today: date) -> tuple[list[date], list[CityMonths]]:
    """Every city that owes the cohort something, by month; two statements whatever the number of cities."""
    months = months_of(cohort, today)
    cities = Participation.objects.active().filter(cohort=cohort).exclude(obligations=None)
    rows = {
        each.pk: CityMonths(each, months) for each in cities.select_related("city").order_by("city__name").distinct()
    }
    sheets = MonthSheet.objects.filter(participation__cohort=cohort).with_totals()
    for sheet in sheets:
        if sheet.participation_id in rows:
            rows[sheet.participation_id].months.setdefault(sheet.month, CityMonth()).add(sheet)
    return months, list(rows.values())


def entry_rows(entries: Any, names: dict[str, str]) -> list[list[Any]]:
    """Entries as lines of an export: who, when, what, how many hours."""
    return [
        [
            city, name, month, names.get(kind, kind), hours, note, State(state).label,
        ]
        for city, name, month, kind, hours, note, state in entries.order_by(
            "sheet__month", "sheet__participation__city__name", "sheet__seat__name", "kind"
        ).values_list(
            "sheet__participation__city__name", "sheet__seat__name", "sheet__month", "kind", "hours", "note",
            "sheet__state",
        )
    ]  # fmt: skip


def colleagues(participation: Participation) -> dict[date, dict[str, tuple[Decimal, str]]]:
    """Totals of everybody of a city, by month and name: seen by the people of the city and by staff."""
    table: dict[date, dict[str, tuple[Decimal, str]]] = defaultdict(dict)
    sheets = MonthSheet.objects.filter(participation=participation).with_totals().select_related("seat")
    for sheet in sheets.order_by("-month", "seat__pk"):
        table[sheet.month][sheet.seat.name] = (sheet.total or Decimal(0), sheet.state)
    return dict(table)


def total_of(cohort: Cohort) -> Decimal:
    """All hours of a cohort, counted."""
    return HoursEntry.objects.of_cohort(cohort).aggregate(total=Sum("hours"))["total"] or Decimal(0)
