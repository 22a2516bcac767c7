"""The mails about logins. All are security mails: they go first, and again when nobody knows whether they arrived."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings

from accounts.models import Invitation, User
from mailing.actions import put
from mailing.models import Message


def invitation_key(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}:"


def invitation(invitation: Invitation, token: str) -> Message:
    return put(
        key=f"{invitation_key(invitation)}{invitation.times_sent}",
        kind="invitation",
        to=invitation.email,
        template="accounts/mails/invitation",
        context={"invitation": invitation, "link": f"{settings.SITE_URL}/invitations/{token}/"},
        language=invitation.language,
        urgent=True,
    )


def about_login(name: str, user: User, to: str, context: dict[str, Any]) -> Message:
    """What allauth says about a login (`name` is a folder beside the invitation): each time a mail of its own."""
    return put(
        key=f"{name}:{user.pk}:{uuid4()}",
        kind=name,
        to=to,
        template=f"accounts/mails/{name}",
        context={"person": user, **context},
        language=user.language,
        recipient=user,
        urgent=True,
    )
