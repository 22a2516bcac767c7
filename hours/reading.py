"""What the pages of hours show of a person's months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from cities.models import Representative
from cohorts.models import Cohort, Participation
from hours.models import MonthSheet
from hours.months import Month, band_of, kinds_of_work
from hours.querysets import HoursEntryQuerySet
from ui.meters import Band

Place = tuple[Representative, Participation]
Places = list[Place]


def places_of(user: Any, today: date) -> Places:
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
    seat: Representative, participation: Participation, month: date, *, proposed: Decimal = Decimal(0)
) -> Band | None:
    """The meter of one person's month: hours written, the module's band, the average of complete months."""
    limits = band_of(participation.cohort.modules.all(), month)
    if limits is None:
        return None
    sheets = MonthSheet.objects.filter(seat=seat, participation=participation).with_totals()
    totals = {sheet.month: sheet.total or Decimal(0) for sheet in sheets}
    done = [totals[sheet.month] for sheet in sheets if sheet.is_answered and not sheet.is_open]
    average = (sum(done, Decimal(0)) / len(done)).quantize(Decimal("0.01")) if done else None
    return Band(*limits, value=totals.get(month, Decimal(0)), proposed=proposed, average=average)


@dataclass(frozen=True)
class KindOfWork:
    """What one kind of work takes of all hours; `share` from 0 to 1."""

    name: str
    hours: Decimal
    share: Decimal

    @property
    def width(self) -> str:
        return f"{self.share * 100:.2f}%"

    @property
    def percent(self) -> str:
        return f"{self.share * 100:.0f}"


def by_kind(entries: HoursEntryQuerySet, cohort: Cohort) -> list[KindOfWork]:
    """Hours by kind of work, the largest first; in one statement."""
    names = dict(kinds_of_work(cohort))
    sums = dict(entries.order_by().values_list("kind").annotate(hours=Sum("hours")))
    total = sum(sums.values(), Decimal(0))
    ordered = sorted(sums.items(), key=lambda each: (-each[1], each[0]))
    return [KindOfWork(names.get(kind) or kind, hours, hours / total) for kind, hours in ordered if hours]


def sheet_at(place: Month) -> MonthSheet | None:
    """The row of this month with its entries, once something was written."""
    sheets = MonthSheet.objects.filter(seat=place.seat, participation=place.participation, month=place.first)
    return sheets.prefetch_related("entries").first()


def months_before(user: Any, place: Month) -> list[MonthSheet]:
    """The months of everybody of a city, the newest first; totals only, and only who may see them."""
    sheets = MonthSheet.objects.visible_to(user).filter(participation=place.participation, month__lt=place.first)
    return list(sheets.with_totals().select_related("seat").order_by("-month", "seat__pk"))
