"""Writing mails into the outbox, and what people do with them there. Sending is in delivery.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils import translation

from mailing import letters
from mailing.attachments import Attachment
from mailing.backends import drop_file, keeps_mails
from mailing.delivery import make, words_after_sending
from mailing.models import Cover, Message
from mailing.querysets import MessageQuerySet
from mailing.states import CANCEL, FORGET, NOT_YET_SENT, State
from mailing.tasks import ring
from workflow.moves import take


def put(  # noqa: PLR0913  (a mail has this many sides; all are named at every call)
    *,
    key: str,
    kind: str,
    to: str,
    template: str,
    context: Mapping[str, Any],
    language: str,
    not_before: datetime | None = None,
    recipient: Any = None,
    urgent: bool = False,
    about: str = "",
    covers: Sequence[str] = (),
    attachment: Callable[[], Attachment] | None = None,
) -> Message:
    """Write one mail, inside the transaction of its cause; the same key again gives the same row, unchanged.

    `key` says what the mail is for, down to the step and the recipient: `reminder:41:2026-05-07:+3:anna@...`.
    `kind` is the key's first word or two, for the filter of the outbox page. `template` is a folder
    such as `hours/mails/month_open` (see `letters.write`). `not_before` is an aware instant; without it
    the mail leaves after the commit. `urgent` marks security mails: they go first and are sent again when
    nobody can know whether they arrived; every other mail then waits for a person. `about` is the path of
    the page the mail is about. `covers` are the keys of what a digest tells; none of them is told twice.
    `attachment` makes a file that goes along; it is called once, while the language of the mail is spoken.
    Delivery starts at the commit and survives a broker that is away.
    """
    written = Message.objects.filter(key=key).first()
    if written:
        return written
    letter = letters.write(template, context, language)
    with translation.override(letter.language):
        along = asdict(attachment()) if attachment else None
    when = not_before or Now()
    row = Message(
        key=key,
        kind=kind,
        to=to,
        recipient=recipient,
        language=letter.language,
        subject=letter.subject[:250],
        text=letter.text,
        html=letter.html,
        attachment=along,
        about=about,
        urgent=urgent,
        not_before=when,
        next_attempt_at=when,
    )
    # Whoever comes second waits here for the first one's commit and then reads its row.
    with transaction.atomic():
        Message.objects.bulk_create([row], ignore_conflicts=True)
        kept = Message.objects.get(key=key)
        Cover.objects.bulk_create([Cover(key=each, message=kept) for each in covers], ignore_conflicts=True)
        ring_after_commit()
    return kept


def cancel(messages: MessageQuerySet, *, reason: str) -> int:
    """Stop every mail of `messages` that has not begun to leave; return how many were stopped.

    For rights that end and causes that vanish: `cancel(Message.objects.addressed_to(user), reason=...)`
    in the same transaction.
    """
    return make(CANCEL, messages, last_error=reason[:500], worker="", lease_until=None)


def take_back(told: str, *, reason: str) -> int:
    """Stop mails that tell something whose key starts with `told` and have not begun to leave; count them.

    They give back their keys, so that the rest of a stopped digest can be told anew.
    """
    telling = Message.objects.filter(covers__key__startswith=told)
    with transaction.atomic():
        waiting = list(telling.filter(state__in=NOT_YET_SENT).values_list("pk", flat=True).distinct())
        if not waiting:
            return 0
        stopped = cancel(Message.objects.filter(pk__in=waiting), reason=reason)
        given_up = Message.objects.filter(pk__in=waiting, state=State.CANCELLED)
        Cover.objects.filter(message__in=given_up).delete()
        given_up.update(key=Concat("key", Value("#"), Cast("pk", CharField())))
    return stopped


def forget(messages: MessageQuerySet, *, reason: str) -> int:
    """Take address, words, file and error out of every mail of `messages`, sent or not; return how many there were.

    For personal data whose time is over. What has not been sent never will be. Key, kind, subject and instants
    stay, to show that something was said; so no key and no subject of such mails may hold personal data.
    """
    with transaction.atomic():
        rows = Message.objects.filter(pk__in=list(messages.select_for_update().values_list("pk", flat=True)))
        make(FORGET, rows, worker="", lease_until=None)
        if keeps_mails():
            for row in rows.only("key"):
                transaction.on_commit(partial(drop_file, row.message_id))
        return rows.update(to="", recipient=None, text="", html="", attachment=None, last_error=reason[:500])


def retry(message: Message, *, by: Any, now: datetime) -> Message:
    """Send once more what came back, was given up or is in doubt. Raises NotAllowed or NotNow."""
    again = {"next_attempt_at": Now(), "attempts": 0, "last_error": "", "worker": "", "lease_until": None}
    with transaction.atomic():
        take(message, "send_again", by=by, now=now, also=again)
        ring_after_commit()
    return Message.objects.get(pk=message.pk)


def settle(message: Message, *, by: Any, now: datetime, as_sent: bool) -> Message:
    """Somebody has found out about a mail in doubt: it arrived, or it is sent again."""
    if not as_sent:
        return retry(message, by=by, now=now)
    sent = {"accepted_at": Now(), "lease_until": None, **words_after_sending(message)}
    take(message, "mark_as_sent", by=by, now=now, also=sent)
    return Message.objects.get(pk=message.pk)


def ring_after_commit() -> None:
    """Wake a worker once the transaction is committed: once, however many mails it wrote."""
    if not any(hook[1] is ring for hook in connection.run_on_commit):
        transaction.on_commit(ring)
