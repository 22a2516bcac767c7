"""What a person is on a visit: somebody of the programme, its facilitator, a voice of one of its cities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cities.models import Representative
from visits.models import Visit
from visits.querysets.visits import party_of
from visits.states import ReportSide


@dataclass(frozen=True)
class Standing:
    """`cities` are the ids of those of its cities, still in the cohort, for which the person may write."""

    is_staff: bool
    facilitates: bool
    cities: frozenset[int]

    @property
    def leads(self) -> bool:
        """Stands above the sides: may do for them what they would do themselves."""
        return self.is_staff or self.facilitates

    @property
    def arranges(self) -> bool:
        return self.leads or bool(self.cities)

    def answers(self, visit: Visit) -> bool:
        """May agree to the present days: another city than the one whose proposal they are."""
        others = self.cities - {visit.proposed_by_id}
        return self.leads or bool(others) or bool(self.cities and visit.has_only_one_voice)

    def writes(self, visit: Visit, side: str) -> bool:
        """May write this side's part of the report."""
        is_host = visit.host_id in self.cities
        return self.leads or (is_host if side == ReportSide.HOST else bool(self.cities - {visit.host_id}))


def standing(user: Any, visit: Visit) -> Standing:
    """Asked once for each person and fetched row; who acts does so on a freshly fetched one."""
    known: dict[int | None, Standing] = visit.__dict__.setdefault("_standings", {})
    if user.pk not in known:
        known[user.pk] = _ask(user, visit)
    return known[user.pk]


def _ask(user: Any, visit: Visit) -> Standing:
    if not user.is_authenticated:
        return Standing(False, False, frozenset())
    seats = Representative.objects.held_by(user).writing().filter(city__in=party_of(visit).values("city"))
    cities = frozenset() if user.is_programme_staff else frozenset(seats.values_list("city", flat=True))
    facilitates = bool(visit.pairing and visit.pairing.facilitator_id == user.pk)
    return Standing(user.is_programme_staff, facilitates, cities)
