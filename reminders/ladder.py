"""The window logic, pure: which step is open on a day, for which seat. No clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from reminders.catalogue import CHAIN, LADDERS, LAST_STEP_STAYS_OPEN, Audience, Step

STAFF = "staff"
WRITING_ROLES = ("lead", "second", "deputy")


@dataclass(frozen=True)
class Seat:
    """A filled or offered seat as the ladder sees it; staff are a seat of role `staff`."""

    email: str
    role: str
    since: date
    zone: str
    language: str
    name: str
    user: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Debt:
    """An open obligation: when it is due, the day its date was last moved, the day a late joiner came to owe it.

    Or another clock that runs on the same output (`reminders.catalogue.LADDERS`), which may end on a day by itself.
    """

    obligation_id: int
    due_on: date
    moved_on: date | None = None
    owed_since: date = date.min
    clock: str = ""
    ends_on: date = date.max

    def key(self, step: Step, seat: Seat) -> str:
        """What is told only once: this obligation with this date, this step, and for a step to several each of them.

        A step to one person counts as told whoever holds the seat by then.
        """
        who = "city" if step.audience in CHAIN and seat.role != STAFF else seat.email
        clock = f"{self.clock}@" if self.clock else ""
        return f"reminder:{self.obligation_id}:{clock}{self.due_on.isoformat()}:{step.slug}:{who}"


def opens_on(step: Step, due_on: date) -> date:
    return due_on + step.offset


def closes_before(step: Step, due_on: date) -> date:
    """The first day on which the step is no longer the nearest one."""
    for earlier, later in pairwise(LADDERS[step.clock]):
        if earlier is step:
            return opens_on(later, due_on)
    return opens_on(step, due_on) + LAST_STEP_STAYS_OPEN


def first_morning(debt: Debt, step: Step, earliest: date) -> date | None:
    """The first day from `earliest` on which a step may go out; None when it opens too early or closes before.

    A date that was moved starts its ladder with the next morning: on the day of the extension nothing goes out.
    What opened before a late joiner came in is not made up.
    """
    opens = opens_on(step, debt.due_on)
    day = max(opens, earliest, debt.moved_on + timedelta(days=1) if debt.moved_on else opens)
    closes = min(closes_before(step, debt.due_on), debt.ends_on)
    return day if debt.owed_since <= opens and day < closes else None


def nearest(debt: Debt, day: date) -> Step | None:
    """The one step open on a day, or None before the first and after the last."""
    return next((step for step in LADDERS[debt.clock] if first_morning(debt, step, day) == day), None)


def reached_by(step: Step, debt: Debt, seats: Sequence[Seat], staff: Sequence[Seat]) -> list[Seat]:
    """Whom a step reaches. A seat gets nothing that opened before it was filled; without any seat staff hear of it."""
    writing = [seat for seat in seats if seat.role in WRITING_ROLES]
    if step.audience in (Audience.STAFF, Audience.REVIEWER) or not writing:
        return [*staff]
    there = [seat for seat in writing if seat.since <= opens_on(step, debt.due_on)]
    if step.audience in (Audience.EVERY_SEAT, Audience.PILOTS):
        return there
    return first_of(there, CHAIN[step.audience])


def stands_in(step: Step, seat: Seat) -> bool:
    """The step reaches this seat because the one it is meant for is empty, or was when the step opened."""
    return seat.role != (CHAIN[step.audience][0] if step.audience in CHAIN else seat.role)


def first_of(seats: Iterable[Seat], roles: Sequence[str]) -> list[Seat]:
    """The first seat along a chain of roles, as a list of one or none."""
    ranked = sorted((seat for seat in seats if seat.role in roles), key=lambda seat: roles.index(seat.role))
    return ranked[:1]
