"""Places at a session: taken, given up, waited for, lent to a deputy.

Places are counted while the session's row is held, so there are never more than there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cities.models import City, Representative
from learning import emails
from learning.actions.rows import held
from learning.invited import colleagues, own_seats
from learning.models import LearningSession, Registration
from learning.states import COMING, RegistrationState, SessionState
from mailing.actions import forget
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed, NotNow, Refusal


class NoPlace(Refusal):
    """Nobody can register now, or not this person."""


@dataclass(frozen=True)
class Guest:
    """Whom a place is for: a person with a login, a seat nobody has claimed, or somebody from outside."""

    name: str
    email: str
    user: Any = None
    city: City | None = None
    language: str = "en"
    zone: str = "Europe/Brussels"

    @property
    def fields(self) -> dict[str, Any]:
        return vars(self)


def seated(seat: Representative) -> Guest:
    """Somebody with a seat, claimed or not."""
    if seat.user is None:
        return Guest(seat.name or seat.email, seat.email, city=seat.city, zone=seat.city.time_zone)
    return _with_login(seat.user, seat.city)


def register(session: LearningSession, *, city: City | None = None, by: Any, now: datetime) -> Registration:
    """Take a place, or the next one on the waiting list. `city` says for which, where one stands for several.

    Once more gives the same. Raises NotAllowed, NoPlace or NotNow.
    """
    if not by.has_perm("learning.register_for_session", session):
        raise NotAllowed(_("This session invites other cities."))
    cities = [seat.city for seat in own_seats(session, by)]
    if city is not None and city not in cities:
        raise NoPlace(_("Choose one of your own cities."), field="city")
    return give_place(session, _with_login(by, city or (cities[0] if cities else None)), by=by, now=now)


def register_colleague(session: LearningSession, seat: Representative, *, by: Any, now: datetime) -> Registration:
    """Take a place for somebody of one's city; they are told. Raises NotAllowed, NoPlace or NotNow."""
    if not colleagues(session, by).filter(pk=seat.pk).exists():
        raise NotAllowed(_("You can register people of your own city, when it is invited."))
    return give_place(session, seated(seat), by=by, now=now)


def give_place(session: LearningSession, guest: Guest, *, by: Any, now: datetime) -> Registration:
    """The place itself; who may ask for it has been asked. `by` is None where a signed link asks.

    Raises NotNow when registration is over.
    """
    with transaction.atomic():
        row = _open(session, now)
        found = Registration.objects.filter(_same_person(guest), session=row).order_by("pk").first()
        if found and found.state in COMING:
            return _adopted(found, guest)
        state = RegistrationState.REGISTERED if free_places(row) else RegistrationState.WAITING
        if found:
            name = "register" if state == RegistrationState.REGISTERED else "queue"
            fresh = guest.fields | {"at": now, "deputy_name": "", "deputy_email": ""}
            found = take(found, name, by=None, now=now, also=fresh)
        else:
            found = Registration.objects.create(session=row, state=state, at=now, **guest.fields)
            record(found, "register", found.get_state_display(), by=by, now=now)
        found.session = row
        emails.tell(found, str(state), once_per=f"{now:%Y%m%d%H%M%S}", now=now)
    return found


def give_up(registration: Registration, *, by: Any, now: datetime) -> None:
    """Not coming after all: the next one on the waiting list moves up; both are told, and a deputy who was to come.

    `by` is None where a guest asks by signed link; nothing is kept of a guest then, so no mail either.
    Raises NotAllowed or NotNow.
    """
    with transaction.atomic():
        session = _open(registration.session, now)
        left = _kept(registration)
        if by is None and left.is_guest and left.city_id is None:
            forget(emails.to_outsiders([session]).filter(to__iexact=left.email), reason="A guest gave up the place.")
            left.delete()
        else:
            gone = {"at": now, "deputy_name": "", "deputy_email": ""}
            take(registration, "cancel", by=by, now=now, also=gone)
            emails.given_up(left, now=now)
        fill(session, now=now)


