"""Sessions and visits on a city's first page: where each obligation is met, and what comes up next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from cohorts.models import Participation
from learning.models import LearningSession, Registration
from learning.states import SessionState
from visits.models import Visit
from visits.states import VisitState

MOST = 4
"""How many meetings the first page names."""


@dataclass(frozen=True)
class Meeting:
    """A session or a visit that is ahead; `session.mine` is the reader's place, if they have one."""

    day: date
    session: LearningSession | None = None
    visit: Visit | None = None


def pages_by_requirement(participation: Participation, user: Any) -> dict[int | None, str]:
    """Where one meets for what the city owes: the page of a visit, else of a session, the newest one."""
    seen = LearningSession.objects.visible_to(user).filter(cohort=participation.cohort_id).exclude(requirement=None)
    sessions = seen.exclude(state=SessionState.CANCELLED).order_by("starts_at")
    visits = _visits(participation, user).exclude(requirements=None).in_order()
    pages = {each.requirement_id: each.get_absolute_url() for each in sessions}
    for number, requirement in visits.values_list("pk", "requirements"):
        pages[requirement] = Visit(pk=number).get_absolute_url()
    return pages


def coming_up(participation: Participation, user: Any, now: datetime) -> list[Meeting]:
    """The next meetings of this person for their city, sessions they have no place at among them."""
    invited = LearningSession.objects.inviting(user).announced().ahead(now).filter(cohort=participation.cohort_id)
    sessions = list(invited.order_by("starts_at", "pk")[:MOST])
    places = {each.session_id: each for each in Registration.objects.of(user).filter(session__in=sessions)}
    for each in sessions:
        each.mine = places.get(each.pk)
    today = participation.cohort.local_date(now)
    visits = _visits(participation, user).dated().upcoming(today).in_order()[:MOST]
    meetings = [Meeting(_day(each), session=each) for each in sessions]
    meetings += [Meeting(each.starts_on, visit=each) for each in visits if each.starts_on]
    return sorted(meetings, key=lambda each: each.day)[:MOST]


def _visits(participation: Participation, user: Any) -> Any:
    there = Q(cities=participation.city_id) | Q(host=participation.city_id)
    visits = Visit.objects.visible_to(user).filter(there, cohort=participation.cohort_id)
    return visits.exclude(state=VisitState.CANCELLED).distinct()


def _day(session: LearningSession) -> date:
    assert session.starts_at is not None  # noqa: S101 - announced sessions have their date
    return session.starts_at.astimezone(ZoneInfo(session.zone)).date()
