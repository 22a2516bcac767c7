"""Handing mails to the mail server: in chunks, over one connection, never one twice.

Every step is one conditional UPDATE judged by the database (its rows, its clock), committed by itself.
Why the steps stand in this order, and what is left to chance, is in docs/decisions/0003-outbox.md.
"""

from __future__ import annotations

import logging
import os
import smtplib
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from mailing.answers import judge
from mailing.attachments import Attachment, attach
from mailing.backends import keeps_mails
from mailing.models import Message
from mailing.querysets import MessageQuerySet
from mailing.states import (
    ACCEPT,
    CLAIM,
    DOUBT,
    GIVE_UP,
    HAND_OVER,
    POSTPONE,
    RELEASE,
    SEND_ANYWAY,
    State,
    Step,
)

logger = logging.getLogger(__name__)

CHUNK = 50
LEASE = timedelta(minutes=3)
"""Longer than one mail can take with EMAIL_TIMEOUT on each of its four exchanges with the server."""
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
LAST_PAUSE = timedelta(hours=12)
MOST_ATTEMPTS = 14
"""Five and a half hours on the rising pauses, then every twelve hours: given up after four and a half days."""
DATABASE_PAUSES = (1, 2, 4, 8, 15)
"""Seconds a finished hand-over waits for a database that restarts."""

FREE: dict[str, Any] = {"worker": "", "lease_until": None}


def make(step: Step, rows: MessageQuerySet, **changes: Any) -> int:
    """Make `step` on those of `rows` it is open to; return how many. The only place that moves many."""
    return rows.filter(state__in=step.sources).update(state=step.target, **changes)


def deliver_due(limit: int | None = None) -> int:
    """Send what is due, at most `limit` mails, chunk by chunk; return how many were taken in hand."""
    taken = 0
    while limit is None or taken < limit:
        size = CHUNK if limit is None else min(CHUNK, limit - taken)
        worker = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid4().hex[:12]}"
        rows = claim(worker, size)
        if rows:
            _deliver(rows, worker)
        taken += len(rows)
        if len(rows) < size:
            break
    return taken


def sweep() -> None:
    """Settle what workers left behind that were not heard of for a whole lease."""
    stopped = "The worker stopped while it handed this mail over."
    silent = Message.objects.expired(State.HANDING_OVER)
    released = make(RELEASE, Message.objects.expired(State.CLAIMED), **FREE)
    again = make(SEND_ANYWAY, silent.filter(urgent=True), last_error=stopped, **FREE)
    # The worker keeps its name on the row: should it wake, it may still say what the server answered.
    doubted = make(DOUBT, silent.filter(urgent=False), last_error=stopped, lease_until=None)
    if released or again or doubted:
        logger.warning("Outbox swept: %s released, %s sent again, %s in doubt.", released, again, doubted)


def claim(worker: str, size: int) -> list[Message]:
    """Take up to `size` ripe mails for this worker, for one lease; what others hold is passed over.

    Refuses to run inside a transaction: every step from here on must be committed before the next one.
    """
    with transaction.atomic(durable=True):
        # SQLite knows no row locks and needs none: its transactions are immediate.
        free = Message.objects.ripe().select_for_update(skip_locked=True)
        pks = list(free.values_list("pk", flat=True)[:size])
        if not pks:
            return []
        rows = Message.objects.filter(pk__in=pks)
        make(CLAIM, rows, worker=worker, lease_until=Now() + LEASE, attempts=F("attempts") + 1)
    return list(Message.objects.held_by(worker).order_by("-urgent", "next_attempt_at", "pk"))


def _deliver(rows: Sequence[Message], worker: str) -> None:
    relay = get_connection()
    renewed = time.monotonic()
    try:
        for position, row in enumerate(rows):
            try:
                relay.open()
            except OSError as error:  # smtplib's exceptions are among them
                for waiting in rows[position:]:
                    _settle(POSTPONE, waiting, worker, error)
                return
            if time.monotonic() - renewed > LEASE.total_seconds() / 3:
                Message.objects.held_by(worker).update(lease_until=Now() + LEASE)
                renewed = time.monotonic()
            _hand_over(row, worker, relay)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            relay.close()


def _hand_over(row: Message, worker: str, relay: Any) -> None:
    asked = time.monotonic()
    mine = Message.objects.held_by(worker).filter(pk=row.pk)
    if not make(HAND_OVER, mine, lease_until=Now() + LEASE):
        return  # cancelled, or this worker was paused and the mail is no longer its own
    if time.monotonic() - asked > LEASE.total_seconds() / 2:
        _settle(POSTPONE, row, worker, TimeoutError("Paused before the mail left."))
        return
    try:
        relay.send_messages([compose(row)])
    except Exception as error:  # noqa: BLE001  (whatever happened, the row must say what is known)
        _settle(judge(error, text_began=getattr(relay, "text_began", True)), row, worker, error)
    else:
        _settle(ACCEPT, row, worker)


def compose(row: Message) -> EmailMultiAlternatives:
    """The mail as it goes over the wire."""
    headers = {
        "Message-ID": row.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": row.language,
    }
    mail = EmailMultiAlternatives(row.subject, row.text, to=[row.to], headers=headers)
    mail.attach_alternative(row.html, "text/html")
    if row.attachment:
        attach(mail, Attachment(**row.attachment))
    return mail


def words_after_sending(row: Message) -> dict[str, str]:
    """Security mails hold links that open accounts: once sent, only who was written to, when and why is kept."""
    return {"text": "", "html": ""} if row.urgent and not keeps_mails() else {}


def _settle(step: Step, row: Message, worker: str, error: Exception | None = None) -> None:
    """Write what became of one mail, provided it is still this worker's to tell."""
    changes: dict[str, Any] = {"lease_until": None, "last_error": repr(error)[:500] if error else ""}
    if step is DOUBT and row.urgent:
        step = POSTPONE
    if step is POSTPONE and row.attempts >= MOST_ATTEMPTS:
        step = GIVE_UP
    if step is POSTPONE:
        pause = PAUSES[row.attempts - 1] if row.attempts <= len(PAUSES) else LAST_PAUSE
        changes |= {"next_attempt_at": Now() + pause, "worker": ""}
    if step is ACCEPT:
        changes |= {"accepted_at": Now(), **words_after_sending(row)}
    for seconds in (*DATABASE_PAUSES, None):
        try:
            make(step, Message.objects.filter(pk=row.pk, worker=worker), **changes)
            return
        except (OperationalError, InterfaceError):
            if seconds is None:
                raise
            connection.close()
            time.sleep(seconds)
