"""What other rooms read of visits: days for hours, events for calendars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cities.models import City
from visits.models import Attendee, Visit
from visits.querysets.visits import VisitQuerySet
from visits.states import VisitState


def attended(user: Any, first: date, last: date, *, city: City | None = None) -> list[tuple[Visit, Sequence[date]]]:
    """Visits on which this person was noted as present, each with the calendar days between `first` and `last`."""
    during = Attendee.objects.there().filter(user=user, visit__starts_on__lte=last, visit__ends_on__gte=first)
    if city:
        during = during.filter(city=city)
    noted = during.exclude(visit__state=VisitState.CANCELLED)
    found: list[tuple[Visit, Sequence[date]]] = []
    for each in noted.select_related("visit__cohort", "visit__host").order_by("visit__starts_on", "visit"):
        dates = [each.visit.date_of(number) for number in sorted(each.days)]
        if days := [day for day in dates if day and first <= day <= last]:
            found.append((each.visit, days))
    return found


def concerning(user: Any) -> VisitQuerySet:
    """Dated visits for this person's calendar, cancelled ones among them: those whose room they may enter.

    For programme staff those of the pairings they facilitate, not all there are. `visits.calendar` writes them.
    """
    visits = Visit.objects.dated().filter(only_month=False)
    mine = visits.of(user) if user.is_programme_staff else visits.entered_by(user)
    return mine.select_related("cohort", "host").prefetch_related("slots", "withdrawn")
