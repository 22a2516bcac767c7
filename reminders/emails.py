"""The mails of this room: a person's digest of a day, and what staff write by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from mailing.actions import put
from mailing.letters import Letter, write
from mailing.models import Message
from milestones.models import Obligation
from milestones.states import Kind
from reminders.catalogue import MORNING, Audience
from reminders.ladder import STAFF, Seat
from reminders.notes import Note, Words
from reminders.reading import Notice, digest_key

DIGEST = "reminders/mails/digest"
NOTE = "reminders/mails/note"


def digest(day: date, notices: list[Notice]) -> Message:
    """Everything that one person has to know on one day; the keys it covers are never sent again."""
    seat = notices[0].seat
    return put(
        key=digest_key(day, seat.email),
        kind="reminder",
        to=seat.email,
        recipient=seat.user,
        template=DIGEST,
        context=context_of(day, notices),
        language=seat.language,
        not_before=datetime.combine(day, MORNING, ZoneInfo(seat.zone)),
        covers=[each.key for each in notices],
    )


def preview(day: date, notices: list[Notice]) -> Letter:
    """The mail that `digest` would write on that day, as it stands today; nothing is written."""
    return write(DIGEST, context_of(day, notices), notices[0].seat.language)


def context_of(day: date, notices: list[Notice]) -> dict[str, Any]:
    """What the digest's template reads."""
    seat = notices[0].seat
    first = min(notices, key=lambda notice: notice.debt.due_on)
    return {
        "day": day,
        "name": seat.name,
        "first": first,
        "kind": kind_of(first),
        "late_days": max((day - first.debt.due_on).days, 0),
        "lines": [
            {
                "notice": each,
                "kind": kind_of(each),
                "url": address_of(each),
                "late_days": (day - each.debt.due_on).days,
            }
            for each in notices
        ],
        "others": len(notices) - 1,
        "owes": any(kind_of(each) == "city" for each in notices),
    }


def kind_of(notice: Notice) -> str:
    """Which words a notice needs: those of its clock, `call` for staff about a city, `city` for the city itself."""
    if notice.debt.clock == "review":
        return "review"
    if notice.step.audience is Audience.STAFF or notice.seat.role == STAFF:
        return "call"
    return notice.debt.clock or "city"


def note(written: Note, words: Words, *, by: Any) -> Message:
    """What staff wrote by hand to one person; like a reminder it is stopped when what it says is no longer so."""
    seat = written.seat
    return put(
        key=f"note:{words.sending}:{seat.email}"[:200],
        kind="note",
        to=seat.email,
        recipient=seat.user,
        template=NOTE,
        context=context_of_note(written, words, by),
        language=seat.language,
        covers=[f"reminder:{each.pk}:{each.effective_due_on}:note:{words.sending}" for each in written.obligations],
    )


def preview_note(written: Note, words: Words, *, by: Any) -> Letter:
    """The mail that `note` would write; nothing is written."""
    return write(NOTE, context_of_note(written, words, by), written.seat.language)


def context_of_note(written: Note, words: Words, by: Any) -> dict[str, Any]:
    """What the note's template reads."""
    return {
        "name": written.seat.name,
        "title": words.title,
        "words": words.text,
        "sender": by.name,
        "lines": [{"obligation": each, "url": address(each, written.seat)} for each in written.obligations],
    }


def address_of(notice: Notice) -> str:
    """Where the reader of a notice can act on it."""
    if notice.debt.clock and kind_of(notice) != "call":
        return f"{settings.SITE_URL}{reverse('deliverables:output', args=[notice.obligation.pk])}"
    return address(notice.obligation, notice.seat)


def address(obligation: Obligation, seat: Seat) -> str:
    """Where the reader can act on it, from SITE_URL."""
    if seat.role == STAFF:
        path = reverse("milestones:obligation", args=[obligation.pk])
    elif obligation.requirement.kind == Kind.OUTPUT:
        path = reverse("deliverables:output", args=[obligation.pk])
    else:
        path = reverse("workspace")
    return f"{settings.SITE_URL}{path}"
