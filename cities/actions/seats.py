"""Seats: offered by mail, claimed by link, passed on, ended at once. Callers have asked the rules of `cities.rules`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import Invitation, User
from cities.models import City, Representative
from cities.querysets import RepresentativeQuerySet
from cities.states import SeatRole
from mailing.actions import cancel
from mailing.models import Message
from ui.languages import language_of
from workflow.history import record
from workflow.refusals import Refusal


class SeatTaken(Refusal):
    """The city has its lead, or the person has a seat there already."""


class SeatGone(Refusal):
    """The seat has ended, or is claimed already, so there is nothing to send or take back."""


class ReasonNeeded(Refusal):
    """A mandate ends for a reason that the next person can read."""


@transaction.atomic
def appoint(  # noqa: PLR0913 - a seat has this many sides; all are named at every call
    *,
    city: City,
    role: str,
    name: str,
    email: str,
    by: User | None,
    now: datetime,
    organisation: str = "",
    invite: bool = True,
) -> Representative:
    """Offer a seat of `city` to a person, who claims it by the mailed link; raises SeatTaken.

    With `invite=False` the letter waits until `resend` or `invite_waiting`; mail about the city reaches the address.
    """
    city = _locked(city)
    seat = Representative(city=city, role=role, name=name.strip(), email=email.strip().lower())
    seat.organisation = organisation.strip()
    seat.started_on = _today(city, now)
    _demand_free(seat)
    seat.save()
    record(seat, "appoint", _("appointed %(seat)s of %(city)s") % _said(seat), by=by, now=now)
    if invite:
        _invite(seat, by, now)
    return seat


@transaction.atomic
def claim(*, token: str, by: User | None, now: datetime, **profile: str) -> tuple[User, list[Representative]]:
    """Use an invitation's link: make the login where there is none, and fill the seats it was written for.

    `by` is the person signed in, if any; `profile` is what `accounts.actions.accept` takes (password, name, language,
    time_zone). Raises what that raises, or SeatTaken; then nothing is written.
    """
    offered = Representative.objects.waiting().filter(invitation__in=Invitation.objects.by_token(token))
    for city in City.objects.filter(seats__in=offered).distinct().order_by("pk"):
        _locked(city)  # before the invitation is locked: ending a seat asks in this order, too
    user = accounts.accept(token=token, by=by, now=now, **profile)
    return user, [fill(seat, user, now=now) for seat in offered.select_related("city")]


@transaction.atomic
def fill(seat: Representative, user: User, *, now: datetime) -> Representative:
    """Put a person on an offered seat. Rights start now. Raises SeatGone or SeatTaken."""
    city = _locked(seat.city)
    seat = _current(seat)
    if seat.is_claimed:
        raise SeatGone(_("This seat has been claimed already."))
    if city.seats.current().filter(user=user).exists():
        raise SeatTaken(_("%(person)s has a seat for %(city)s already.") % {"person": user, "city": city})
    seat.user, seat.name = user, user.name
    seat.save(update_fields=["user", "name"])
    record(seat, "claim", _("claimed the seat"), by=user, now=now)
    return seat


@transaction.atomic
def resend(seat: Representative, *, by: User, now: datetime) -> Representative:
    """Send the invitation (again): a new link, the old one is dead. Raises SeatGone."""
    _locked(seat.city)
    seat = _current(seat)
    if seat.is_claimed:
        raise SeatGone(_("%s has claimed the seat by now; no letter is needed.") % seat.name)
    if invitation := _open_invitation(seat):
        accounts.resend(invitation, by=by, now=now)
    else:
        _invite(seat, by, now)
    record(seat, "invite", _("invitation sent to %s") % seat.email, by=by, now=now)
    return seat


@transaction.atomic
def invite_waiting(seats: RepresentativeQuerySet, *, by: User, now: datetime) -> int:
    """Write the first letter to everybody of `seats` who was never invited; answer how many went out."""
    waiting = list(seats.never_invited().select_related("city").select_for_update(of=("self",)).order_by("pk"))
    for seat in waiting:
        _invite(seat, by, now)
        record(seat, "invite", _("invitation sent to %s") % seat.email, by=by, now=now)
    return len(waiting)


@transaction.atomic
def revoke(seat: Representative, *, by: User, now: datetime) -> Representative:
    """Take an unclaimed offer back; its link is dead. Raises SeatGone."""
    _locked(seat.city)
    seat = _current(seat)
    if seat.is_claimed:
        raise SeatGone(_("%s has claimed the seat by now. End the mandate instead.") % seat.name)
    return _end(seat, _("The invitation was taken back."), by, now)


@transaction.atomic
def change_role(seat: Representative, role: str, *, by: User, now: datetime) -> Representative:
    """Make a deputy the second, a second the lead, and so on. Raises SeatGone or SeatTaken."""
    _locked(seat.city)
    seat = _current(seat)
    before, seat.role = seat.role, role
    if role == before:
        return seat
    _demand_free(seat)
    seat.save(update_fields=["role"])
    record(seat, "change_role", _("is now %(seat)s of %(city)s") % _said(seat), by=by, now=now, role=[before, role])
    return seat


@transaction.atomic
def hand_over(
    seat: Representative, *, name: str, email: str, by: User, now: datetime, organisation: str = ""
) -> Representative:
    """Pass a seat on: the old one ends at once, the history stays, the city's open work is the next person's.

    A colleague who has a lower seat of the city moves up into this role, one with a higher seat keeps that and takes
    over the work; anybody else is invited.
    Answers the new seat. Raises SeatGone or SeatTaken.
    """
    city = _locked(seat.city)
    seat = _current(seat)
    email = email.strip().lower()
    if email in {seat.email, seat.user.email if seat.user else ""}:
        raise SeatTaken(_("%s is the person who holds this seat.") % email, field="email")
    _end(seat, _("Handed over to %s.") % (name.strip() or email), by, now)
    colleague = city.seats.current().filter(email=email).first()
    if colleague:
        ranks = list(SeatRole)
        moves_up = ranks.index(SeatRole(seat.role)) < ranks.index(SeatRole(colleague.role))
        return change_role(colleague, seat.role, by=by, now=now) if moves_up else colleague
    return appoint(city=city, role=seat.role, name=name, email=email, by=by, now=now, organisation=organisation)


@transaction.atomic
def end_mandate(seat: Representative, *, reason: str, by: User, now: datetime) -> Representative:
    """End a seat. Its rights end with this transaction; what the person did stays with the city.

    What waits in the outbox for somebody without another seat is not sent any more. Raises SeatGone or ReasonNeeded.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Please say why the mandate ends."), field="reason")
    _locked(seat.city)
    return _end(_current(seat), reason.strip(), by, now)


