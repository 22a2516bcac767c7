"""What stands in a feed. Every part begins at what its reader may see, so what one loses is gone with the next look."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from calendars.due import owed_by_cities_of, owed_in
from cohorts.models import Cohort
from learning.calendar import concerning as sessions_concerning
from learning.calendar import entry_for
from learning.models import LearningSession
from ui.ical import Entry
from visits.calendar import entries_of, span_of
from visits.models import Visit
from visits.reading import concerning as visits_concerning

KEPT = timedelta(days=400)
"""How long what is over stays in a feed: a year, and a little to look back from its anniversary."""


def personal(user: Any, *, now: datetime) -> list[Entry]:
    """Sessions, visits with their agenda, and the dates one's cities owe something by.

    Programme staff have all sessions, the visits of pairings they facilitate, and dates of cities they have a seat for.
    """
    since = (now - KEPT).date()
    sessions = [
        entry_for(session, place, runs_it=user.is_programme_staff)
        for session, place in sessions_concerning(user, since=now - KEPT)
    ]
    visits = [entry for visit in visits_concerning(user).filter(ends_on__gte=since) for entry in entries_of(visit)]
    return sessions + visits + owed_by_cities_of(user, since)


def of_cohort(cohort: Cohort, *, now: datetime) -> list[Entry]:
    """A cohort as its staff plan it: sessions, visits as spans without their agendas, and what falls due."""
    since = (now - KEPT).date()
    announced = LearningSession.objects.filter(cohort=cohort, ends_at__gte=now - KEPT).announced_once()
    sessions = [entry_for(each, None, runs_it=True) for each in announced.select_related("cohort")]
    dated = Visit.objects.dated().filter(cohort=cohort, only_month=False, ends_on__gte=since)
    visits = [span_of(each) for each in dated.select_related("cohort", "host")]
    return sessions + visits + owed_in(cohort, since)
