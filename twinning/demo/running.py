"""The running demo cohort: half a year of an invented cohort of real cities, as a list of events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from milestones.actions import obligations
from milestones.actions.joining import depart
from milestones.models import Obligation
from milestones.states import Kind
from reminders.actions import send_due
from twinning.demo import answering, meeting, trips, visiting, writing
from twinning.demo.cast import ROADMAP, Cast
from twinning.demo.simulation import Event, at

MAIL_DAYS = 45


def events(cast: Cast, now: datetime) -> Iterator[Event]:
    """Everything that happens to the demo cohort, in no particular order."""
    handed_in = cast.handed_in()
    yield from meeting.events(cast, now, _spared(cast))
    yield from _marked_by_hand(cast)
    yield from _drafts(cast)
    for (city, code), day in handed_in.items():
        yield from _first_version(cast, city, code, day)
    yield from _answers_to_roadmaps(cast, handed_in)
    yield from _answers_ahead(cast)
    yield from _publications(cast)
    yield from answering.conversations(cast, handed_in)
    yield from visiting.events(cast, handed_in)
    yield from trips.events(cast)
    yield from _exceptions(cast)
    for days in range(MAIL_DAYS, -1, -1):
        yield Event(at(cast.today - timedelta(days=days), 8, 30), lambda now: send_due(now=now))


def _spared(cast: Cast) -> set[tuple[str, str]]:
    """Cities with what they missed, moved or need not do."""
    return {(each["city"], each["requirement"]) for key in ("missed", "extended", "waived") for each in cast.plan[key]}


def _marked_by_hand(cast: Cast) -> Iterator[Event]:
    """Workshops of single pairs: staff mark them on their day."""
    spared = _spared(cast)
    rows = (
        Obligation.objects.filter(
            participation__cohort=cast.cohort, requirement__kind=Kind.SESSION, base_due_on__lt=cast.today
        )
        .exclude(requirement__code__in=meeting.held_codes())
        .values_list("participation__city__slug", "requirement__code", "base_due_on")
    )
    for city, code, due in rows.order_by("pk"):
        if due is not None and (city, code) not in spared:
            yield Event(at(due, 14), partial(_attended, cast, city, code))


def _attended(cast: Cast, city: str, code: str, now: datetime) -> None:
    if cast.participation(city).is_active:
        obligations.fulfil(cast.owed(city, code), by=cast.staff, now=now, note="Two people took part")


def _drafts(cast: Cast) -> Iterator[Event]:
    """Outputs that are begun and not handed in."""
    due = cast.due(ROADMAP)
    begun = {(city, ROADMAP): due - timedelta(days=days) for city, days in cast.plan["roadmap"]["draft"].items()}
    for each in cast.plan["ahead"]:
        if "draft" in each:
            begun[each["city"], each["output"]] = cast.today - timedelta(days=each["draft"])
    for (city, code), day in begun.items():
        yield from _written(cast, city, code, day)


def _written(cast: Cast, city: str, code: str, until: date) -> Iterator[Event]:
    """The lead begins, and the second goes on two days later."""
    yield Event(at(until - timedelta(days=3), 9, 30), partial(writing.write, cast, city, code, "lead"))
    yield Event(at(until - timedelta(days=1), 13, 15), partial(writing.write, cast, city, code, "second"))


def _first_version(cast: Cast, city: str, code: str, day: date) -> Iterator[Event]:
    if city not in cast.plan["roadmap"]["document"]:
        yield from _written(cast, city, code, day)
    yield Event(at(day, 8, 40), partial(writing.submit, cast, city, code))
    for each in cast.plan["assigned"]:
        if (each["city"], each["output"]) == (city, code):
            yield Event(at(day + timedelta(days=1), 7), partial(answering.assign, cast, city, code, each["to"]))


def _answers_to_roadmaps(cast: Cast, handed_in: dict[tuple[str, str], date]) -> Iterator[Event]:
    """The pilot side endorses, the programme team answers, and some cities hand in a second version."""
    said = cast.plan["roadmap"]

    def act(what: Any, city: str, days: int, hour: int) -> Event:
        return Event(at(handed_in[city, ROADMAP] + timedelta(days=days), hour), partial(what, cast, city, ROADMAP))

    for city in (city for city, code in handed_in if code == ROADMAP):
        if city not in said["unendorsed"]:
            yield act(answering.endorse, city, 3, 10)
        if city in (*said["approved_second"], *said["changes_asked"]):
            yield act(answering.ask_for_changes, city, 5, 13)
            yield act(writing.write_second, city, 8, 14)
        elif city not in said["in_review"]:
            yield act(answering.approve, city, 7, 13)
        if city in said["approved_second"]:
            yield act(writing.submit, city, 11, 9)
            yield act(answering.endorse, city, 13, 10)
            yield act(answering.approve, city, 15, 11)


def _answers_ahead(cast: Cast) -> Iterator[Event]:
    for each in cast.plan["ahead"]:
        if "approved" in each:
            day = cast.today - timedelta(days=each["approved"])
            yield Event(at(day, 12), partial(answering.approve, cast, each["city"], each["output"]))


def _publications(cast: Cast) -> Iterator[Event]:
    for each in cast.plan["public"]:
        for key, act in (("proposed", answering.propose), ("consented", answering.consent)):
            if key in each:
                yield Event(at(cast.today - timedelta(days=each[key]), 15), partial(act, cast, each["city"], ROADMAP))


def _exceptions(cast: Cast) -> Iterator[Event]:
    for each in cast.plan["extended"]:
        due = cast.due(each["requirement"])
        extend = partial(_extend, cast, each, due + timedelta(days=each["days"]))
        yield Event(at(due - timedelta(days=3), 12, 30), extend)
    for each in cast.plan["waived"]:
        yield Event(at(cast.due("info-seminar-2") - timedelta(days=1), 10), partial(_waive, cast, each))
    leaving = cast.plan["withdrawn"]
    day = cast.cohort.starts_on + timedelta(days=leaving["after_days"])
    yield Event(at(day, 16), partial(_withdraw, cast, leaving["city"], day))


def _extend(cast: Cast, each: dict[str, Any], day: date, now: datetime) -> None:
    reason = cast.words["extensions"][each["reason"]]
    owed = cast.owed(each["city"], each["requirement"])
    obligations.extend(owed, new_due_on=day, reason=reason, by=cast.staff, now=now)


def _waive(cast: Cast, each: dict[str, Any], now: datetime) -> None:
    reason = cast.words["waivers"][each["reason"]]
    obligations.waive(cast.owed(each["city"], each["requirement"]), by=cast.staff, now=now, reason=reason)


def _withdraw(cast: Cast, city: str, day: date, now: datetime) -> None:
    depart(cast.participation(city), on=day, reason=cast.words["withdrawal"], by=cast.staff, now=now)