def _end(seat: Representative, reason: str, by: User, now: datetime) -> Representative:
    seat.ended_on, seat.end_reason = max(seat.started_on, _today(seat.city, now)), reason[:300]
    seat.save(update_fields=["ended_on", "end_reason"])
    if invitation := _open_invitation(seat):
        accounts.revoke(invitation, by=by, now=now)
    _stop_mails(seat)
    record(seat, "end", _("the mandate ended"), by=by, now=now, note=reason)
    return seat


def _stop_mails(seat: Representative) -> None:
    """Queued mail ends with the last seat; letters about the login itself still go."""
    address = seat.user.email if seat.user else seat.email
    if not Representative.objects.current().filter(email=seat.email).exclude(pk=seat.pk).exists():
        cancel(Message.objects.filter(to=address, urgent=False), reason="the mandate ended")


def _invite(seat: Representative, by: User | None, now: datetime) -> None:
    """In the language of an existing login, else of the city, where the portal speaks it."""
    user = User.objects.filter(email=seat.email).first()
    spoken = language_of(seat.city.name, str(seat.city.country))
    language = user.language if user else spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        purpose = _("%(seat)s representative of %(city)s") % _said(seat)
    seat.invitation, _token = accounts.invite(
        email=seat.email,
        name=seat.name,
        language=language,
        time_zone=user.time_zone if user else seat.city.time_zone,
        by=by,
        now=now,
        purpose=purpose,
    )
    seat.save(update_fields=["invitation"])


def _locked(city: City) -> City:
    """Whoever changes the seats of a city waits here for the others who do."""
    return City.objects.select_for_update(of=("self",)).get(pk=city.pk)


def _current(seat: Representative) -> Representative:
    fresh = Representative.objects.select_related("city", "user", "invitation").get(pk=seat.pk)
    if fresh.ended_on:
        raise SeatGone(_("This seat has ended by now. Nothing was changed."))
    return fresh


def _demand_free(seat: Representative) -> None:
    others = seat.city.seats.current().exclude(pk=seat.pk)
    if others.filter(email=seat.email).exists():
        sentence = _("%(email)s has a seat for %(city)s already.")
        raise SeatTaken(sentence % {"email": seat.email, "city": seat.city}, field="email")
    lead = others.filter(role=SeatRole.LEAD).first() if seat.role == SeatRole.LEAD else None
    if lead:
        sentence = _("%(city)s has a lead already: %(lead)s. Hand that seat over, or choose another one.")
        raise SeatTaken(sentence % {"city": seat.city, "lead": lead.name or lead.email}, field="role")


def _open_invitation(seat: Representative) -> Invitation | None:
    return Invitation.objects.waiting().filter(seats=seat).first()


def _today(city: City, now: datetime) -> date:
    return now.astimezone(ZoneInfo(city.time_zone)).date()


def _said(seat: Representative) -> dict[str, Any]:
    return {"seat": seat.get_role_display(), "city": seat.city}
