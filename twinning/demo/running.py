"""The running demo cohort: half a year of an invented cohort of real cities, as a list of events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from cohorts.models import Cohort, Participation
from deliverables.actions import drafts, handing_in, reviews
from deliverables.awaited import awaited
from deliverables.models import Endorsement, Revision
from deliverables.rules import seats_that_show
from milestones.actions import obligations
from milestones.actions.joining import depart
from milestones.models import Obligation
from milestones.states import Kind
from reminders.actions import send_due
from twinning.demo.simulation import Event, at

FILES = Path(__file__).parent / "files"
MAIL_DAYS = 45


@dataclass
class Cast:
    """The cohort with its people: who hands in, who reviews, and what is written in the demo's files."""

    cohort: Cohort
    staff: User
    reviewer: User
    leads: dict[str, User]
    plan: dict[str, Any]
    words: dict[str, Any]
    today: date
    turn: dict[str, int] = field(default_factory=dict)

    def participation(self, city: str) -> Participation:
        return Participation.objects.select_related("city", "cohort").get(cohort=self.cohort, city__slug=city)

    def owed(self, city: str, code: str) -> Obligation:
        return Obligation.objects.with_names().get(
            participation__cohort=self.cohort, participation__city__slug=city, requirement__code=code
        )

    def next_words(self, kind: str, **wanted: str) -> str:
        """The next note of a kind, going round; the same demo always says the same."""
        notes = [entry["note"] for entry in self.words[kind] if wanted.items() <= entry.items()]
        key = f"{kind}{sorted(wanted.items())}"
        self.turn[key] = self.turn.get(key, -1) + 1
        return str(notes[self.turn[key] % len(notes)]) if notes else ""

    @property
    def twins(self) -> list[str]:
        return sorted(self.cohort.participations.filter(role="twin").values_list("city__slug", flat=True))


def events(cast: Cast) -> Iterator[Event]:
    """Everything that happens to the demo cohort, in no particular order."""
    yield from _meetings(cast)
    yield from _roadmaps(cast)
    yield from _plans(cast)
    yield from _exceptions(cast)
    for days in range(MAIL_DAYS, -1, -1):
        yield Event(at(cast.today - timedelta(days=days), 8, 30), lambda now: send_due(now=now))


def _meetings(cast: Cast) -> Iterator[Event]:
    """Staff mark sessions and visits on their day, except those that the plan says were missed or moved."""
    spared = {
        (each["city"], each["requirement"]) for key in ("missed", "extended", "waived") for each in cast.plan[key]
    }
    rows = Obligation.objects.filter(
        participation__cohort=cast.cohort, requirement__kind__in=[Kind.SESSION, Kind.VISIT], base_due_on__lt=cast.today
    ).values_list("participation__city__slug", "requirement__code", "requirement__kind", "base_due_on")
    for city, code, kind, due in rows.order_by("pk"):
        if due is None or (city, code) in spared:
            continue
        note = "Two people took part" if kind == Kind.SESSION else "Two days, four people; both sides were there"
        yield Event(at(due, 14), partial(_attended, cast, city, code, note))


def _attended(cast: Cast, city: str, code: str, note: str, now: datetime) -> None:
    if cast.participation(city).is_active:
        obligations.fulfil(cast.owed(city, code), by=cast.staff, now=now, note=note)


def _roadmaps(cast: Cast) -> Iterator[Event]:
    due = _due(cast, "learning-roadmap")
    said = cast.plan["roadmap"]
    quiet = {*said["late"], *said["draft"], cast.plan["withdrawn"]["city"]}
    for city in said["draft"]:
        yield Event(at(due - timedelta(days=2), 15), partial(_draft, cast, city, "learning-roadmap"))
    for place, city in enumerate(city for city in cast.twins if city not in quiet):
        handed_in = due - timedelta(days=place % 9)
        yield Event(at(handed_in, 8, 40), partial(_submit, cast, city, "learning-roadmap"))
        if city in said["in_review"]:
            continue
        answer: Callable[..., object] = reviews.approve
        if city in (*said["approved_second"], *said["changes_asked"]):
            answer = reviews.ask_for_changes
        yield Event(at(handed_in + timedelta(days=3), 13), partial(_judge, cast, city, "learning-roadmap", answer))
        if city in said["approved_second"]:
            yield Event(at(handed_in + timedelta(days=5), 9, 20), partial(_submit, cast, city, "learning-roadmap"))
            yield Event(
                at(handed_in + timedelta(days=7), 11), partial(_judge, cast, city, "learning-roadmap", reviews.approve)
            )


