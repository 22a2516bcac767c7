from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q

from cities.models import City
from cohorts.models import Pairing, Participation
from cohorts.querysets import ParticipationQuerySet, cities_of
from goals.models import LearningGoal
from visits.states import AHEAD, TOOK_PLACE, UNDATED, Presence, VisitState

if TYPE_CHECKING:
    from visits.models import Visit


def party_of(visit: Visit) -> ParticipationQuerySet:
    """The cities of a visit, hosts and guests, as far as they are still in its cohort."""
    there = Q(city__in=visit.cities.values("pk")) | Q(city=visit.host_id)
    return Participation.objects.active().filter(there, cohort=visit.cohort_id)


def along(user: Any, visit: str = "pk", cohort: str = "cohort") -> Exists:
    """Whether a city of this person is host or guest of a row's visit, and still in its cohort."""
    there = Q(city__visits=OuterRef(visit)) | Q(city__visits_hosted=OuterRef(visit))
    return Exists(Participation.objects.active().of(user).filter(there, cohort=OuterRef(cohort)))


def facilitated(user: Any, pairing: str = "pairing") -> Exists:
    """Whether this person facilitates a row's pairing."""
    return Exists(Pairing.objects.filter(pk=OuterRef(pairing), facilitator=user))


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: Any) -> VisitQuerySet:
        """What took place in public cohorts is public; the rest is for staff, the facilitator and the cities in it."""
        if not user.is_authenticated:
            return self.public()
        if user.is_programme_staff:
            return self
        own = cities_of(user)
        public = Q(cohort__is_public=True, state__in=TOOK_PLACE)
        return self.filter(public | Q(cities__in=own) | Q(host__in=own) | facilitated(user)).distinct()

    def public(self) -> VisitQuerySet:
        """What every visitor may read of."""
        return self.took_place().filter(cohort__is_public=True)

    def entered_by(self, user: Any) -> VisitQuerySet:
        """Visits into whose room this person may go: hosts and guests while in the cohort, the facilitator, staff."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_programme_staff else self.filter(along(user) | facilitated(user))

    def of(self, user: Any) -> VisitQuerySet:
        """Visits on which this person's cities are hosts or guests, or which they facilitate."""
        own = cities_of(user)
        return self.filter(Q(cities__in=own) | Q(host__in=own) | facilitated(user)).distinct()

    def living(self) -> VisitQuerySet:
        """What was not called off."""
        return self.exclude(state=VisitState.CANCELLED)

    def among(self, cities: Collection[City]) -> VisitQuerySet:
        """On which these cities are, and no other; counted apart, so that later joins multiply nothing."""
        counted = self.annotate(size=Count("cities"), known=Count("cities", filter=Q(cities__in=cities)))
        return self.filter(pk__in=counted.filter(size=len(cities), known=len(cities)).values("pk"))

    def to_fulfil(self, requirement: Any, city: Any) -> VisitQuerySet:
        """Whose closing will fulfil this for the city: those ahead, and of those held where it was there."""
        invited = Q(cities=city, state__in=AHEAD)
        came = Q(attendees__city=city, attendees__presence=Presence.PRESENT)
        unclosed = self.living().exclude(state=VisitState.CLOSED)
        return unclosed.filter(Q(host=city) | invited | came, requirements=requirement)

    def took_place(self) -> VisitQuerySet:
        return self.filter(state__in=TOOK_PLACE)

    def dated(self) -> VisitQuerySet:
        return self.exclude(starts_on=None)

    def upcoming(self, today: date) -> VisitQuerySet:
        """Ahead or going on, or still without dates."""
        return self.filter(Q(ends_on__gte=today) | Q(ends_on=None, state__in=UNDATED))

    def past(self, today: date) -> VisitQuerySet:
        return self.filter(Q(ends_on__lt=today) | Q(ends_on=None) & ~Q(state__in=UNDATED))

    def outlived(self, day: date) -> VisitQuerySet:
        """Those that ended on this day or before; of those called off without dates, that last changed by then."""
        off = Q(ends_on=None, state=VisitState.CANCELLED, updated_at__date__lte=day)
        return self.filter(Q(ends_on__lte=day) | off)

    def in_order(self) -> VisitQuerySet:
        """By their days, what has none yet last."""
        return self.order_by(F("starts_on").asc(nulls_last=True), "pk")

    def newest_first(self) -> VisitQuerySet:
        """What has no dates yet before everything else."""
        to_be_found = ExpressionWrapper(Q(starts_on=None, state__in=UNDATED), BooleanField())
        return self.order_by(to_be_found.desc(), F("starts_on").desc(nulls_last=True), "pk")

    def with_names(self) -> VisitQuerySet:
        return self.select_related("host", "cohort", "pairing").prefetch_related("cities")

    def with_room(self, user: Any) -> VisitQuerySet:
        """With everything its room shows; of the goals those that this reader may know."""
        from visits.models import Attendee, Delegate, Report  # noqa: PLC0415 - those models are made of this package

        goals = Prefetch("slots__goals", LearningGoal.objects.visible_to(user), to_attr="shown_goals")
        people = Prefetch("attendees", Attendee.objects.select_related("city"))
        party = Prefetch("delegates", Delegate.objects.select_related("city"))
        parts = Prefetch("reports", Report.objects.select_related("by"))
        return self.select_related("host", "cohort", "pairing__facilitator", "poll", "proposed_by").prefetch_related(
            "cities", "requirements", "slots", goals, "slots__themes", people, party, parts, "photos"
        )

    def with_takeaways(self) -> VisitQuerySet:
        """`noted`: how many takeaways its cities have noted."""
        return self.annotate(noted=Count("takeaways", filter=Q(takeaways__dropped_at=None), distinct=True))
