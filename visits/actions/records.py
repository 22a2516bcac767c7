"""Keeping visits that took place without the portal: what sources tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cohorts.models import Cohort
from visits.models import Visit
from visits.states import HostKind, VisitState
from workflow.history import record
from workflow.refusals import NotAllowed, Refusal


class NotAVisit(Refusal):
    """A visit without cities, without guests, or outside its cohort."""


@dataclass(frozen=True)
class Days:
    """When it is; `only_month` when the sources name no day."""

    first: date
    last: date
    only_month: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        return {"starts_on": self.first, "ends_on": self.last, "only_month": self.only_month}


def note_visit(  # noqa: PLR0913 - who, where, when and from which source; all are named at every call
    cohort: Cohort,
    title: str,
    *,
    cities: Iterable[City],
    host: City | None,
    days: Days | str,
    place: str = "",
    source: str = "",
    by: Any,
    now: datetime,
) -> Visit:
    """Keep a visit that took place; it is closed from the beginning. Raises NotAllowed or NotAVisit.

    `days` may be words, "before 8 April 2024", where no source names the day or the month.
    """
    there = list(cities)
    if not by.has_perm("visits.note_visit"):
        raise NotAllowed(_("Only programme staff can note a visit."))
    if not there:
        raise NotAVisit(_("Name the cities that took part."), field="cities")
    if isinstance(days, Days):
        check_days(cohort, days)
    with transaction.atomic():
        visit = Visit.objects.create(
            cohort=cohort,
            title=title,
            host=host,
            place=place,
            source=source,
            updated_at=now,
            host_kind=HostKind.CITY if host else HostKind.ELSEWHERE,
            state=VisitState.CLOSED,
            zone=host.time_zone if host else cohort.time_zone,
            **({"date_in_words": days} if isinstance(days, str) else days.fields),
        )
        visit.cities.set(there)
        record(visit, "note", _("noted the visit"), by=by, now=now)
    return visit


def check_days(cohort: Cohort, days: Days) -> None:
    """Raises NotAVisit when the days are no days of this cohort."""
    if not cohort.starts_on.replace(day=1) <= days.first <= cohort.ends_on:
        raise NotAVisit(_("That day is outside the cohort."), field="starts_on")
    if days.last < days.first:
        raise NotAVisit(_("The last day is before the first."), field="ends_on")
