"""The agenda of a visit as people read it: its days with their slots, what waits for a time, and what clashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from visits.models import AgendaSlot, Visit

UNDATED_DAYS = 2
"""How many days an agenda offers while the visit has no dates."""


@dataclass
class Day:
    """`number` counts from 1; `on` is None while the visit has no dates; a day after the last is `is_outside`."""

    number: int
    on: date | None
    is_outside: bool
    slots: list[AgendaSlot] = field(default_factory=list)


@dataclass(frozen=True)
class Agenda:
    """Its days, with gaps and all, and the tray of slots that have no time yet."""

    days: Sequence[Day]
    tray: Sequence[AgendaSlot]

    @property
    def slots(self) -> list[AgendaSlot]:
        """All in the order of the agenda, the tray last."""
        return [*(slot for day in self.days for slot in day.slots), *self.tray]

    @property
    def has_clashes(self) -> bool:
        return any(slot.clash for slot in self.slots)

    @property
    def stops(self) -> list[AgendaSlot]:
        """Where one has to be, one after the other: slots with a place."""
        return [slot for day in self.days for slot in day.slots if slot.place or slot.address]


def agenda_of(visit: Visit, slots: Sequence[AgendaSlot] | None = None) -> Agenda:
    """The agenda of a visit; `slots` may be a part of them, such as the public ones."""
    every = list(visit.slots.all()) if slots is None else list(slots)
    planned = [slot for slot in every if slot.day]
    last = max([visit.day_count or UNDATED_DAYS, *(slot.day or 0 for slot in planned)])
    days = [
        Day(number, visit.date_of(number), bool(visit.day_count) and number > visit.day_count)
        for number in range(1, last + 1)
    ]
    for slot in planned:
        days[(slot.day or 1) - 1].slots.append(slot)
    for day in days:
        day.slots.sort(key=lambda slot: (slot.first_minute, slot.position, slot.pk))
        _mark_clashes(day)
    tray = sorted((slot for slot in every if not slot.day), key=lambda slot: (slot.position, slot.pk))
    return Agenda([day for day in days if day.slots or not day.is_outside], tray)


def _mark_clashes(day: Day) -> None:
    longest: AgendaSlot | None = None
    for slot in day.slots:
        if day.is_outside:
            slot.clash = _("The visit has no day %(n)d.") % {"n": day.number}
        elif longest and slot.first_minute < longest.last_minute:
            slot.clash = _("It begins before “%(other)s” ends.") % {"other": longest.title}
        if longest is None or slot.last_minute > longest.last_minute:
            longest = slot
