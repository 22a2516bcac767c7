"""Where people stand with their travel money: the trips of a person that count against one ceiling, added up."""

from __future__ import annotations

from collections.abc import Iterable

from travel.models import Trip
from travel.schemes import scheme_of
from travel.sums import Balance, balance

Key = tuple[int, int, int | None]
"""Traveller, cohort, and the visit where the ceiling is one for each visit."""


def key_of(trip: Trip) -> Key:
    scheme = scheme_of(trip.cohort)
    return trip.traveller_id, trip.cohort_id, trip.visit_id if scheme and scheme.over_visit else None


def balances(trips: Iterable[Trip]) -> dict[Key, Balance]:
    """For each of these trips, by `key_of`, the balance it counts in: of all trips that share its ceiling."""
    asked = list(trips)
    keys = {key_of(each) for each in asked}
    every = Trip.objects.filter(
        traveller__in={each.traveller_id for each in asked}, cohort__in={each.cohort_id for each in asked}
    )
    sharing: dict[Key, list[Trip]] = {key: [] for key in keys}
    for each in every.select_related("cohort").prefetch_related("lines"):
        if (key := key_of(each)) in sharing:
            sharing[key].append(each)
    return {key: _balance(each) for key, each in sharing.items()}


def balance_of(trip: Trip) -> Balance:
    return balances([trip])[key_of(trip)]


def _balance(trips: list[Trip]) -> Balance:
    scheme = scheme_of(trips[0].cohort) if trips else None
    return balance((each.account for each in trips), scheme.ceiling if scheme else None)
