"""Asking for a date, answering, deciding. Who may ask and decide is asked by the room whose date it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cohorts.models import Cohort
from polls import emails
from polls.models import Answer, Option, Poll
from polls.states import Choice, PollState
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed, NotNow, Refusal

MOST_OPTIONS = 12


class NotACandidate(Refusal):
    """Too few, too many or doubled candidates, or an answer to one that is not there."""


@dataclass(frozen=True)
class Asked:
    """What is asked, where it stands, and in which zone its slots were chosen."""

    question: str
    about: str
    zone: str = "Europe/Brussels"


@dataclass(frozen=True)
class Slot:
    """A candidate of some hours: aware instants."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Span:
    """A candidate of some days, both counted in."""

    starts_on: date
    ends_on: date


def ask(
    cohort: Cohort, asked: Asked, candidates: Sequence[Slot | Span], *, cities: Iterable[City], by: Any, now: datetime
) -> Poll:
    """Ask the people of these cities which of 2 to 12 candidates suits them, and tell them. Raises NotACandidate."""
    if not 2 <= len(candidates) <= MOST_OPTIONS:
        raise NotACandidate(_("Offer 2 to %d candidates.") % MOST_OPTIONS)
    if len(set(candidates)) < len(candidates):
        raise NotACandidate(_("Two candidates are the same."))
    with transaction.atomic():
        poll = Poll.objects.create(cohort=cohort, question=asked.question, about=asked.about, zone=asked.zone)
        poll.cities.set(cities)
        Option.objects.bulk_create(Option(poll=poll, **vars(each)) for each in candidates)
        record(poll, "ask", _("asked for a date"), by=by, now=now)
        emails.asked(poll, now=now)
    return poll


def answer(poll: Poll, choices: Mapping[int, str], *, by: Any) -> None:
    """Say yes, maybe or no to candidates by their number; an empty answer takes back what was said.

    Raises NotAllowed, NotNow once it is decided, or NotACandidate.
    """
    with transaction.atomic():
        row = Poll.objects.select_for_update().get(pk=poll.pk)
        if not by.has_perm("polls.answer_poll", row):
            raise NotAllowed(_("This poll asks the people of other cities."))
        if row.state != PollState.OPEN:
            raise NotNow(_("The date is decided by now; your answer was not kept."))
        known = set(row.options.values_list("pk", flat=True))
        if not known >= choices.keys() or not set(choices.values()) <= {*Choice.values, ""}:
            raise NotACandidate(_("One of these candidates is no longer there. Look again."))
        Answer.objects.filter(option__in=choices, user=by).delete()
        Answer.objects.bulk_create(
            Answer(option_id=option, user=by, choice=choice) for option, choice in choices.items() if choice
        )


def decide(poll: Poll, option: Option, *, by: Any, now: datetime) -> Option:
    """This is the date. Raises NotAllowed, NotNow, or NotACandidate when it belongs to another poll."""
    if option.poll_id != poll.pk:
        raise NotACandidate(_("One of these candidates is no longer there. Look again."))
    take(poll, "decide", by=by, now=now, also={"decided": option})
    return option


def close(poll: Poll, *, by: Any, now: datetime) -> Poll:
    """No date came of it."""
    return take(poll, "close", by=by, now=now)


def reopen(poll: Poll, *, by: Any, now: datetime) -> Poll:
    """Ask again; the answers stay."""
    return take(poll, "reopen", by=by, now=now, also={"decided": None})
