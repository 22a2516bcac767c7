"""After a session: feedback without names, quotes with consent, and catching up on what was missed."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from learning.actions.rows import held
from learning.invited import own_seats
from learning.models import CatchUp, Feedback, LearningSession, Quote, Registration
from learning.states import AWAY, RegistrationState, SessionState
from milestones.actions.obligations import fulfil
from milestones.models import Obligation
from workflow.history import record
from workflow.refusals import NotAllowed, NotNow, Refusal


class NotYours(Refusal):
    """Somebody who was not there, or has answered, or need not catch up."""


@dataclass(frozen=True)
class Answers:
    """Three answers from 1 to 5, a free line, and whether that line may be published with the person's name."""

    useful: int
    clear: int
    will_use: int
    line: str = ""
    may_quote: bool = False


def mark_of(registration: Registration) -> str:
    """What keeps somebody from answering twice; without the portal's key nobody can tell whose it is."""
    said = f"feedback:{registration.session_id}:{registration.pk}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), "sha256").hexdigest()


def give_feedback(registration: Registration, answers: Answers, *, now: datetime) -> None:
    """Keep three answers apart from who gave them. A line with consent becomes a quote with a name, and only that.

    Whoever holds the registration may give it: the person, or the guest by signed link. Raises NotNow or NotYours.
    """
    with transaction.atomic():
        row = Registration.objects.select_for_update(of=("self",)).with_names().get(pk=registration.pk)
        if not row.session.has_ended(now) or row.session.state == SessionState.CANCELLED:
            raise NotNow(_("Feedback is asked when the session is over."))
        if not may_give_feedback(row):
            raise NotYours(_("Feedback is asked of those who were there."))
        if has_given_feedback(row):
            raise NotYours(_("You have answered already. Thank you."))
        Feedback.objects.create(
            session=row.session,
            mark=mark_of(row),
            useful=answers.useful,
            clear=answers.clear,
            will_use=answers.will_use,
            line="" if answers.may_quote else answers.line,
        )
        if answers.may_quote and answers.line:
            Quote.objects.update_or_create(
                registration=row,
                defaults={
                    "session": row.session,
                    "text": answers.line,
                    "name": row.name,
                    "city": row.city,
                    "consented_at": now,
                    "withdrawn_at": None,
                },
            )


def may_give_feedback(registration: Registration) -> bool:
    """Had a place and is not noted as away."""
    return registration.state == RegistrationState.REGISTERED and registration.attendance not in AWAY


def has_given_feedback(registration: Registration) -> bool:
    return Feedback.objects.filter(session=registration.session_id, mark=mark_of(registration)).exists()


def withdraw_quote(quote: Quote, *, now: datetime) -> None:
    """The consent is taken back: nothing offers the line any more. Whoever holds the registration may do so."""
    Quote.objects.filter(pk=quote.pk, withdrawn_at=None).update(withdrawn_at=now)


def catch_up(
    session: LearningSession, *, learned: str, use: str, by: Any, now: datetime, city: City | None = None
) -> CatchUp:
    """Somebody has watched the recording of a session they missed and answers two questions.

    Where the programme lets it count, their city has done what it owed by this. Raises NotAllowed, NotNow or NotYours.
    """
    cities = [seat.city for seat in own_seats(session, by)]
    if not cities or (city is not None and city not in cities):
        raise NotAllowed(_("This session invited other cities."))
    with transaction.atomic():
        row = held(session)
        if row.state != SessionState.HELD or not row.recording:
            raise NotNow(_("There is no recording to watch yet."))
        if Registration.objects.there().filter(session=row, user=by).exists():
            raise NotYours(_("You were there; there is nothing to catch up on."))
        done, made = CatchUp.objects.get_or_create(
            session=row, user=by, defaults={"city": city or cities[0], "learned": learned, "use": use, "at": now}
        )
        if not made:
            raise NotYours(_("You have caught up on this session already."))
        record(row, "catch_up", _("caught up with the recording"), by=by, now=now)
        if row.catch_up_counts:
            _fulfil(done, now)
    return done


def _fulfil(done: CatchUp, now: datetime) -> None:
    owed = (
        Obligation.objects.standing()
        .open()
        .with_names()
        .filter(requirement=done.session.requirement_id, participation__city=done.city_id)
        .first()
    )
    if owed:
        note = _("%(session)s: caught up with the recording") % {"session": done.session.title}
        fulfil(owed, by=done.user, now=now, note=note, by_evidence=True)
