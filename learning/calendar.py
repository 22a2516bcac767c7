"""A session as calendars show it, to each one as they stand to it: with a place, waiting, invited, not coming."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cohorts.models import Participation
from learning.models import LearningSession, Registration
from learning.states import Audience, RegistrationState, SessionState
from ui.ical import Entry, Standing
from ui.templatetags.kit import at

Concern = tuple[LearningSession, Registration | None]
"""A session, and the place somebody has or had at it."""


def concerning(user: Any, *, since: datetime) -> list[Concern]:
    """Sessions for this person's calendar: where they have a place, are invited, or run the programme.

    Announced ones that end after `since` (an instant), whatever became of them. Open sessions of other cohorts are
    there for those who registered. In two statements.
    """
    places = Registration.objects.visible_to(user).of(user)
    own = {each.session_id: each for each in places}
    invited = LearningSession.objects.visible_to(user).announced_once().filter(ends_at__gte=since)
    if not user.is_programme_staff:
        at_home = Exists(Participation.objects.active().of(user).filter(cohort=OuterRef("cohort")))
        invited = invited.filter(~Q(audience=Audience.PUBLIC) | at_home | Q(pk__in=own))
    return [(session, own.get(session.pk)) for session in invited.select_related("cohort").order_by("starts_at", "pk")]


def entry_for(session: LearningSession, place: Registration | None, *, runs_it: bool = False, page: str = "") -> Entry:
    """For somebody with this place or none; the link to join is for those who are registered, and for staff.

    `page` is where this reader finds it, if not in the room.
    """
    assert session.starts_at and session.ends_at  # noqa: PT018, S101 - asked of sessions with a date only
    has_place = place is not None and place.state == RegistrationState.REGISTERED
    link = session.online_link if has_place or runs_it else ""
    return Entry(
        uid=str(session.uid),
        title=session.title,
        starts=session.starts_at,
        ends=session.ends_at,
        zone=session.zone,
        sequence=session.sequence,
        changed_at=_changed_at(session, place),
        standing=_standing(session, place, runs_it),
        is_busy=has_place and session.state != SessionState.CANCELLED,
        page=page or session.get_absolute_url(),
        place=session.place or link,
        text="\n".join(filter(None, _lines(session, place, link))),
    )


def _standing(session: LearningSession, place: Registration | None, runs_it: bool) -> Standing:
    gave_up = place is not None and place.state == RegistrationState.CANCELLED
    if session.state == SessionState.CANCELLED or gave_up:
        return Standing.CANCELLED
    sure = runs_it or (place is not None and place.state == RegistrationState.REGISTERED)
    return Standing.CONFIRMED if sure and session.state != SessionState.DRAFTED else Standing.TENTATIVE


def _changed_at(session: LearningSession, place: Registration | None) -> datetime:
    return max(session.updated_at, place.at) if place else session.updated_at


def _lines(session: LearningSession, place: Registration | None, link: str) -> Sequence[str]:
    speakers = ", ".join(session.speakers.splitlines())
    waits = place is not None and place.state == RegistrationState.WAITING
    return [
        at(session.starts_at, session.zone),
        f"{capfirst(str(session.get_kind_display()))}, {session.cohort}",
        _("You are on the waiting list.") if waits else "",
        _("Join online: %s") % link if link else "",
        _("Speakers: %s") % speakers if speakers else "",
    ]