def _plans(cast: Cast) -> Iterator[Event]:
    code, said = "stakeholder-engagement-plan", cast.plan["plan"]
    day = cast.today - timedelta(days=6)
    for city in said["draft"]:
        yield Event(at(day, 10), partial(_draft, cast, city, code))
    for city in (*said["approved"], *said["in_review"]):
        yield Event(at(day, 12), partial(_submit, cast, city, code))
    for city in said["approved"]:
        yield Event(at(day + timedelta(days=4), 12), partial(_judge, cast, city, code, reviews.approve))


def _exceptions(cast: Cast) -> Iterator[Event]:
    for each in cast.plan["extended"]:
        due = _due(cast, each["requirement"])
        extend = partial(_extend, cast, each, due + timedelta(days=each["days"]))
        yield Event(at(due - timedelta(days=3), 12, 30), extend)
    for each in cast.plan["waived"]:
        yield Event(at(_due(cast, "info-seminar-2") - timedelta(days=1), 10), partial(_waive, cast, each))
    leaving = cast.plan["withdrawn"]
    day = cast.cohort.starts_on + timedelta(days=leaving["after_days"])
    yield Event(at(day, 16), partial(_withdraw, cast, leaving["city"], day))


def _due(cast: Cast, code: str) -> date:
    day = cast.cohort.requirements.select_related("module", "cohort").get(code=code).due_on
    if day is None:
        raise LookupError(f"{code} has no date of its own")
    return day


def _upload(code: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{code}.pdf", (FILES / f"{code}.pdf").read_bytes(), "application/pdf")


def _draft(cast: Cast, city: str, code: str, now: datetime) -> None:
    drafts.save_draft(cast.owed(city, code), note="", by=cast.leads[city], now=now, uploads=[_upload(code)])


def _submit(cast: Cast, city: str, code: str, now: datetime) -> None:
    note = cast.next_words("submissions", output=code)
    handing_in.submit(cast.owed(city, code), note=note, by=cast.leads[city], now=now, uploads=[_upload(code)])


def _judge(cast: Cast, city: str, code: str, answer: Callable[..., object], now: datetime) -> None:
    verdict = "approved" if answer is reviews.approve else "changes_asked"
    revision = Revision.objects.submitted().filter(deliverable=cast.owed(city, code).pk).latest("number")
    note = cast.next_words("reviews", output=code, verdict=verdict)
    for seat in seats_that_show(revision.deliverable)[:1] if awaited(revision.deliverable, revision) else ():
        Endorsement.objects.create(revision=revision, fingerprint=revision.fingerprint(), by=seat.user, at=now)
    answer(revision, by=cast.reviewer, now=now, note=note)


def _extend(cast: Cast, each: dict[str, Any], day: date, now: datetime) -> None:
    reason = cast.words["extensions"][each["reason"]]
    owed = cast.owed(each["city"], each["requirement"])
    obligations.extend(owed, new_due_on=day, reason=reason, by=cast.staff, now=now)


def _waive(cast: Cast, each: dict[str, Any], now: datetime) -> None:
    reason = cast.words["waivers"][each["reason"]]
    obligations.waive(cast.owed(each["city"], each["requirement"]), by=cast.staff, now=now, reason=reason)


def _withdraw(cast: Cast, city: str, day: date, now: datetime) -> None:
    depart(cast.participation(city), on=day, reason=cast.words["withdrawal"], by=cast.staff, now=now)
