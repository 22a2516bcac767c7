"""The window logic, pure: which step is open on a day, for which seat. No clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from reminders.catalogue import CHAIN, LADDER, LAST_STEP_STAYS_OPEN, Audience, Step

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
    """An open obligation: when it is due, and the day its date was last moved (an extension restarts the ladder)."""

    obligation_id: int
    due_on: date
    moved_on: date | None = None

    def key(self, step: Step, seat: Seat) -> str:
        """What may be sent only once: this obligation with this date, this step, this person."""
        return f"reminder:{self.obligation_id}:{self.due_on.isoformat()}:{step.slug}:{seat.email}"


def opens_on(step: Step, due_on: date) -> date:
    return due_on + step.offset


def closes_before(step: Step, due_on: date) -> date:
    """The first day on which the step is no longer the nearest one."""
    for earlier, later in pairwise(LADDER):
        if earlier is step:
            return opens_on(later, due_on)
    return opens_on(step, due_on) + LAST_STEP_STAYS_OPEN


def nearest(debt: Debt, day: date) -> Step | None:
    """The one step open on a day, or None before the first and after the last.

    A date that was moved starts its ladder with the next morning: on the day of the extension nothing goes out.
    """
    if debt.moved_on and day <= debt.moved_on:
        return None
    for step in LADDER:
        if opens_on(step, debt.due_on) <= day < closes_before(step, debt.due_on):
            return step
    return None


def reached_by(step: Step, debt: Debt, seats: Sequence[Seat], staff: Sequence[Seat]) -> list[Seat]:
    """Whom a step reaches. A seat gets nothing that opened before it was filled; without any seat staff hear of it."""
    writing = [seat for seat in seats if seat.role in WRITING_ROLES]
    if step.audience is Audience.STAFF or not writing:
        return [*staff]
    there = [seat for seat in writing if seat.since <= opens_on(step, debt.due_on)]
    if step.audience is Audience.EVERY_SEAT:
        return there
    return _first(there, CHAIN[step.audience])


def _first(seats: Iterable[Seat], roles: Sequence[str]) -> list[Seat]:
    ranked = sorted((seat for seat in seats if seat.role in roles), key=lambda seat: roles.index(seat.role))
    return ranked[:1]


def coming(debt: Debt, first: date, days: int) -> list[tuple[date, Step]]:
    """Each step with the day it would go out, over `days` days from `first`, if nothing changes."""
    found: list[tuple[date, Step]] = []
    for day in (first + timedelta(days=n) for n in range(days)):
        step = nearest(debt, day)
        if step and (not found or found[-1][1] is not step):
            found.append((day, step))
    return found
