"""People without a login at open sessions: they ask, prove their mailbox, come; afterwards they are forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from cities.models import Representative
from learning import emails
from learning.actions.registering import Guest, give_place, seated
from learning.links import NotALink, Wish, read_wish
from learning.models import LearningSession, Quote, Registration
from mailing.actions import forget
from mailing.models import Message


def ask_to_confirm(sessions: Sequence[LearningSession], wish: Wish, *, now: datetime) -> None:
    """Write to the address that was given. Nothing else is kept, and nobody learns whether it is known here."""
    with transaction.atomic():
        emails.confirm(wish, sessions, now=now)


def confirm(token: str, *, now: datetime) -> list[Registration]:
    """The link was opened and its button pressed: the mailbox is theirs, so the places are.

    Somebody with a login or a seat is registered as such. Sessions that are over by now are left out.
    Raises NotALink when the link is wrong, old, or none of its sessions is left.
    """
    wish = read_wish(token, now=now)
    sessions = open_ones(wish, now=now)
    if not sessions:
        raise NotALink(_("Registration for this session is over."))
    with transaction.atomic():
        return [give_place(each, guest_of(wish), by=None, now=now) for each in sessions]


def open_ones(wish: Wish, *, now: datetime) -> list[LearningSession]:
    """The sessions of a wish that still take registrations, always in the same order so that no two wait crosswise."""
    found = LearningSession.objects.open_to_all().announced().filter(pk__in=wish.sessions).order_by("pk")
    return [each for each in found if each.takes_registrations(now)]


def guest_of(wish: Wish) -> Guest:
    seat = Representative.objects.active().filter(email__iexact=wish.email).select_related("user", "city").first()
    if seat:
        return seated(seat)
    user: Any = get_user_model().objects.filter(email__iexact=wish.email, is_active=True).first()
    name = user.name if user else wish.name
    return Guest(name, wish.email, user, language=wish.language, zone=wish.zone)


def forget_guests(*, ended_before: datetime) -> int:
    """Names and addresses of guests and deputies, and the mails to them, once their cohort is over.

    What is counted stays. Answers how many people were forgotten.
    """
    over = Registration.objects.of_cohorts_before(ended_before)
    sessions = LearningSession.objects.of_cohorts_before(ended_before)
    guests = over.guests().exclude(name="")
    with transaction.atomic():
        forget(emails.to_outsiders(sessions.only("pk")), reason="Forgotten with the guests of the cohort.")
        Quote.objects.filter(registration__in=guests.values("pk")).update(registration=None)
        count = over.exclude(deputy_email="").update(deputy_name="", deputy_email="")
        address = Concat(Value("forgotten-"), Cast("pk", CharField()), Value("@example.invalid"))
        return count + guests.update(name="", email=address)


def forget_wishes(*, asked_before: datetime) -> int:
    """The mails whose link to confirm a registration has run out. Answers how many there were."""
    old = Message.objects.filter(kind="session:confirm", not_before__lt=asked_before).exclude(to="")
    return forget(old, reason="The link has run out.")
