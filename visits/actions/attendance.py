"""Who was at a visit, on which of its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.actions.reports import settle
from visits.actions.rows import arranged, touch
from visits.models import Attendee, Visit
from visits.people import expected
from visits.states import Presence, VisitState
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotNow, Refusal

OPEN = (VisitState.CONFIRMED, VisitState.HELD, VisitState.REPORTED)
MOST_PEOPLE = 200


class NotAnAttendee(Refusal):
    """Somebody without a name, of a city that is not along, or on a day the visit does not have."""


@dataclass(frozen=True)
class Seen:
    """One person: `key` of who was expected, or empty for somebody else, who then has a name and a city's id.

    `presence` empty means that nothing is noted of them; `days` are the numbers of the days they were there.
    """

    key: str = ""
    presence: str = ""
    days: Sequence[int] = ()
    name: str = ""
    city_id: int | None = None


def note(visit: Visit, people: Sequence[Seen], *, by: Any, now: datetime) -> int:
    """Note who was there; answers how many were. The people named replace what was noted of them, others stay.

    Raises NotAllowed, NotNow before its first day or after it is closed, or NotAnAttendee.
    """
    with transaction.atomic():
        row = arranged(visit, OPEN, by=by)
        if not row.has_begun(row.cohort.local_date(now)):
            raise NotNow(_("The visit has not begun yet. Who is there can be noted from its first day on."))
        rows = [attendee for attendee in (_attendee(row, each) for each in _known(row, people)) if attendee]
        gone = [each.key for each in people if not each.presence]
        Attendee.objects.filter(visit=row, key__in=gone).delete()
        Attendee.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["visit", "key"],
            update_fields=["name", "user", "city", "presence", "days"],
        )
        there = Attendee.objects.there().filter(visit=row).count()
        if row.attendees.count() > MOST_PEOPLE:
            raise NotAnAttendee(_("A visit has at most %(n)d people.") % {"n": MOST_PEOPLE})
        done = ngettext("noted %(n)d person as present", "noted %(n)d people as present", there) % {"n": there}
        record(row, "note_attendance", done, by=by, now=now)
    return there


def complete(visit: Visit, *, by: Any, now: datetime) -> Visit:
    """Everybody is noted: the visit was held. If the report is whole already, it is reported as well.

    Raises NotAllowed or NotNow: before the last day, or while nobody is noted as present.
    """
    with transaction.atomic():
        row = arranged(visit, [VisitState.CONFIRMED], by=by)
        if not row.is_over(row.cohort.local_date(now)):
            raise NotNow(_("The visit is not over yet. Complete the attendance on its last day."))
        take(row, "hold", by=by, now=now, also=touch(row, now=now))
        return settle(row, now=now)


def _known(row: Visit, people: Sequence[Seen]) -> list[tuple[Seen, dict[str, Any]]]:
    """Each with name, login and city: of the expected ones as the portal knows them, of the others as they are said."""
    who: dict[str, dict[str, Any]] = {
        each.key: {"name": each.name, "user_id": each.user_id, "city_id": each.city_id} for each in expected(row)
    }
    who |= {
        each.key: {"name": each.name, "user_id": each.user_id, "city_id": each.city_id} for each in row.attendees.all()
    }
    cities = {row.host_id, *row.cities.values_list("pk", flat=True)} - {None}
    known = []
    for each in people:
        if each.key and each.key not in who:
            raise NotAnAttendee(_("One of these people is no longer on the list. Look again."))
        if not each.key and (not each.name.strip() or each.city_id not in cities):
            raise NotAnAttendee(_("Say the name of everybody you add, and which city they come from."))
        added = {"name": each.name.strip()[:150], "user_id": None, "city_id": each.city_id}
        known.append((each, who[each.key] if each.key else added))
    return known


def _attendee(row: Visit, person: tuple[Seen, dict[str, Any]]) -> Attendee | None:
    seen, who = person
    if not seen.presence:
        return None
    if seen.presence not in Presence.values or not set(seen.days) <= set(range(1, row.day_count + 1)):
        raise NotAnAttendee(_("Tick days of the visit for whoever was there."))
    present = seen.presence == Presence.PRESENT
    every = list(range(1, row.day_count + 1))
    days = sorted(set(seen.days)) or every if present else []
    return Attendee(visit=row, key=seen.key or f"x{uuid4().hex}", presence=seen.presence, days=days, **who)
