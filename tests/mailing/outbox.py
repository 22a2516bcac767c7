"""Mails for the tests, and time that passes without waiting."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Now

from mailing import actions
from mailing.models import Message


def put(key: str = "reminder:41:+3:anna", **changes: Any) -> Message:
    usual: dict[str, Any] = {
        "kind": "reminder",
        "to": "anna@example.org",
        "template": "tests/mails/notice",
        "context": {"city": "Köln"},
        "language": "en",
    }
    return actions.put(key=key, **(usual | changes))


def fill(number: int, **changes: Any) -> None:
    Message.objects.bulk_create(
        Message(
            key=f"reminder:{n}",
            kind="reminder",
            to=f"mail-{n}@example.org",
            language="en",
            subject=f"Reminder {n}",
            text=f"Reminder {n}\n",
            html=f"<p>Reminder {n}</p>",
            **changes,
        )
        for n in range(number)
    )


def let_leases_expire() -> None:
    """What waiting for a whole lease would do; only for workers that are stopped."""
    Message.objects.exclude(lease_until=None).update(lease_until=Now())


def let_pauses_pass() -> None:
    """What waiting for the next attempt would do."""
    Message.objects.update(next_attempt_at=Now())


def states() -> dict[str, str]:
    """The state of every mail by its address."""
    return dict(Message.objects.values_list("to", "state"))
