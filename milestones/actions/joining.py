"""What taking part brings with it: cities and pairings get the obligations of their cohort."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from cities.models import City
from cohorts.actions.pairings import Shape, change_pairing, make_pairing
from cohorts.actions.participations import add_participation, take_back
from cohorts.models import Cohort, Pairing, PairingSide, Participation
from milestones.dates import after
from milestones.models import Obligation, Requirement
from milestones.states import Anchor


def join(cohort: Cohort, city: City, role: str, *, joined_on: date, by: Any, now: datetime) -> Participation:
    """A city joins and owes what the cohort asks of its role."""
    with transaction.atomic():
        participation = add_participation(cohort, city, role, joined_on=joined_on, by=by, now=now)
        settle(cohort)
    return participation


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
    An obligation once made stays when its pairing ends: staff waive it or pair the city anew.
    """
    requirements = list(Requirement.objects.filter(cohort=cohort).select_related("cohort", "module"))
    participations = Participation.objects.active().filter(cohort=cohort).select_related("city")
    known = set(Obligation.objects.filter(requirement__cohort=cohort).values_list("participation", "requirement"))
    paired = _paired(cohort)
    done = _fulfilled_on(requirements)
    due = {requirement.pk: requirement.due_on for requirement in requirements}
    missing = [
        _obligation(participation, requirement, due[requirement.pk], done)
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


def _fulfilled_on(requirements: list[Requirement]) -> dict[tuple[int, int], date]:
    """The local day on which each city fulfilled what others are counted from."""
    anchors = {each.anchor_requirement_id for each in requirements if each.anchor == Anchor.FULFILLED}
    rows = Obligation.objects.filter(requirement__in=anchors, fulfilled_at__isnull=False).values_list(
        "participation", "requirement", "fulfilled_at", "participation__city__time_zone"
    )
    return {(city, what): at.astimezone(ZoneInfo(zone)).date() for city, what, at, zone in rows}


def _obligation(
    participation: Participation, requirement: Requirement, due_on: date | None, done: dict[tuple[int, int], date]
) -> Obligation:
    event = done.get((participation.pk, requirement.anchor_requirement_id or 0))
    if due_on is None and event and requirement.anchor == Anchor.FULFILLED:
        due_on = after(event, requirement.offset_months, requirement.offset_days)
    return Obligation(participation=participation, requirement=requirement, base_due_on=due_on, effective_due_on=due_on)
