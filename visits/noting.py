"""For which of its cities a person notes what is taken home from a visit."""

from __future__ import annotations

from typing import Any

from cohorts.querysets import ParticipationQuerySet
from visits.models import Visit
from visits.querysets.visits import party_of
from visits.standing import standing


def noting_for(user: Any, visit: Visit) -> ParticipationQuerySet:
    """All of its cities for staff, else those for which the person may write."""
    party = party_of(visit).select_related("city").order_by("city__name")
    stands = standing(user, visit)
    return party if stands.is_staff else party.filter(city__in=stands.cities)
