"""Noting site visits that took place."""

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
from workflow.history import record
from workflow.refusals import NotAllowed, Refusal


class NotAVisit(Refusal):
    """A visit without cities, or outside its cohort."""


@dataclass(frozen=True)
class Days:
    """When it was; `only_month` when the sources name no day."""

    first: date
    last: date
    only_month: bool = False


def note_visit(  # noqa: PLR0913 - who, where, when and from which source; all are named at every call
    cohort: Cohort,
    title: str,
    *,
    cities: Iterable[City],
    host: City | None,
    days: Days,
    place: str = "",
    source: str = "",
    by: Any,
    now: datetime,
) -> Visit:
    """Keep a visit that took place. Raises NotAllowed or NotAVisit."""
    there = list(cities)
    if not by.has_perm("visits.note_visit"):
        raise NotAllowed(_("Only programme staff can note a visit."))
    if not there:
        raise NotAVisit(_("Name the cities that took part."), field="cities")
    if not cohort.starts_on.replace(day=1) <= days.first <= cohort.ends_on:
        raise NotAVisit(_("That day is outside the cohort."), field="starts_on")
    with transaction.atomic():
        visit = Visit.objects.create(
            cohort=cohort, title=title, host=host, place=place, source=source,
            starts_on=days.first, ends_on=days.last, only_month=days.only_month,
        )  # fmt: skip
        visit.cities.set(there)
        record(visit, "note", _("noted the visit"), by=by, now=now)
    return visit
