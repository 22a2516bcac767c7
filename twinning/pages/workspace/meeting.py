"""Sessions and visits on a city's first page: where each obligation is met, and what comes up next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q

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


@dataclass(frozen=True)
class Meetings:
    """A city's sessions and visits that are not called off and that this person sees, in the order of their days."""

    participation: Participation
    user: Any
    sessions: list[LearningSession]
    visits: list[Visit]
    """A visit stands here once for each requirement it serves, which is its `serves`."""

    @classmethod
    def of(cls, participation: Participation, user: Any) -> Meetings:
        """Read in two statements."""
        sessions = LearningSession.objects.visible_to(user).filter(cohort=participation.cohort_id)
        there = Q(cities=participation.city_id) | Q(host=participation.city_id)
        visits = Visit.objects.visible_to(user).filter(there, cohort=participation.cohort_id)
        return cls(
            participation,
            user,
            list(sessions.exclude(state=SessionState.CANCELLED).order_by("starts_at", "pk")),
            list(visits.exclude(state=VisitState.CANCELLED).annotate(serves=F("requirements")).distinct().in_order()),
        )

    @property
    def pages(self) -> dict[int | None, str]:
        """By requirement where one meets for it: the page of its last visit, else of its last session."""
        pages = {each.requirement_id: each.get_absolute_url() for each in self.sessions}
        pages |= {each.serves: each.get_absolute_url() for each in self.visits}
        return {requirement: page for requirement, page in pages.items() if requirement}

    def coming_up(self, now: datetime) -> list[Meeting]:
        """The next ones, with this person's own places; sessions they have no place at are among them."""
        today = self.participation.cohort.local_date(now)
        visits = {each.pk: each for each in self.visits if each.ends_on and each.ends_on >= today}
        ahead = [Meeting(each.starts_on, visit=each) for each in visits.values() if each.starts_on]
        ahead += [Meeting(_day(each), session=each) for each in self.sessions if each.takes_registrations(now)]
        first = sorted(ahead, key=lambda each: each.day)[:MOST]
        _with_places([each.session for each in first if each.session], self.user)
        return first


def _with_places(sessions: list[LearningSession], user: Any) -> None:
    places = {each.session_id: each for each in Registration.objects.of(user).filter(session__in=sessions)}
    for each in sessions:
        each.mine = places.get(each.pk)


def _day(session: LearningSession) -> date:
    assert session.starts_at is not None  # noqa: S101 - announced sessions have their date
    return session.starts_at.astimezone(ZoneInfo(session.zone)).date()
