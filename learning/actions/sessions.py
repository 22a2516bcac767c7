"""Making, announcing, moving and cancelling sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City, Theme
from cohorts.models import Cohort
from learning import emails
from learning.actions.registering import fill
from learning.actions.rows import demand_staff, held
from learning.models import LeadCity, LearningSession, Material, Registration
from learning.states import Audience, SessionState
from milestones.states import Kind as RequirementKind
from polls import actions as polls
from polls.states import PollState
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotNow, Refusal

IN_CALENDARS = ("title", "place", "online_link")
"""What a calendar shows beside the time: a change of these raises the sequence number."""
OUTSIDE = timedelta(days=366)
"""How far before and after its cohort a session may be."""
TOLD = ("place", "online_link")
"""What people have to know when it changes after the announcement."""


class NotASession(Refusal):
    """What was said does not fit together; the field is named."""


@dataclass(frozen=True)
class When:
    """A beginning (aware), the zone it is shown in, and how many minutes it lasts; without a beginning, not yet set."""

    starts_at: datetime | None
    zone: str
    minutes: int

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def fields(self) -> dict[str, Any]:
        return {**vars(self), "ends_at": self.ends_at}


@dataclass(frozen=True)
class Said:
    """What a session is: its plain fields by name, and what hangs on it."""

    fields: dict[str, Any]
    when: When | None = None
    themes: Sequence[Theme] = ()
    cities: Sequence[City] = ()
    leads: Sequence[tuple[City, Theme | None]] = ()
    materials: Sequence[tuple[str, str]] = field(default=())


def draft(cohort: Cohort, said: Said, *, by: Any, now: datetime) -> LearningSession:
    """Begin a session that only staff see. Raises NotAllowed or NotASession."""
    demand_staff(by)
    when = said.when.fields if said.when else {}
    session = LearningSession(cohort=cohort, updated_at=now, **said.fields, **when)
    with transaction.atomic():
        _check(session, said)
        session.save()
        _hang_on(session, said)
        record(session, "draft", _("drafted"), by=by, now=now)
    return session


def note(cohort: Cohort, said: Said, *, by: Any, now: datetime) -> LearningSession:
    """Keep a session that took place without the portal, also where nobody wrote down when. It is held from the start.

    Raises NotAllowed or NotASession.
    """
    demand_staff(by)
    when = said.when.fields if said.when else {}
    state = {"state": SessionState.HELD, "announced_at": now, "updated_at": now}
    session = LearningSession(cohort=cohort, **state, **said.fields, **when)
    with transaction.atomic():
        _check(session, said)
        session.save()
        _hang_on(session, said)
        record(session, "note", _("noted the session"), by=by, now=now)
    return session


def change(session: LearningSession, said: Said, *, by: Any, now: datetime) -> LearningSession:
    """Say it anew. Once announced its time changes by `move` only; another place or link is told at once.

    Raises NotAllowed, NotNow (cancelled meanwhile) or NotASession.
    """
    demand_staff(by)
    with transaction.atomic():
        row = held(session)
        if row.state == SessionState.CANCELLED:
            raise NotNow(_("This session was cancelled; nothing can be changed any more."))
        before = {name: getattr(row, name) for name in (*IN_CALENDARS, "recording")}
        timed = said.when.fields if said.when and row.state == SessionState.DRAFTED else {}
        for name, value in {**said.fields, **timed}.items():
            setattr(row, name, value)
        _check(row, said)
        changed = [name for name in IN_CALENDARS if getattr(row, name) != before[name]]
        row.updated_at, row.sequence = now, row.sequence + bool(changed or timed)
        row.save()
        _hang_on(row, said)
        record(row, "change", _("changed"), by=by, now=now)
        if row.state == SessionState.ANNOUNCED:
            fill(row, now=now)
            if set(TOLD) & set(changed):
                emails.moved(row, _as_told(row) | before, now=now)
        if row.state == SessionState.HELD and row.recording and not before["recording"]:
            emails.missed(row, now=now)
    return row


def announce(session: LearningSession, *, by: Any, now: datetime) -> LearningSession:
    """Invite: from now on its audience sees it and can register. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        row = take(session, "announce", by=by, now=now, also={"announced_at": now, "updated_at": now})
        emails.announced(row, now=now)
    return row