def fill(session: LearningSession, *, now: datetime) -> None:
    """Give free places to those who wait, first come first; called while the session's row is held."""
    if session.state != SessionState.ANNOUNCED or session.has_ended(now):
        return
    waiting = Registration.objects.waiting().standing().filter(session=session).select_related("user")
    for each in waiting[: free_places(session, most=waiting.count())]:
        moved = take(each, "move_up", by=None, now=now, also={"at": now})
        moved.session = session
        emails.tell(moved, "moved_up", once_per=f"{now:%Y%m%d%H%M%S}", now=now)


def send_deputy(registration: Registration, *, name: str, email: str, by: Any, now: datetime) -> Registration:
    """Somebody else comes on this place, with a login or without. Raises NotAllowed, NoPlace or NotNow."""
    with transaction.atomic():
        session = _open(registration.session, now)
        row = _kept(registration)
        if not by.has_perm("learning.change_registration", row):
            raise NotAllowed(_("Only people of the city can send a deputy."))
        if row.state not in COMING:
            raise NotNow(_("This registration was cancelled meanwhile."))
        own = Registration.objects.coming().filter(session=session, email__iexact=email)
        if own.exists():
            raise NoPlace(_("%s is registered already.") % email, field="deputy_email")
        is_another = row.deputy_email.lower() != email.lower()
        if is_another:
            emails.deputy_released(row, now=now)
        row.deputy_name, row.deputy_email = name, email
        row.save(update_fields=["deputy_name", "deputy_email"])
        record(row, "send_deputy", _("sends a deputy"), by=by, now=now)
        if is_another:
            emails.deputy_asked(row, now=now)
    return row


def come_oneself(registration: Registration, *, by: Any, now: datetime) -> Registration:
    """No deputy after all. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        _open(registration.session, now)
        row = _kept(registration)
        if not by.has_perm("learning.change_registration", row):
            raise NotAllowed(_("Only people of the city can send a deputy."))
        emails.deputy_released(row, now=now)
        row.deputy_name = row.deputy_email = ""
        row.save(update_fields=["deputy_name", "deputy_email"])
        record(row, "come_oneself", _("comes without a deputy"), by=by, now=now)
    return row


def free_places(session: LearningSession, *, most: int = 1) -> int:
    """How many places can be given, `most` at most: all that are asked for where places are not counted."""
    if session.capacity is None:
        return most
    taken = Registration.objects.registered().standing().filter(session=session).count()
    return max(0, min(most, session.capacity - taken))


def _kept(registration: Registration) -> Registration:
    """Its row, held. Raises NotNow when a guest has given it up meanwhile."""
    rows = Registration.objects.select_for_update(of=("self",)).select_related("session", "user")
    if found := rows.filter(pk=registration.pk).first():
        return found
    raise NotNow(_("This registration was cancelled meanwhile."))


def _adopted(found: Registration, guest: Guest) -> Registration:
    """Who registered without a login or a seat, and has one now, comes with it: it counts for their city."""
    if (guest.user and not found.user_id) or (guest.city and not found.city_id):
        for field, value in guest.fields.items():
            setattr(found, field, value)
        found.save(update_fields=list(guest.fields))
    return found


def _same_person(guest: Guest) -> Q:
    """By the login or by the address, whichever was there first."""
    return Q(email__iexact=guest.email) | (Q(user=guest.user) if guest.user else Q())


def _with_login(user: Any, city: City | None) -> Guest:
    return Guest(user.name, user.email, user, city, user.language, user.time_zone)


def _open(session: LearningSession, now: datetime) -> LearningSession:
    """The session's row, held, as long as places are given. Raises NotNow."""
    row = held(session)
    if not row.takes_registrations(now):
        raise NotNow(_("Registration for this session is over."))
    return row
