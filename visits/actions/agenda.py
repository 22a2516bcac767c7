"""Writing the agenda together: slots, their order, the tray of those that have no time yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cities.models import Theme
from goals.models import LearningGoal
from visits.actions.rows import arranged, touch
from visits.actions.withdrawing import bring_back, withdraw
from visits.agenda import UNDATED_DAYS, Agenda, Day, agenda_of
from visits.models import AgendaSlot, Takeaway, Visit
from visits.querysets.visits import party_of
from visits.states import BEING_WRITTEN
from workflow.history import record
from workflow.refusals import NotNow, Refusal

MIDNIGHT = 24 * 60
MOST_SLOTS = 150
FIRST_HOUR = 9 * 60
"""Minutes from midnight at which an empty day begins."""
LINKED = ("themes", "goals")


class NoSuchSlot(Refusal):
    """A slot over midnight, on a day the visit does not have, or for goals of a city that is not along."""


@dataclass(frozen=True)
class Wording:
    """What a slot says; `day` counts from 1, `starts` is a time in the visit's zone: both of them, or neither."""

    title: str
    day: int | None = None
    starts: time | None = None
    minutes: int = 60
    place: str = ""
    address: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    host_person: str = ""
    is_public: bool = False
    themes: Sequence[Theme] = ()
    goals: Sequence[LearningGoal] = ()


def add(visit: Visit, said: Wording, *, by: Any, now: datetime) -> AgendaSlot:
    """Put one more slot into the agenda, or into the tray. Raises NotAllowed, NotNow or NoSuchSlot."""
    with transaction.atomic():
        row = arranged(visit, BEING_WRITTEN, by=by)
        if row.slots.count() >= MOST_SLOTS:
            raise NoSuchSlot(_("An agenda holds at most %(n)d slots.") % {"n": MOST_SLOTS})
        _check(row, said)
        slot = _write(AgendaSlot(visit=row, position=_end(row)), said)
        _changed(row, "add_slot", _("added “%(slot)s” to the agenda"), slot, by=by, now=now)
    return slot


def change(slot: AgendaSlot, said: Wording, *, was: int, by: Any, now: datetime) -> AgendaSlot:
    """Say it anew; `was` is the version its writer began from. Raises NotAllowed, NotNow or NoSuchSlot."""
    with transaction.atomic():
        row = arranged(slot.visit, BEING_WRITTEN, by=by)
        current = _fresh(row, slot)
        if current.version != was:
            raise NotNow(_("Somebody has changed this slot meanwhile. Look at it again; your words are still here."))
        _check(row, said)
        current.version += 1
        if said.day is None:
            withdraw(current)
        _write(current, said)
        _changed(row, "change_slot", _("changed “%(slot)s” in the agenda"), current, by=by, now=now)
    return current


def shift(slot: AgendaSlot, *, later: bool, by: Any, now: datetime) -> AgendaSlot:
    """Change places with the neighbour: the two keep their lengths and the pause between them, the day its frame.

    In the tray it is the order alone that changes. At the end of a day nothing happens. Raises NotAllowed or NotNow.
    """
    with transaction.atomic():
        row = arranged(slot.visit, BEING_WRITTEN, by=by)
        current = _fresh(row, slot)
        line = _line(agenda_of(row), current)
        place = [each.pk for each in line].index(current.pk)
        if later and place + 1 < len(line):
            _swap(line[place], line[place + 1])
        elif not later and place:
            _swap(line[place - 1], line[place])
        else:
            return current
        _changed(row, "move_slot", _("moved “%(slot)s” in the agenda"), current, by=by, now=now)
    return _fresh(row, slot)


def put(slot: AgendaSlot, day: int | None, *, after: AgendaSlot | None = None, by: Any, now: datetime) -> AgendaSlot:
    """Put it on a day behind `after`, or first; without a day into the tray. Raises NotAllowed, NotNow, NoSuchSlot.

    Within its own day it changes places step by step, as `shift` does; from elsewhere it begins when the slot before
    it ends, else with the day. What then clashes is shown, and nothing else is moved.
    """
    with transaction.atomic():
        row = arranged(slot.visit, BEING_WRITTEN, by=by)
        current = _fresh(row, slot)
        before = _fresh(row, after) if after else None
        if before and (before.day != day or before.pk == current.pk):
            raise NotNow(_("The agenda has changed meanwhile. Nothing was moved; look again."))
        plan = agenda_of(row)
        if current.day == day:
            _walk(_line(plan, current), current, before)
        elif day is None:
            withdraw(current)
            current.position = _end(row)
            _walk([*plan.tray, current], current, before)
        else:
            current.starts = _after(_day(row, plan, day), before, current.minutes)
        if current.day != day:
            current.day, current.starts = day, current.starts if day else None
            current.save(update_fields=["day", "starts", "position"])
        _changed(row, "move_slot", _("moved “%(slot)s” in the agenda"), current, by=by, now=now)
    return _fresh(row, slot)


