"""What the demo writes and nobody does by hand: people with a known password, seats long claimed, old mail."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from accounts.models import User
from cities.models import City, Representative
from cohorts.models import Pairing
from mailing.models import Message
from mailing.states import State

PASSWORD = "twinning-demo"  # noqa: S105 - the demo's one password, printed at its start


def make_people(people: list[dict[str, Any]], **flags: bool) -> dict[str, User]:
    """Logins for invented people, by address."""
    secret = _secret()
    fields = ("name", "email", "language", "time_zone")
    with transaction.atomic():
        made = User.objects.bulk_create(
            User(password=secret, **{key: person[key] for key in fields}, **flags) for person in people
        )
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made
        )
    return {user.email: user for user in made}


@cache
def _secret() -> str:
    """One hash for all of them, since they share the password."""
    return make_password(PASSWORD)


def seat(city: City, user: User, role: str, *, since: date, organisation: str = "") -> Representative:
    """A seat as if its invitation had been claimed on that day."""
    return Representative.objects.create(
        city=city, user=user, role=role, name=user.name, email=user.email, started_on=since, organisation=organisation
    )


def deliver_the_past(until: Any) -> None:
    """Mails of the lived past count as sent at their hour, so that nothing old leaves the portal today."""
    Message.objects.filter(not_before__lt=until, state=State.DUE).update(
        state=State.ACCEPTED, accepted_at=F("not_before")
    )


def name_facilitator(pairing: Pairing, user: User) -> None:
    pairing.facilitator = user
    pairing.save(update_fields=["facilitator"])
