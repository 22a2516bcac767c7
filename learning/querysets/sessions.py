from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cities.models import Representative
from cohorts.models import Pairing, Participation
from cohorts.querysets import cities_of
from learning.states import Audience, RegistrationState, SessionState

if TYPE_CHECKING:
    from learning.models import LearningSession


def invited_by(user: Any) -> Q:
    """Sessions to which this person's cities are invited today, or which they lead."""
    own = cities_of(user)
    taking_part = Participation.objects.active().of(user).filter(cohort=OuterRef("cohort"))
    paired = Participation.objects.active().of(user).filter(pairings=OuterRef("pairing"))
    led = Representative.objects.held_by(user).filter(city__sessions_led__session=OuterRef("pk"))
    facilitated = Pairing.objects.filter(pk=OuterRef("pairing"), facilitator=user)
    return (
        Q(Exists(taking_part), audience=Audience.COHORT)
        | Q(Exists(paired) | Exists(facilitated), audience=Audience.PAIRING)
        | Q(audience=Audience.CITIES, cities__in=own)
        | Q(audience=Audience.PUBLIC)
        | Q(Exists(led))
    )


class LearningSessionQuerySet(models.QuerySet["LearningSession"]):
    def visible_to(self, user: Any) -> LearningSessionQuerySet:
        """Staff see all. What has been announced is seen by who is invited, leads it or was registered for their city.

        Without a login one sees what is open to everybody, of public cohorts.
        """
        announced = self.exclude(announced_at=None)
        if not user.is_authenticated:
            return announced.filter(audience=Audience.PUBLIC, cohort__is_public=True)
        if user.is_programme_staff:
            return self
        for_own = Q(registrations__city=None) | Q(registrations__city__in=cities_of(user))
        return announced.filter(invited_by(user) | (Q(registrations__user=user) & for_own)).distinct()

    def inviting(self, user: Any) -> LearningSessionQuerySet:
        """To which this person could register a place for themselves."""
        return self.filter(invited_by(user)).distinct() if user.is_authenticated else self.none()

    def of_cohorts_before(self, ended: datetime) -> LearningSessionQuerySet:
        """Of cohorts that have ended by then."""
        return self.filter(cohort__ends_on__lt=ended.date())

    def open_to_all(self) -> LearningSessionQuerySet:
        return self.exclude(announced_at=None).filter(audience=Audience.PUBLIC, cohort__is_public=True)

    def announced_once(self) -> LearningSessionQuerySet:
        """Whatever became of them: announced, held, cancelled after the announcement."""
        return self.exclude(announced_at=None)

    def announced(self) -> LearningSessionQuerySet:
        return self.filter(state=SessionState.ANNOUNCED)

    def held(self) -> LearningSessionQuerySet:
        return self.filter(state=SessionState.HELD)

    def ahead(self, now: datetime) -> LearningSessionQuerySet:
        """Without a date yet, ahead or going on; and not off."""
        coming = self.exclude(state__in=[SessionState.HELD, SessionState.CANCELLED])
        return coming.filter(Q(ends_at=None) | Q(ends_at__gt=now))

    def past(self, now: datetime) -> LearningSessionQuerySet:
        """Over, whether the attendance is closed or not."""
        over = Q(state=SessionState.HELD) | Q(ends_at__lte=now)
        return self.exclude(state=SessionState.CANCELLED).filter(over)

    def with_names(self) -> LearningSessionQuerySet:
        return self.select_related("cohort", "module", "requirement", "pairing", "poll").prefetch_related(
            "themes", "leads__city", "leads__theme"
        )

    def with_counts(self) -> LearningSessionQuerySet:
        """`taken` places and people `waiting`, as `Registration.objects.standing()` counts them."""
        return self.annotate(
            taken=_how_many(RegistrationState.REGISTERED), waiting=_how_many(RegistrationState.WAITING)
        )


def _how_many(state: str) -> Coalesce:
    from learning.models import Registration  # noqa: PLC0415 - the models are made of this package

    rows = Registration.objects.standing().filter(session=OuterRef("pk"), state=state).order_by()
    return Coalesce(Subquery(rows.values("session").annotate(n=Count("pk")).values("n")), 0)