def drop(slot: AgendaSlot, *, by: Any, now: datetime) -> None:
    """Take it out of the agenda. Takeaways of it stay and keep what it was called. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        row = arranged(slot.visit, BEING_WRITTEN, by=by)
        current = _fresh(row, slot)
        Takeaway.objects.filter(slot=current).update(slot_title=current.title)
        _changed(row, "drop_slot", _("took “%(slot)s” out of the agenda"), current, by=by, now=now)
        withdraw(current)
        current.delete()


def _fresh(row: Visit, slot: AgendaSlot) -> AgendaSlot:
    found = AgendaSlot.objects.filter(visit=row, pk=slot.pk).first()
    if found is None:
        raise NotNow(_("“%(slot)s” is no longer in the agenda.") % {"slot": slot.title})
    return found


def _check(row: Visit, said: Wording) -> None:
    if said.day and said.starts:
        _day(row, agenda_of(row), said.day)
        if said.starts.hour * 60 + said.starts.minute + said.minutes > MIDNIGHT:
            raise NoSuchSlot(_("A slot ends on its day, by midnight."), field="minutes")
    party = set(party_of(row).values_list("pk", flat=True))
    if any(goal.participation_id not in party for goal in said.goals):
        raise NoSuchSlot(_("A slot is for learning goals of the cities on this visit."), field="goals")


def _day(row: Visit, plan: Agenda, number: int) -> Day:
    """A day of the visit, or one that has slots already."""
    for day in plan.days:
        if day.number == number:
            return day
    last = row.day_count or UNDATED_DAYS
    raise NoSuchSlot(_("The visit has the days 1 to %(last)d.") % {"last": last}, field="day")


def _write(slot: AgendaSlot, said: Wording) -> AgendaSlot:
    for each in fields(said):
        if each.name not in LINKED:
            setattr(slot, each.name, getattr(said, each.name))
    slot.save()
    slot.themes.set(said.themes)
    slot.goals.set(said.goals)
    return slot


def _line(plan: Agenda, slot: AgendaSlot) -> list[AgendaSlot]:
    """The slots of its day, or the tray."""
    return list(plan.tray) if slot.day is None else plan.days[[day.number for day in plan.days].index(slot.day)].slots


def _walk(line: list[AgendaSlot], slot: AgendaSlot, after: AgendaSlot | None) -> None:
    """Let it change places with its neighbours until it stands behind `after`, or first."""
    order = [each.pk for each in line]
    place, goal = order.index(slot.pk), order.index(after.pk) + 1 if after else 0
    while place < goal - 1:
        _swap(line[place], line[place + 1])
        line[place], line[place + 1] = line[place + 1], line[place]
        place += 1
    while place > goal:
        _swap(line[place - 1], line[place])
        line[place - 1], line[place] = line[place], line[place - 1]
        place -= 1


def _swap(first: AgendaSlot, second: AgendaSlot) -> None:
    """The later one begins when the earlier did; that one ends when the later did."""
    if first.starts and second.starts:
        end = max(first.last_minute, second.last_minute)
        first.starts, second.starts = _at(end - first.minutes), first.starts
    first.position, second.position = second.position, first.position
    AgendaSlot.objects.bulk_update([first, second], ["starts", "position"])


def _after(day: Day, before: AgendaSlot | None, minutes: int) -> time:
    first = day.slots[0].first_minute if day.slots else FIRST_HOUR
    return _at(min(before.last_minute if before else first, MIDNIGHT - minutes))


def _at(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _end(row: Visit) -> int:
    return (row.slots.aggregate(last=Max("position"))["last"] or 0) + 1


def _changed(row: Visit, verb: str, done: str, slot: AgendaSlot, *, by: Any, now: datetime) -> None:
    if slot.day:
        bring_back(slot)
    touch(row, now=now)
    row.save(update_fields=["sequence", "updated_at"])
    record(row, verb, done % {"slot": slot.title}, by=by, now=now, slot=slot.pk)
