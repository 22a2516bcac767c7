"""Noting site visits, and what cities take home from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cohorts.models import Cohort, Participation
from goals.models import LearningGoal
from visits.models import Takeaway, Visit
from visits.querysets import party_of
from workflow.history import record
from workflow.refusals import NotAllowed, NotNow, Refusal


class NotAVisit(Refusal):
    """A visit without cities, or outside its cohort."""


class NotItsTakeaway(Refusal):
    """A takeaway of a city that was not there, or one that answers another city's goals."""


@dataclass(frozen=True)
class Days:
    """When it was; `only_month` when the sources name no day."""

    first: date
    last: date
    only_month: bool = False


@dataclass(frozen=True)
class Said:
    """What a takeaway says: the practice that was seen, what the city makes of it, whom it helps, which goals."""

    practice: str
    text: str = ""
    useful_for: str = ""
    goals: Sequence[LearningGoal] = ()


def note_visit(  # noqa: PLR0913 - who, where, when and from which source; all are named at every call
    cohort: Cohort,
    title: str,
    *,
    cities: Iterable[City],
    host: City | None,
    days: Days,
    place: str = "",
    source: str = "",
    by: Any,
    now: datetime,
) -> Visit:
    """Keep a visit that took place. Raises NotAllowed or NotAVisit."""
    there = list(cities)
    if not by.has_perm("visits.note_visit"):
        raise NotAllowed(_("Only programme staff can note a visit."))
    if not there:
        raise NotAVisit(_("Name the cities that took part."), field="cities")
    if not cohort.starts_on.replace(day=1) <= days.first <= cohort.ends_on:
        raise NotAVisit(_("That day is outside the cohort."), field="starts_on")
    with transaction.atomic():
        visit = Visit.objects.create(
            cohort=cohort, title=title, host=host, place=place, source=source,
            starts_on=days.first, ends_on=days.last, only_month=days.only_month,
        )  # fmt: skip
        visit.cities.set(there)
        record(visit, "note", _("noted the visit"), by=by, now=now)
    return visit


def note_takeaway(visit: Visit, participation: Participation, said: Said, *, by: Any, now: datetime) -> Takeaway:
    """Keep what a city takes home from a visit that has begun. Raises NotAllowed, NotNow or NotItsTakeaway."""
    takeaway = Takeaway(visit=visit, participation=participation, by=by, at=now)
    if not by.has_perm("visits.change_takeaway", takeaway):
        raise NotAllowed(_("Takeaways are noted by the people of the city, while it is in the cohort."))
    if not party_of(visit).filter(pk=participation.pk).exists():
        raise NotItsTakeaway(_("%(city)s was not on this visit.") % {"city": participation.city}, field="city")
    if not visit.has_begun(visit.cohort.local_date(now)):
        raise NotNow(_("The visit has not begun yet. Takeaways can be noted from its first day on."))
    with transaction.atomic():
        return _write(takeaway, said, "note_takeaway", _("noted a takeaway of %(city)s"), by=by, now=now)


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


def _own(takeaway: Takeaway, by: Any) -> Takeaway:
    """The row as it is now, locked for the transaction."""
    rows = Takeaway.objects.select_for_update(of=("self",)).select_related("participation__city", "visit")
    current = rows.get(pk=takeaway.pk)
    if not by.has_perm("visits.change_takeaway", current):
        raise NotAllowed(_("Takeaways are changed by the people of the city, while it is in the cohort."))
    return current


def _write(takeaway: Takeaway, said: Said, verb: str, done: str, *, by: Any, now: datetime) -> Takeaway:
    if any(goal.participation_id != takeaway.participation_id for goal in said.goals):
        raise NotItsTakeaway(_("A takeaway answers goals of the same city."), field="goals")
    takeaway.practice, takeaway.text, takeaway.useful_for = said.practice, said.text, said.useful_for
    takeaway.save()
    takeaway.goals.set(said.goals)
    _record(takeaway, verb, done, by=by, now=now)
    return takeaway


def _record(takeaway: Takeaway, verb: str, done: str, *, by: Any, now: datetime) -> None:
    sentence = done % {"city": takeaway.participation.city}
    record(takeaway.visit, verb, sentence, by=by, now=now, takeaway=str(takeaway.pk))