def move(session: LearningSession, when: When, *, by: Any, now: datetime, note: str = "") -> LearningSession:
    """Another time. Who comes is told the old and the new one; calendars change the entry they have.

    Raises NotAllowed, NotASession (no time, or already past) or NotNow (held or cancelled).
    """
    demand_staff(by)
    with transaction.atomic():
        row = held(session)
        if row.state not in (SessionState.DRAFTED, SessionState.ANNOUNCED):
            raise NotNow(_("This session is over or off; it cannot be moved."))
        if when.starts_at is None or when.starts_at <= now:
            raise NotASession(_("Choose a time that is still ahead."), field="day")
        _check_time(row.cohort, when)
        before = _as_told(row)
        if (before["starts_at"], before["zone"], before["minutes"]) == (when.starts_at, when.zone, when.minutes):
            return row
        for name, value in when.fields.items():
            setattr(row, name, value)
        row.sequence, row.updated_at = row.sequence + 1, now
        row.save(update_fields=[*when.fields, "sequence", "updated_at"])
        old = before["starts_at"]
        record(
            row,
            "move",
            _("moved"),
            by=by,
            now=now,
            note=note,
            before=old and old.isoformat(),
            after=when.starts_at.isoformat(),
        )
        if row.state == SessionState.ANNOUNCED:
            emails.moved(row, before | {"note": note}, now=now)
    return row


def cancel(session: LearningSession, *, by: Any, now: datetime, reason: str) -> LearningSession:
    """It does not take place: who would have come is told why, calendars show it as cancelled."""
    with transaction.atomic():
        current = held(session)
        also = {"sequence": current.sequence + 1, "updated_at": now}
        row = take(current, "cancel", by=by, now=now, note=reason, also=also)
        if row.poll and row.poll.state == PollState.OPEN:
            polls.close(row.poll, by=by, now=now)
        emails.cancelled(row, reason, now=now)
    return row


def _as_told(session: LearningSession) -> dict[str, Any]:
    return {name: getattr(session, name) for name in ("starts_at", "zone", "minutes", *IN_CALENDARS)}


def _check_time(cohort: Cohort, when: When | None) -> None:
    """Raises NotASession for a day that cannot be meant."""
    if when and when.starts_at:
        first, last = cohort.starts_on - OUTSIDE, cohort.ends_on + OUTSIDE
        if not first <= cohort.local_date(when.starts_at) <= last:
            raise NotASession(_("That day is more than a year outside the cohort."), field="day")


def _check(session: LearningSession, said: Said) -> None:
    _check_time(session.cohort, said.when)
    cohort, requirement = session.cohort_id, session.requirement
    if requirement and (requirement.cohort_id, requirement.kind) != (cohort, RequirementKind.SESSION):
        raise NotASession(_("Choose a session that this cohort asks for."), field="requirement")
    if session.module and session.module.cohort_id != cohort:
        raise NotASession(_("Choose a module of this cohort."), field="module")
    if session.audience == Audience.PAIRING and (not session.pairing or session.pairing.cohort_id != cohort):
        raise NotASession(_("Choose the pairing that is invited."), field="pairing")
    if session.audience == Audience.CITIES and not said.cities:
        raise NotASession(_("Choose the cities that are invited."), field="cities")
    if session.pk and session.capacity is not None:
        taken = Registration.objects.registered().standing().filter(session=session).count()
        if session.capacity < taken:
            raise NotASession(_("%d people have a place already.") % taken, field="capacity")


def _hang_on(session: LearningSession, said: Said) -> None:
    session.themes.set(said.themes)
    session.cities.set(said.cities if session.audience == Audience.CITIES else [])
    session.leads.all().delete()
    LeadCity.objects.bulk_create(LeadCity(session=session, city=city, theme=theme) for city, theme in said.leads)
    session.materials.all().delete()
    Material.objects.bulk_create(Material(session=session, name=name, url=url) for name, url in said.materials)
