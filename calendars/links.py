"""The secret address of somebody's calendar.

It is computed from the portal's key, the person and the number of renewals: so it can be shown again at any time, a
copy of the database opens no calendar, and each renewal makes the address before it nobody's.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db.models import Exists, OuterRef, Q

from calendars.models import Key
from cities.models import Representative
from cohorts.models import Pairing

SIGNER = Signer(sep=".", salt="calendars.links")


def token_of(user: Any) -> str:
    """What stands in the address: `41.0.…`"""
    renewals = Key.objects.filter(user=user).values_list("renewals", flat=True).first() or 0
    return SIGNER.sign(f"{user.pk}.{renewals}")


def owner_of(token: str) -> Any | None:
    """Whose calendar it opens today; None when it was renewed, is made up, or its owner stands nowhere any more."""
    try:
        pk, renewals = SIGNER.unsign(token).split(".")
    except BadSignature:
        return None
    owner = _standing().filter(pk=int(pk)).select_related("calendar_key").first()
    return owner if owner and _renewals(owner) == int(renewals) else None


def _standing() -> Any:
    """People who may sign in and stand somewhere: on the team, on a seat that is not ended, beside a pairing."""
    seats = Representative.objects.active().filter(user=OuterRef("pk"))
    pairings = Pairing.objects.standing().filter(facilitator=OuterRef("pk"))
    stands = Q(is_programme_staff=True) | Exists(seats) | Exists(pairings)
    return get_user_model().objects.filter(stands, is_active=True)


def _renewals(owner: Any) -> int:
    return owner.calendar_key.renewals if hasattr(owner, "calendar_key") else 0
