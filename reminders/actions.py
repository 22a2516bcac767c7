"""One pass of the chase: who is told what today, as one mail a person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from milestones.models import Obligation
from reminders import emails
from reminders.catalogue import MORNING, UNTIL
from reminders.reading import Notice, already_sent, local_day, world


@dataclass(frozen=True)
class Digest:
    """All that one person is told on one day of theirs."""

    day: date
    notices: list[Notice]


def send_due(*, now: datetime, on: date | None = None) -> list[Digest]:
    """Write the digests that are due: hourly for everybody whose morning it is, or for one whole day `on`.

    May run any number of times, also twice at once: a person gets one digest a day, and a step is never repeated.
    """
    digests = due(now=now, on=on)
    for digest in digests:
        # The obligations are read again under a lock, so that what was submitted a moment ago is not chased.
        with transaction.atomic():
            _send(digest)
    return digests


def due(*, now: datetime, on: date | None = None) -> list[Digest]:
    """What `send_due` would write, without writing it."""
    around = on or now.date()
    chased = world(Obligation.objects.all(), around)
    mornings: dict[date, set[str]] = defaultdict(set)
    for zone in chased.zones:
        if on or MORNING <= now.astimezone(ZoneInfo(zone)).time() < UNTIL:
            mornings[on or local_day(zone, now)].add(zone)
    found = [
        (day, notice)
        for day, zones in mornings.items()
        for obligation in chased.obligations
        for notice in chased.open_on(obligation, day, zones)
    ]
    sent = already_sent(notice for _day, notice in found)
    people: dict[tuple[date, str], list[Notice]] = defaultdict(list)
    for day, notice in found:
        if notice.key not in sent:
            people[day, notice.seat.email].append(notice)
    return [Digest(day, notices) for (day, _email), notices in people.items()]


def _send(digest: Digest) -> None:
    dates = {notice.obligation.pk: notice.debt.due_on for notice in digest.notices}
    locked = Obligation.objects.standing().open().filter(pk__in=dates).select_for_update(of=("self",))
    still = {pk for pk, due_on in locked.values_list("pk", "effective_due_on") if dates[pk] == due_on}
    if notices := [notice for notice in digest.notices if notice.obligation.pk in still]:
        emails.digest(digest.day, notices)
