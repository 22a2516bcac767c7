"""Who may travel on the programme's money, and who decides about a claim."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
from travel.people import cities_sending


@rules.predicate
def is_the_traveller(user: Any, trip: Any) -> bool:
    """It is their own trip."""
    return bool(trip) and trip.traveller_id == user.pk


@rules.predicate
def travels_for_a_city(user: Any, where: Any) -> bool:
    """Holds a seat of a city that travels, to this visit or in this cohort, or is of the visit's party."""
    return bool(where) and bool(cities_sending(user, where))


rules.add_perm("travel.plan_trip", travels_for_a_city)
rules.add_perm("travel.claim_trip", is_the_traveller)
rules.add_perm("travel.judge_trip", is_programme_staff & ~is_the_traveller)
