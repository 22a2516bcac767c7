"""The mails about a session: to who is invited, who comes, who waits, and to people without a login."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cities.models import Representative
from learning.calendar import entry_for
from learning.invited import invited_cities
from learning.links import Wish, confirm_path, place_path
from learning.models import LearningSession, Registration
from learning.states import AWAY, Attendance, RegistrationState
from mailing.actions import put
from mailing.attachments import Attachment, invited
from mailing.models import Message
from mailing.querysets import MessageQuerySet

IN_CALENDARS = {"registered", "moved_up", "moved", "cancelled", "deputy", "given_up"}
"""Mails that put the session into a calendar, move it there or take it out."""


def announced(session: LearningSession, *, now: datetime) -> None:
    """To everybody with a seat of an invited city."""
    for person in _people_of(invited_cities(session)):
        with timezone.override(person.time_zone):
            put(
                key=f"session:announced:{session.pk}:{person.pk}",
                kind="session:announced",
                to=person.email,
                recipient=person,
                language=person.language,
                template="learning/mails/announced",
                context={"session": session, "reader": person.name, "address": session.get_absolute_url()},
                about=session.get_absolute_url(),
                not_before=now,
            )


def moved(session: LearningSession, before: dict[str, Any], *, now: datetime) -> None:
    """Another time or place: to who comes, who waits and their deputies; `before` holds what it was."""
    for registration in _coming(session):
        tell(registration, "moved", once_per=session.sequence, now=now, before=before)


def cancelled(session: LearningSession, reason: str, *, now: datetime) -> None:
    for registration in _coming(session):
        tell(registration, "cancelled", once_per=session.sequence, now=now, reason=reason)


def given_up(registration: Registration, *, now: datetime) -> None:
    """To who was coming or waiting, and to the deputy, whom `registration` still names."""
    address = registration.session.get_absolute_url()
    tell(registration, "given_up", once_per=_second(now), now=now, address=address)


def tell(
    registration: Registration, name: str, *, once_per: object, now: datetime, address: str = "", **context: Any
) -> None:
    """One of the mails about a place, to who has it and to the deputy who comes instead; with it, for their calendars.

    Registered, waiting, moved_up, moved, cancelled; `once_per` names what is told once.
    """
    own = registration.session.get_absolute_url() if registration.user else place_path(registration)
    _put(registration, name, _owner(registration, address or own), once_per, now=now, **context)
    if registration.deputy_email:
        theirs = place_path(registration, as_deputy=True)
        _put(registration, name, _deputy(registration, address or theirs), once_per, now=now, **context)


def feedback_asked(session: LearningSession, *, now: datetime) -> None:
    """To those who were there themselves: three questions, once."""
    there = Registration.objects.there().standing().filter(session=session, attendance=Attendance.PRESENT)
    for registration in there.select_related("user").order_by("pk"):
        registration.session = session
        address = reverse("learning:feedback", args=[session.pk]) if registration.user else place_path(registration)
        _put(registration, "feedback", _owner(registration, address), "", now=now)


def missed(session: LearningSession, *, now: datetime) -> None:
    """To those who had a place and were not there, once the recording can be watched."""
    away = Registration.objects.registered().standing().filter(session=session).exclude(user=None)
    for registration in away.filter(attendance__in=AWAY).select_related("user").order_by("pk"):
        registration.session = session
        address = reverse("learning:catch_up", args=[session.pk])
        _put(registration, "missed", _owner(registration, address), "", now=now)


def deputy_asked(registration: Registration, *, now: datetime) -> None:
    """To the deputy alone: where to go, and that the address is kept for this session."""
    address = place_path(registration, as_deputy=True)
    _put(registration, "deputy", _deputy(registration, address), _second(now), now=now)


def deputy_released(registration: Registration, *, now: datetime) -> None:
    """To the deputy whom `registration` still names, if there is one: not needed after all."""
    if registration.deputy_email:
        address = registration.session.get_absolute_url()
        _put(registration, "given_up", _deputy(registration, address), _second(now), now=now)


def confirm(wish: Wish, sessions: Iterable[LearningSession], *, now: datetime) -> None:
    """To somebody without a login: the link that makes the registration. Once an hour for the same wish."""
    named = list(sessions)
    mailbox = sha256(wish.email.casefold().encode()).hexdigest()[:32]  # a key outlives the address
    with timezone.override(wish.zone):
        put(
            key=f"session:confirm:{','.join(str(each.pk) for each in named)[:80]}:{now:%Y%m%d%H}:{mailbox}",
            kind="session:confirm",
            to=wish.email,
            language=wish.language,
            template="learning/mails/confirm",
            context={"sessions": named, "reader": wish.name, "address": confirm_path(wish, now=now)},
            about=named[0].get_absolute_url(),
            not_before=now,
        )


def to_outsiders(sessions: Iterable[LearningSession]) -> MessageQuerySet:
    """Every mail on these sessions to people without a login: guests, deputies, seats nobody has claimed."""
    pages = [each.get_absolute_url() for each in sessions]
    return Message.objects.filter(kind__startswith="session:", recipient=None, about__in=pages).exclude(to="")


class Reader(NamedTuple):
    """Who gets a mail about a place, and the page it leads to. `user` is None without a login."""

    whose: str
    email: str
    name: str
    user: Any
    address: str


def _owner(registration: Registration, address: str) -> Reader:
    return Reader("own", registration.email, registration.name, registration.user, address)


def _deputy(registration: Registration, address: str) -> Reader:
    return Reader("deputy", registration.deputy_email, registration.deputy_name, None, address)


def _second(now: datetime) -> str:
    """What somebody does again a second later is told again."""
    return f"{now:%Y%m%d%H%M%S}"


def _put(
    registration: Registration, name: str, reader: Reader, once_per: object, *, now: datetime, **context: Any
) -> None:
    session = registration.session
    said = {"session": session, "registration": registration, "reader": reader.name, "address": reader.address}
    with timezone.override(reader.user.time_zone if reader.user else registration.zone):
        put(
            key=f"session:{name}:{session.pk}:{once_per}:{registration.pk}:{reader.whose}",
            kind=f"session:{name}",
            to=reader.email,
            recipient=reader.user,
            language=registration.language,
            template=f"learning/mails/{name}",
            context={**said, **context},
            about=session.get_absolute_url(),
            not_before=now,
            attachment=(
                _for_calendar(registration, reader, now=now, is_off=name == "given_up")
                if name in IN_CALENDARS
                else None
            ),
        )


def _for_calendar(
    registration: Registration, reader: Reader, *, now: datetime, is_off: bool
) -> Callable[[], Attachment] | None:
    """The entry for who has a place; who waits has nothing in their calendar yet. `is_off` takes it out again."""
    if registration.state != RegistrationState.REGISTERED:
        return None

    def made() -> Attachment:
        entry = entry_for(registration.session, registration, page=reader.address)
        return invited(entry, to=reader.email, name=reader.name, now=now, is_off=is_off)

    return made


def _coming(session: LearningSession) -> list[Registration]:
    coming = list(
        Registration.objects.coming().standing().filter(session=session).select_related("user", "city").order_by("pk")
    )
    for each in coming:
        each.session = session
    return coming


def _people_of(cities: QuerySet[Any]) -> QuerySet[Any]:
    seats = Representative.objects.active().filter(city__in=cities)
    return get_user_model().objects.filter(pk__in=seats.values("user")).order_by("pk")
