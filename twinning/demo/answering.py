"""What pilots and the programme team answer to an output, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from accounts.models import User
from deliverables.actions import publishing, queue, reviews, threads
from deliverables.actions.drafts import Place
from deliverables.actions.endorsing import endorse as endorse_revision
from deliverables.content.schema import form_of
from deliverables.models import Deliverable, Publication, Revision, Thread
from deliverables.rules import seats_that_show
from deliverables.states import Audience, PublicationState, Verdict
from milestones.models import Obligation
from twinning.demo.cast import Cast
from twinning.demo.simulation import Event, at
from twinning.demo.writing import row_key

THREADS = Path(__file__).parent / "outputs" / "threads.yaml"


def endorse(cast: Cast, city: str, code: str, now: datetime) -> None:
    """The pilot side stands behind the newest revision; a city without a pilot is not asked."""
    revision = _newest(cast, city, code)
    seat = _pilot(revision.deliverable)
    if seat:
        note = cast.next_words("endorsements", city)["note"]
        endorse_revision(revision, by=seat, now=now, note=note)


def approve(cast: Cast, city: str, code: str, now: datetime) -> None:
    said = cast.next_words("reviews", city, output=code, verdict=Verdict.APPROVED)
    revision = _newest(cast, city, code)
    reviews.approve(revision, by=cast.reviewer, now=now, note=said["note"], checklist=_checklist(revision, said))


def ask_for_changes(cast: Cast, city: str, code: str, now: datetime) -> None:
    """Of the sections and until the day that the words name."""
    said = cast.next_words("reviews", city, output=code, verdict=Verdict.CHANGES_ASKED)
    revision = _newest(cast, city, code)
    limits = reviews.Limits(said["sections"], now.date() + timedelta(days=said["days"]))
    reviews.ask_for_changes(
        revision, by=cast.reviewer, now=now, note=said["note"], checklist=_checklist(revision, said), limits=limits
    )


def assign(cast: Cast, city: str, code: str, to: str, now: datetime) -> None:
    output = Deliverable.objects.with_names().get(pk=cast.owed(city, code).pk)
    queue.assign([output], to=User.objects.get(email=to), by=cast.staff, now=now)


def propose(cast: Cast, city: str, code: str, now: datetime) -> None:
    """May visitors read it? The city is asked."""
    publishing.propose(Deliverable.objects.get(pk=cast.owed(city, code).pk), by=cast.staff, now=now)


def consent(cast: Cast, city: str, code: str, now: datetime) -> None:
    asked = Publication.objects.get(deliverable=cast.owed(city, code).pk, state=PublicationState.PROPOSED)
    publishing.consent(asked, by=cast.who(city, "lead"), now=now)


def conversations(cast: Cast, handed_in: dict[tuple[str, str], date]) -> Iterator[Event]:
    for said in yaml.safe_load(THREADS.read_text(encoding="utf-8")):
        talk, first = Conversation(cast, said), handed_in[said["city"], said["output"]]
        for place, words in enumerate(said["says"]):
            day = first + timedelta(days=words["after"])
            yield Event(at(day, 14, 10 * place), partial(talk.say, words))
        if settled := said.get("resolved"):
            yield Event(at(first + timedelta(days=settled["after"]), 16), partial(talk.settle, settled["by"]))


@dataclass
class Conversation:
    """A thread of `threads.yaml`, from its first words on."""

    cast: Cast
    said: dict[str, Any]
    thread: Thread | None = None

    def say(self, words: dict[str, Any], now: datetime) -> None:
        by, text = self._who(words["by"]), words["text"]
        if self.thread:
            threads.answer(self.thread, text=text, by=by, now=now)
        else:
            audience = Audience(self.said["audience"])
            place = _place(self._owed(), self.said["place"])
            self.thread = threads.open_thread(self._owed(), audience=audience, text=text, by=by, now=now, place=place)

    def settle(self, who: str, now: datetime) -> None:
        if self.thread:
            threads.resolve(self.thread, by=self._who(who), now=now)

    def _owed(self) -> Obligation:
        return self.cast.owed(self.said["city"], self.said["output"])

    def _who(self, who: str) -> Any:
        match who:
            case "staff":
                return self.cast.staff
            case "reviewer":
                return self.cast.reviewer
            case "pilot":
                return _pilot(Deliverable.of(self._owed()))
        return self.cast.who(self.said["city"], who)


def _newest(cast: Cast, city: str, code: str) -> Revision:
    submitted = Revision.objects.submitted().filter(deliverable=cast.owed(city, code).pk)
    return submitted.select_related("deliverable__obligation__requirement__cohort").latest("number")


def _pilot(output: Deliverable) -> Any:
    """The first person of the pilot side, if there is one."""
    seat = seats_that_show(output).order_by("pk").first()
    return seat and seat.user


def _checklist(revision: Revision, said: dict[str, Any]) -> dict[str, str]:
    asked = form_of(revision.deliverable.obligation.requirement).checklist
    return {slug: "partly" if slug in said.get("partly", ()) else "yes" for slug in asked}


def _place(owed: Obligation, where: str) -> Place:
    """`context`, or `goals.3` for a row."""
    section, _dot, number = where.partition(".")
    return Place(section, row_key(owed, section, int(number)) if number else None)
