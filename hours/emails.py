"""The mails about a declaration: to the supervisor who is asked to sign, and to the person when it is sent back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hours.models import Declaration
from mailing.actions import put


def countersigning_asked(declaration: Declaration, *, now: datetime) -> None:
    _put(declaration, "asked", declaration.supervisor, now)


def sent_back(declaration: Declaration, reason: str, *, now: datetime) -> None:
    _put(declaration, "sent_back", declaration.sheet.seat.user, now, reason=reason)


def _put(declaration: Declaration, name: str, to: Any, now: datetime, **context: object) -> None:
    put(
        key=f"declaration:{name}:{declaration.pk}",
        kind=f"declaration:{name}",
        to=to.email,
        recipient=to,
        language=to.language,
        template=f"hours/mails/{name}",
        about=declaration.get_absolute_url(),
        not_before=now,
        context={
            "declaration": declaration,
            "sheet": declaration.sheet,
            "reader": to.name,
            "address": declaration.get_absolute_url(),
            **context,
        },
    )
