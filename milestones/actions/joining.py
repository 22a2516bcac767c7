"""What taking part brings with it: cities and pairings get the obligations of their cohort."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from cities.models import City
from cohorts.actions.pairings import Shape, change_pairing, make_pairing
from cohorts.actions.participations import add_participation, take_back, withdraw
from cohorts.models import Cohort, Pairing, PairingSide, Participation
from milestones.actions.obligations import silence
from milestones.dates import after
from milestones.models import Obligation, Requirement
from milestones.states import EVENT_ANCHORS, Anchor

EventDays = dict[tuple[int, int | None, str], date]
"""Participation, requirement and anchor: the day on which that happened."""


def join(cohort: Cohort, city: City, role: str, *, joined_on: date, by: Any, now: datetime) -> Participation:
    """A city joins and owes what the cohort asks of its role."""
    with transaction.atomic():
        participation = add_participation(cohort, city, role, joined_on=joined_on, by=by, now=now)
        settle(cohort)
    return participation


def depart(participation: Participation, *, on: date, reason: str, by: Any, now: datetime) -> Participation:
    """A city leaves, and what waits in the outbox about its work is stopped.

    Raises what `cohorts.actions.participations.withdraw` raises.
    """
    with transaction.atomic():
        gone = withdraw(participation, on=on, reason=reason, by=by, now=now)
        for each in Obligation.objects.filter(participation=gone):
            silence(each)
    return gone


def rejoin(participation: Participation, *, by: Any, now: datetime) -> Participation:
    """A city that had left is in again and owes what it owed, and what was added since."""
    with transaction.atomic():
        row = take_back(participation, by=by, now=now)
        settle(row.cohort)
    return row


def pair(cohort: Cohort, shape: Shape, *, starts_on: date, by: Any, now: datetime) -> Pairing:
    """Cities are paired and owe what is asked of paired cities only."""
    with transaction.atomic():
        pairing = make_pairing(cohort, shape, starts_on=starts_on, by=by, now=now)
        settle(cohort)
    return pairing


def pair_anew(pairing: Pairing, shape: Shape, *, reason: str, by: Any, now: datetime) -> Pairing:
    """A pairing gets other sides; cities that come in owe what is asked of paired cities."""
    with transaction.atomic():
        changed = change_pairing(pairing, shape, reason=reason, by=by, now=now)
        settle(changed.cohort)
    return changed


def settle(cohort: Cohort) -> int:
    """Give every city that takes part the obligations it lacks; answers how many were made.

    May run any number of times. What is counted from an event has a date only where that event has happened.
    An obligation once made stays when its pairing ends: staff waive it or pair the city anew. A cohort that is
    kept as a record asks nothing.
    """
    if cohort.is_record:
        return 0
    requirements = list(Requirement.objects.filter(cohort=cohort).select_related("cohort", "module"))
    participations = Participation.objects.active().filter(cohort=cohort).select_related("city")
    known = set(Obligation.objects.filter(requirement__cohort=cohort).values_list("participation", "requirement"))
    paired = _paired(cohort)
    events = event_days(requirements)
    missing = [
        _obligation(participation, requirement, due_for(participation.pk, requirement, events))
        for participation in participations
        for requirement in requirements
        if participation.role in requirement.owed_by
        and (participation.pk in paired or not requirement.needs_pairing)
        and (participation.pk, requirement.pk) not in known
    ]
    Obligation.objects.bulk_create(missing, batch_size=500, ignore_conflicts=True)
    return len(missing)


def _paired(cohort: Cohort) -> set[int]:
    """Participations with a counterpart today."""
    standing = Pairing.objects.standing().filter(cohort=cohort)
    return set(PairingSide.objects.filter(pairing__in=standing).values_list("participation", flat=True))


def event_days(requirements: Iterable[Requirement]) -> EventDays:
    """The local day on which each city fulfilled, or had approved, what `requirements` are counted from."""
    anchors = {each.anchor_requirement_id for each in requirements if each.anchor_requirement_id}
    rows = Obligation.objects.filter(requirement__in=anchors).values_list(
        "participation", "requirement", "fulfilled_at", "approved_at", "participation__city__time_zone"
    )
    return {
        (city, what, anchor): at.astimezone(ZoneInfo(zone)).date()
        for city, what, fulfilled, approved, zone in rows
        for anchor, at in ((Anchor.FULFILLED, fulfilled), (Anchor.APPROVED, approved))
        if at
    }


def due_for(participation_id: int, requirement: Requirement, events: EventDays) -> date | None:
    """The base due date of one city; None while the event it is counted from has not happened to it."""
    if requirement.anchor not in EVENT_ANCHORS:
        return requirement.due_on
    event = events.get((participation_id, requirement.anchor_requirement_id, requirement.anchor))
    return event and after(event, requirement.offset_months, requirement.offset_days)


def _obligation(participation: Participation, requirement: Requirement, due_on: date | None) -> Obligation:
    return Obligation(participation=participation, requirement=requirement, base_due_on=due_on, effective_due_on=due_on)
