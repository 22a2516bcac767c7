"""One pass of the chase: who is told what today, as one mail a person; and what staff write by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cohorts.models import Participation
from deliverables.models import Deliverable
from mailing.models import Message
from milestones.models import Obligation
from reminders import emails
from reminders.clocks import with_clocks
from reminders.notes import Words, address_to
from reminders.reading import (
    Notice,
    already_put,
    around,
    digest_key,
    is_morning,
    local_day,
    world,
)
from workflow.history import record
from workflow.refusals import NotAllowed, Refusal


class SentAlready(Refusal):
    """The same form was sent twice."""


class NobodyToWriteTo(Refusal):
    """All that was chosen is settled by now, or has no person behind it."""


@dataclass(frozen=True)
class Digest:
    """All that one person is told on one day of theirs."""

    day: date
    email: str
    notices: list[Notice]


def send_due(*, now: datetime, on: date | None = None) -> list[Digest]:
    """Write the digests that are due: hourly for everybody whose morning it is, or for one whole day `on`.

    May run any number of times, also twice at once: a person gets one digest a day, and a step is never repeated.
    Answers what was written.
    """
    written = []
    for digest in due(now=now, on=on):
        with transaction.atomic():
            notices = _still_due(digest, now)
            if notices:
                emails.digest(digest.day, notices)
                written.append(Digest(digest.day, digest.email, notices))
    return written


def due(*, now: datetime, on: date | None = None) -> list[Digest]:
    """What `send_due` would write, without writing it."""
    chased = with_clocks(world(around(on or now.date())), Deliverable.objects.all(), now=now)
    mornings: dict[date, set[str]] = defaultdict(set)
    for zone in chased.zones:
        if on or is_morning(zone, now):
            mornings[on or local_day(zone, now)].add(zone)
    found = [
        (day, notice)
        for day, zones in mornings.items()
        for each in chased.chased
        for notice in each.open_on(day)
        if notice.seat.zone in zones
    ]
    taken = already_put(key for day, notice in found for key in (notice.key, digest_key(day, notice.seat.email)))
    people: dict[tuple[date, str], list[Notice]] = defaultdict(list)
    for day, notice in found:
        if notice.key not in taken:
            people[day, notice.seat.email].append(notice)
    return [Digest(*who, notices) for who, notices in people.items() if digest_key(*who) not in taken]


def write_note(obligations: QuerySet[Obligation], words: Words, *, by: Any, now: datetime) -> list[Message]:
    """Write to the responsible people of these obligations by hand; it stands in the history of each.

    Raises NotAllowed, SentAlready, or NobodyToWriteTo when nothing of it is open or no seat is filled any more.
    """
    if not by.has_perm("reminders.write_note"):
        raise NotAllowed(_("Only programme staff write to cities from here."))
    with transaction.atomic():
        dates = _locked(obligations.values_list("pk", flat=True), obligations.values("participation"))
        if Message.objects.filter(key__startswith=f"note:{words.sending}:").exists():
            raise SentAlready(_("This note has been sent already. Nothing was sent a second time."))
        notes = address_to(world(Obligation.objects.filter(pk__in=dates))).notes
        if not notes:
            raise NobodyToWriteTo(_("Nothing of this is open any more, or no seat is filled. No mail was written."))
        for note in notes:
            for each in note.obligations:
                record(each, "write", _("wrote to %s") % note.seat.name, by=by, now=now, note=words.text)
        return [emails.note(note, words, by=by) for note in notes]


def _still_due(digest: Digest, now: datetime) -> list[Notice]:
    """The notices of a digest that hold under the locks: what was settled, moved or told a moment ago is left out."""
    dates = _locked(
        {notice.obligation.pk for notice in digest.notices},
        {notice.obligation.participation_id for notice in digest.notices},
    )
    told = already_put(each.key for each in digest.notices)
    running = _running({each.obligation.pk for each in digest.notices if each.debt.clock}, digest.day, now)
    return [each for each in digest.notices if each.key not in told and _holds(each, dates, running)]


def _holds(notice: Notice, dates: dict[int, date | None], running: set[tuple[str, str]]) -> bool:
    if notice.debt.clock:
        return (notice.key, notice.seat.email) in running
    return dates.get(notice.obligation.pk) == notice.debt.due_on


def _running(outputs: set[int], day: date, now: datetime) -> set[tuple[str, str]]:
    """What the clocks of these outputs say on a day and to whom, read under lock: a verdict waits for this mail."""
    if not outputs:
        return set()
    rows = Deliverable.objects.filter(pk__in=outputs)
    list(rows.order_by("pk").select_for_update())
    clocks = with_clocks(world(Obligation.objects.none()), rows, now=now).clocks
    return {(notice.key, notice.seat.email) for each in clocks for notice in each.open_on(day)}


def _locked(obligations: Iterable[int], participations: Any) -> dict[int, date | None]:
    """Those still open of cities still in, with their dates, locked until the mail about them is written.

    Whoever withdraws a city locks its participation, whoever settles or moves an obligation locks that; they wait
    for this mail and then stop it. Always in this order, so that two passes never wait for each other.
    """
    stay = list(Participation.objects.active().filter(pk__in=participations).order_by("pk").select_for_update())
    rows = Obligation.objects.open().filter(pk__in=obligations, participation__in=stay).order_by("pk")
    return dict(rows.select_for_update(of=("self",)).values_list("pk", "effective_due_on"))
