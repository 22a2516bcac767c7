"""Which visit of its cities a visit is, and what it counts for beside the others of its pairing or free group."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, Max, OuterRef

from cities.models import City
from cohorts.models import Cohort, Pairing, Participation
from milestones.models import Obligation, Requirement
from milestones.querysets import ObligationQuerySet
from milestones.states import Kind
from visits.models import Visit
from visits.querysets.visits import VisitQuerySet


@dataclass(frozen=True)
class Siblings:
    """The visits of one pairing, or of one free group, that are not called off; `cities` is who meets this time."""

    visits: VisitQuerySet
    cohort: Cohort
    cities: Collection[City]

    def besides(self, visit: Visit) -> Siblings:
        """Those of a visit that is among them itself."""
        return replace(self, visits=self.visits.exclude(pk=visit.pk))

    def have(self, number: int) -> bool:
        return self.visits.filter(number=number).exists()

    def next_number(self) -> int:
        """One more than the highest; those without a number count as well."""
        return max(self.visits.aggregate(last=Max("number"))["last"] or 0, self.visits.count()) + 1

    def unserved(self, wanted: Iterable[Requirement], guests: Collection[City]) -> list[Requirement]:
        """What of `wanted` none of them serves for these guests; if that is nothing, what is owed next of its kind.

        A city that was on none of them, or missed the one it was on, still owes what they count for.
        """
        here = Participation.objects.active().filter(cohort=self.cohort, city__in=self.cities)
        owed = {each.requirement for each in owed_beside(self.visits, here)}
        others = Requirement.objects.filter(visits__in=self.visits.filter(cities__in=guests))
        served = {*others.filter(pk__in=[each.pk for each in wanted])} - owed
        free = [each for each in wanted if each not in served]
        if free or not served:
            return free
        roles = {role for each in served for role in each.owed_by}
        found = next_owed(here.filter(role__in=roles), self.visits)
        return [found] if found else []


def siblings_of(cohort: Cohort, pairing: Pairing | None, cities: Collection[City]) -> Siblings:
    """Without a pairing those of exactly these cities, hosts and guests."""
    living = Visit.objects.filter(cohort=cohort, pairing=pairing).living()
    return Siblings(living if pairing else living.among(cities), cohort, cities)


def next_owed(participations: Iterable[Participation], visits: VisitQuerySet) -> Requirement | None:
    """The first visit that one of these cities still owes and none of `visits` will fulfil for it."""
    found = owed_beside(visits, participations).order_by("requirement__position").first()
    return found.requirement if found else None


def owed_beside(visits: VisitQuerySet, participations: Iterable[Participation]) -> ObligationQuerySet:
    """The visits these cities will still owe when `visits` are closed."""
    open_ones = Obligation.objects.open().filter(requirement__kind=Kind.VISIT, participation__in=participations)
    coming = visits.to_fulfil(OuterRef("requirement"), OuterRef("participation__city"))
    return open_ones.filter(~Exists(coming)).select_related("requirement")
