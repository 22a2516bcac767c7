"""P8: the outbox against a loop that sends fifty mails a task and writes one statement for all of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.core.mail import get_connection
from django.db.models.functions import Now
from django.test import override_settings

from bench.cost import cpu_ms
from bench.sink import sink
from mailing import delivery
from mailing.models import Message
from mailing.states import State

TEXT = "What is due, why, and where to hand it in.\n" * 40
HTML = f"<!doctype html><html><body>{'<p>What is due, why, and where to hand it in.</p>' * 100}</body></html>"


@dataclass(frozen=True)
class Sent:
    """Medians for one mail: CPU of sender and backend, and mails a second by the clock."""

    cpu_ms: float
    a_second: float


def measure(mails: int, rounds: int) -> dict[str, Sent]:
    ways: dict[str, Callable[[], object]] = {"fifty a task": fifty_a_task, "the outbox": delivery.deliver_due}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    with (
        sink() as port,
        override_settings(EMAIL_BACKEND="mailing.backends.Relay", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port),
    ):
        for _round in range(rounds):
            for name, send in ways.items():
                _fill(mails)
                start = time.perf_counter()
                cost = cpu_ms(send)
                taken[name].append((cost / mails, mails / (time.perf_counter() - start)))
                sent = Message.objects.filter(state=State.ACCEPTED).count()
                if sent != mails:
                    raise RuntimeError(f"{name}: {sent} of {mails} mails were accepted")
    Message.objects.all().delete()
    return {name: Sent(*(median(each) for each in zip(*rows, strict=True))) for name, rows in taken.items()}


def fifty_a_task() -> None:
    """The anchor: a chunk in one statement, over one connection, settled in one statement; nothing is held for sure."""
    while rows := list(Message.objects.filter(state=State.DUE).order_by("pk")[: delivery.CHUNK]):
        with get_connection() as relay:
            relay.send_messages([delivery.compose(row) for row in rows])
        Message.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.ACCEPTED, accepted_at=Now())


def _fill(mails: int) -> None:
    Message.objects.all().delete()
    Message.objects.bulk_create(
        (
            Message(
                key=f"bench:{n}",
                kind="bench",
                to=f"somebody-{n}@example.org",
                language="en",
                subject=f"What is due, {n}",
                text=TEXT,
                html=HTML,
            )
            for n in range(mails)
        ),
        batch_size=500,
    )
