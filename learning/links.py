"""Signed links for people without a login: to confirm a registration, and to their own place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from learning.models import Registration
from workflow.refusals import Refusal

CONFIRM_WITHIN = timedelta(days=2)
PLACE, CONFIRM = "learning.place", "learning.confirm"


class NotALink(Refusal):
    """The link was not made here, is too old, or what it leads to is gone."""

    status = 410


@dataclass(frozen=True)
class Wish:
    """Who wants to come to which sessions; it lives in the link alone until the mailbox has been proven."""

    sessions: Sequence[int]
    name: str
    email: str
    language: str
    zone: str


def place_path(registration: Registration, *, as_deputy: bool = False) -> str:
    """The page of one's own place, for a guest or for the deputy who comes instead."""
    email = registration.deputy_email if as_deputy else registration.email
    token = signing.dumps([registration.pk, email, as_deputy], salt=PLACE)
    return reverse("learning:place", args=[token])


def read_place(token: str) -> tuple[Registration, bool]:
    """The registration of such a link, and whether it is the deputy's. Raises NotALink."""
    pk, email, as_deputy = _read(token, PLACE)
    registration = Registration.objects.with_names().filter(pk=pk).first()
    mailed_to = registration and (registration.deputy_email if as_deputy else registration.email)
    if registration is None or mailed_to != email:
        raise NotALink(_("This place is no longer there."))
    return registration, as_deputy


def confirm_path(wish: Wish, *, now: datetime) -> str:
    """The page that makes the registrations."""
    said = {**vars(wish), "sessions": list(wish.sessions), "until": (now + CONFIRM_WITHIN).isoformat()}
    return reverse("learning:confirm", args=[signing.dumps(said, salt=CONFIRM, compress=True)])


def read_wish(token: str, *, now: datetime) -> Wish:
    """What such a link asks for. Raises NotALink."""
    said = _read(token, CONFIRM)
    if now >= datetime.fromisoformat(said.pop("until")):
        raise NotALink(_("This link is older than two days. Register again, and a new one comes."))
    return Wish(**said)


def _read(token: str, salt: str) -> Any:
    try:
        return signing.loads(token, salt=salt)
    except signing.BadSignature as error:
        raise NotALink(_("This link is not complete. Copy it whole from the mail.")) from error
