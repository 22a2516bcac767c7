"""Who was there: by list, by the code on the slide, from the meeting tool; and what closing it brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning import emails
from learning.actions.registering import Guest
from learning.actions.rows import held
from learning.codes import is_right
from learning.models import AttendanceDraft, LearningSession, Registration
from learning.states import Attendance, Noted, RegistrationState, SessionState
from milestones.actions.obligations import fulfil
from milestones.models import Obligation
from ui.templatetags.kit import day
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed, NotNow, Refusal


class WrongCode(Refusal):
    """Not the code of this minute or the last one."""

    def __init__(self) -> None:
        super().__init__(_("That is not the code on the slide now. It changes every minute."), field="code")


class NotComing(Refusal):
    """Attendance of somebody who is not registered."""


def check_in(registration: Registration, code: str, *, as_deputy: bool = False, now: datetime) -> Registration:
    """Somebody types the code they see: they, or the deputy who came instead, are there. Raises NotNow or WrongCode."""
    with transaction.atomic():
        session = held(registration.session)
        if not session.takes_check_ins(now):
            raise NotNow(_("Check-in is open from half an hour before the beginning to half an hour after the end."))
        row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if row.state != RegistrationState.REGISTERED:
            raise NotComing(_("You have no place at this session yet. Ask the programme team."))
        if not is_right(session.secret, code, now):
            raise WrongCode
        row.attendance = Attendance.DEPUTY if as_deputy else Attendance.PRESENT
        row.noted = Noted.CODE
        row.save(update_fields=["attendance", "noted"])
    return row


def note(session: LearningSession, marks: Mapping[int, str], *, by: Any, now: datetime, how: str = Noted.LIST) -> int:
    """Write attendance by the number of the registration; an empty mark takes it back. Answers how many were written.

    Raises NotAllowed, NotNow (not begun, closed, cancelled) or NotComing (somebody without a place).
    """
    with transaction.atomic():
        row = _open(session, by, now)
        found = Registration.objects.registered().filter(session=row, pk__in=marks)
        rows = list(found.select_for_update(of=("self",)).order_by("pk"))
        if len(rows) < len(marks):
            raise NotComing(_("Somebody on the list has no place any more. Look again."))
        for each in rows:
            mark = marks[each.pk]
            each.attendance, each.noted = mark, how if mark else ""
        Registration.objects.bulk_update(rows, ["attendance", "noted"])
        if rows:
            record(row, "note", _("attendance noted"), by=by, now=now, people=len(rows))
    return len(rows)


def add(session: LearningSession, guest: Guest, *, by: Any, now: datetime, how: str = Noted.LIST) -> Registration:
    """Somebody came without a place: kept as present, whatever the number of places. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        row = _open(session, by, now)
        found = Registration.objects.filter(session=row, email__iexact=guest.email).first()
        if found is None:
            found = Registration(session=row, state=RegistrationState.REGISTERED, at=now, **guest.fields)
        elif found.state != RegistrationState.REGISTERED:
            name = "move_up" if found.state == RegistrationState.WAITING else "register"
            found = take(found, name, by=None, now=now, also={"at": now})
        found.attendance, found.noted = Attendance.PRESENT, how
        found.save()
        record(found, "add", _("came"), by=by, now=now)
    return found


def keep_file(session: LearningSession, name: str, rows: list[dict[str, str]], *, by: Any, now: datetime) -> None:
    """Keep what was read of the meeting tool's list until the button is pressed. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        row = _open(session, by, now)
        AttendanceDraft.objects.update_or_create(
            session=row, by=by, defaults={"file_name": name[-200:], "rows": rows, "made_at": now}
        )


def take_over(
    draft: AttendanceDraft, present: Mapping[int, str], strangers: list[Guest], *, by: Any, now: datetime
) -> int:
    """Do what the dry run showed: marks for registrations, and people who came without one; the file is forgotten."""
    with transaction.atomic():
        for guest in strangers:
            add(draft.session, guest, by=by, now=now, how=Noted.FILE)
        count = note(draft.session, present, by=by, now=now, how=Noted.FILE)
        draft.delete()
    return count + len(strangers)


def forget_file(draft: AttendanceDraft) -> None:
    draft.delete()


def forget_files(*, before: datetime) -> int:
    """Lists whose button was never pressed: they hold names and addresses."""
    return AttendanceDraft.objects.filter(made_at__lt=before).delete()[0]


def close(session: LearningSession, *, by: Any, now: datetime) -> LearningSession:
    """The list is right. Who is not on it was absent; every city that was there has done what it owed by this.

    What is fulfilled or waived already stays as it is. Who was there is asked how it was. Raises NotAllowed or NotNow.
    """
    with transaction.atomic():
        row = _open(session, by, now)
        Registration.objects.registered().filter(session=row, attendance="").update(
            attendance=Attendance.ABSENT, noted=Noted.LIST
        )
        closed = take(row, "hold", by=by, now=now, also={"updated_at": now})
        _fulfil(closed, by=by, now=now)
        emails.feedback_asked(closed, now=now)
        if closed.recording:
            emails.missed(closed, now=now)
    return closed


def reopen(session: LearningSession, *, by: Any, now: datetime, note: str) -> LearningSession:
    """Something on the list is wrong. What it has fulfilled stays fulfilled: staff open that on the desk."""
    return take(session, "reopen", by=by, now=now, note=note, also={"updated_at": now})


def _open(session: LearningSession, by: Any, now: datetime) -> LearningSession:
    """The row of a session whose attendance can be written, held."""
    if not by.has_perm("learning.run_session"):
        raise NotAllowed(_("Only programme staff can note who was there."))
    row = held(session)
    if row.state != SessionState.ANNOUNCED:
        raise NotNow(_("The attendance of this session is closed."))
    if not row.takes_check_ins(now) and not row.has_ended(now):
        raise NotNow(_("The session has not begun yet."))
    return row


def _fulfil(session: LearningSession, *, by: Any, now: datetime) -> None:
    if session.requirement_id is None:
        return
    people: dict[int, int] = {}
    for city in Registration.objects.there().filter(session=session).exclude(city=None).values_list("city", flat=True):
        people[city] = people.get(city, 0) + 1
    owed = (
        Obligation.objects.standing()
        .open()
        .filter(
            requirement=session.requirement_id, participation__cohort=session.cohort_id, participation__city__in=people
        )
    )
    for each in owed.with_names().order_by("pk"):
        fulfil(each, by=by, now=now, note=_evidence(session, people[each.participation.city_id]), by_evidence=True)


def _evidence(session: LearningSession, people: int) -> str:
    said = ngettext("%(session)s on %(day)s: %(n)d person", "%(session)s on %(day)s: %(n)d people", people)
    return said % {"session": session.title, "day": day(session.starts_at), "n": people}
