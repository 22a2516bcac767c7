"""What a person is on a visit: somebody of the programme, its facilitator, a voice of one of its cities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cities.models import Representative
from cities.states import WRITING_SEATS
from cohorts.models import Participation
from visits.models import Visit
from visits.querysets.visits import party_of
from visits.states import ReportSide


@dataclass(frozen=True)
class Standing:
    """`party` are the cities of the visit that are still in the cohort, by name; `reads` and `cities` the ids of those
    in which the person holds any seat, and one that may write. Staff stand above the sides, whatever seats they hold.
    """

    is_staff: bool
    facilitates: bool
    party: tuple[Participation, ...] = ()
    reads: frozenset[int] = frozenset()
    cities: frozenset[int] = frozenset()

    @property
    def leads(self) -> bool:
        """Stands above the sides: may do for them what they would do themselves."""
        return self.is_staff or self.facilitates

    @property
    def arranges(self) -> bool:
        return self.leads or bool(self.cities)

    @property
    def enters(self) -> bool:
        """May go into the room, as `Visit.objects.entered_by` finds it."""
        return self.leads or bool(self.reads)

    @property
    def notes_for(self) -> list[Participation]:
        """The cities whose takeaways this person notes: all of them for staff, else those of their writing seats."""
        return [each for each in self.party if self.is_staff or each.city_id in self.cities]

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
        return Standing(False, False)
    party = tuple(party_of(visit).select_related("city").order_by("city__name"))
    facilitates = bool(visit.pairing and visit.pairing.facilitator_id == user.pk)
    if user.is_programme_staff:
        return Standing(True, facilitates, party)
    there = [each.city_id for each in party]
    seats = list(Representative.objects.held_by(user).filter(city__in=there).values_list("city", "role"))
    writing = frozenset(city for city, role in seats if role in WRITING_SEATS)
    return Standing(False, facilitates, party, frozenset(city for city, _role in seats), writing)
