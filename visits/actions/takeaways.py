"""What cities take home from a visit: noted on a phone between two stops, perhaps sent twice, kept once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cohorts.models import Participation
from goals.models import LearningGoal
from visits.models import AgendaSlot, Takeaway, Visit
from visits.querysets.visits import party_of
from workflow.history import record
from workflow.refusals import NotAllowed, NotNow, Refusal


class NotItsTakeaway(Refusal):
    """A takeaway of a city that was not there, of a slot of another visit, or one that answers another city's goals."""


@dataclass(frozen=True)
class Said:
    """What a takeaway says: the practice that was seen and where, what the city makes of it, whom it helps."""

    practice: str
    text: str = ""
    useful_for: str = ""
    goals: Sequence[LearningGoal] = ()
    slot: AgendaSlot | None = None


def note_takeaway(
    visit: Visit, participation: Participation, said: Said, *, by: Any, now: datetime, key: UUID | None = None
) -> Takeaway:
    """Keep what a city takes home from a visit that has begun. Raises NotAllowed, NotNow or NotItsTakeaway.

    `key` is the number its writer's device gave it: the same again answers what is kept and writes nothing.
    """
    takeaway = Takeaway(pk=key or uuid4(), visit=visit, participation=participation, by=by, at=now)
    if not by.has_perm("visits.change_takeaway", takeaway):
        raise NotAllowed(_("Takeaways are noted by the people of the city, while it is in the cohort."))
    if not party_of(visit).filter(pk=participation.pk).exists():
        raise NotItsTakeaway(_("%(city)s was not on this visit.") % {"city": participation.city}, field="city")
    if visit.is_off or not visit.has_begun(visit.cohort.local_date(now)):
        raise NotNow(_("The visit has not begun yet. Takeaways can be noted from its first day on."))
    try:
        with transaction.atomic():
            done = _("noted a takeaway of %(city)s")
            return _kept(takeaway) or _write(takeaway, said, "note_takeaway", done, by=by, now=now)
    except IntegrityError:
        if kept := _kept(takeaway):
            return kept
        raise


def change_takeaway(takeaway: Takeaway, said: Said, *, by: Any, now: datetime) -> Takeaway:
    """Word it anew, or name other goals. Raises NotAllowed, NotNow or NotItsTakeaway."""
    with transaction.atomic():
        current = _own(takeaway, by)
        if current.dropped_at:
            raise NotNow(_("This takeaway has been taken off the page meanwhile."))
        return _write(current, said, "change_takeaway", _("changed a takeaway of %(city)s"), by=by, now=now)


def drop(takeaway: Takeaway, *, by: Any, now: datetime) -> None:
    """Take it off the page. It is not deleted: what points at it still finds it. Raises NotAllowed."""
    with transaction.atomic():
        current = _own(takeaway, by)
        if current.dropped_at is None:
            current.dropped_at = now
            current.save(update_fields=["dropped_at"])
            _record(current, "drop_takeaway", _("dropped a takeaway of %(city)s"), by=by, now=now)


def _kept(takeaway: Takeaway) -> Takeaway | None:
    """What is kept under the same number already: by the same city on the same visit, or it is somebody else's."""
    found = Takeaway.objects.select_related("participation__city", "visit").filter(pk=takeaway.pk).first()
    if found and (found.visit_id, found.participation_id) != (takeaway.visit_id, takeaway.participation_id):
        raise NotItsTakeaway(_("This was kept before, for another visit or city. Write it anew."))
    return found


def _own(takeaway: Takeaway, by: Any) -> Takeaway:
    """The row as it is now, locked for the transaction."""
    rows = Takeaway.objects.select_for_update(of=("self",)).select_related("participation__city", "visit", "slot")
    current = rows.get(pk=takeaway.pk)
    if not by.has_perm("visits.change_takeaway", current):
        raise NotAllowed(_("Takeaways are changed by the people of the city, while it is in the cohort."))
    return current


def _write(takeaway: Takeaway, said: Said, verb: str, done: str, *, by: Any, now: datetime) -> Takeaway:
    if any(goal.participation_id != takeaway.participation_id for goal in said.goals):
        raise NotItsTakeaway(_("A takeaway answers goals of the same city."), field="goals")
    if said.slot and said.slot.visit_id != takeaway.visit_id:
        raise NotItsTakeaway(_("That is not in the agenda of this visit."), field="slot")
    if said.slot != takeaway.slot:
        takeaway.slot, takeaway.slot_title = said.slot, said.slot.title if said.slot else ""
    takeaway.practice, takeaway.text, takeaway.useful_for = said.practice, said.text, said.useful_for
    takeaway.save(force_insert=takeaway._state.adding)
    takeaway.goals.set(said.goals)
    _record(takeaway, verb, done, by=by, now=now)
    return takeaway


def _record(takeaway: Takeaway, verb: str, done: str, *, by: Any, now: datetime) -> None:
    sentence = done % {"city": takeaway.participation.city}
    record(takeaway.visit, verb, sentence, by=by, now=now, takeaway=str(takeaway.pk))
