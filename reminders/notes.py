"""Personal notes from the chase list: who gets which, one mail a person."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from milestones.models import Obligation
from reminders.catalogue import CHAIN, Audience
from reminders.ladder import Seat, first_of
from reminders.reading import World


@dataclass(frozen=True)
class Words:
    """What staff wrote, under the number of this sending: the same one is never sent twice."""

    sending: UUID
    title: str
    text: str


@dataclass(frozen=True)
class Note:
    """One mail to one person about everything chosen that they are responsible for."""

    seat: Seat
    obligations: list[Obligation]


@dataclass(frozen=True)
class Addressed:
    notes: list[Note]
    unreachable: list[Obligation]
    """Without a person to write to."""


def address_to(chased: World) -> Addressed:
    """The responsible seat of each city, else who stands in for it."""
    people: dict[str, Note] = {}
    unreachable = []
    for obligation in chased.obligations:
        reached = first_of(chased.seats_of(obligation), CHAIN[Audience.RESPONSIBLE])
        if not reached:
            unreachable.append(obligation)
        for seat in reached:
            people.setdefault(seat.email, Note(seat, [])).obligations.append(obligation)
    return Addressed(list(people.values()), unreachable)
