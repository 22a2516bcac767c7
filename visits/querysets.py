from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from cities.models import Representative
from cohorts.models import Participation
from cohorts.querysets import ParticipationQuerySet, cities_of
from goals.models import LearningGoal

if TYPE_CHECKING:
    from visits.models import Takeaway, Visit


def party_of(visit: Visit) -> ParticipationQuerySet:
    """The cities of a visit, hosts and guests, as far as they are still in its cohort."""
    there = Q(city__in=visit.cities.values("pk")) | Q(city=visit.host_id)
    return Participation.objects.active().filter(there, cohort=visit.cohort_id)


def noting_for(user: Any, visit: Visit) -> ParticipationQuerySet:
    """Those of them for which this person may note takeaways: all for staff, else the cities of their writing seats."""
    party = party_of(visit).select_related("city").order_by("city__name")
    if user.is_programme_staff:
        return party
    return party.filter(city__in=Representative.objects.held_by(user).writing().values("city"))


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: Any) -> VisitQuerySet:
        """Visits of public cohorts are public; the others are for staff and the cities in them."""
        if not user.is_authenticated:
            return self.filter(cohort__is_public=True)
        if user.is_programme_staff:
            return self
        own = cities_of(user)
        return self.filter(Q(cohort__is_public=True) | Q(cities__in=own) | Q(host__in=own)).distinct()

    def of(self, user: Any) -> VisitQuerySet:
        """Visits on which this person's cities are hosts or guests."""
        own = cities_of(user)
        return self.filter(Q(cities__in=own) | Q(host__in=own)).distinct()

    def upcoming(self, today: date) -> VisitQuerySet:
        """Ahead or going on."""
        return self.filter(ends_on__gte=today)

    def past(self, today: date) -> VisitQuerySet:
        return self.filter(ends_on__lt=today)

    def with_names(self) -> VisitQuerySet:
        return self.select_related("host", "cohort").prefetch_related("cities")

    def with_takeaways(self) -> VisitQuerySet:
        """`noted`: how many takeaways its cities have noted."""
        return self.annotate(noted=Count("takeaways", filter=Q(takeaways__dropped_at=None), distinct=True))


class TakeawayQuerySet(models.QuerySet["Takeaway"]):
    def visible_to(self, user: Any) -> TakeawayQuerySet:
        """Staff read all, a city its own; hosts and guests of a visit, while in the cohort, each other's."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        there = Q(city__visits=OuterRef("visit")) | Q(city__visits_hosted=OuterRef("visit"))
        along = Participation.objects.active().of(user).filter(there, cohort=OuterRef("visit__cohort"))
        return self.filter(Q(participation__city__in=cities_of(user)) | Exists(along))

    def current(self) -> TakeawayQuerySet:
        return self.filter(dropped_at=None)

    def with_names(self, user: Any) -> TakeawayQuerySet:
        """With everything a page prints; of the goals those that this reader may know."""
        goals = LearningGoal.objects.visible_to(user)
        return self.select_related("participation__city", "visit", "by").prefetch_related(
            Prefetch("goals", goals, to_attr="answered")
        )
