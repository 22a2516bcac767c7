from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q

from cities.models import Representative

if TYPE_CHECKING:
    from cohorts.models import (
        Cohort,
        FormBook,
        ImportDraft,
        Module,
        Pairing,
        PairingSide,
        Participation,
        PilotActivity,
        Programme,
    )


def cities_of(user: Any) -> models.QuerySet[Any]:
    """City ids of the seats a person holds: the root of everything a representative sees."""
    return Representative.objects.held_by(user).values("city")


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: Any) -> ProgrammeQuerySet:
        """What programmes there are, and what they ask, is public."""
        return self


class FormBookQuerySet(models.QuerySet["FormBook"]):
    def visible_to(self, user: Any) -> FormBookQuerySet:
        """What is asked is no secret of anybody."""
        return self


class ActivityQuerySet(models.QuerySet["PilotActivity"]):
    def visible_to(self, user: Any) -> ActivityQuerySet:
        """What pilots try out is public."""
        return self


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user: Any) -> CohortQuerySet:
        """Public cohorts for everybody, the others for staff and for the cities in them."""
        if not user.is_authenticated:
            return self.public()
        if user.is_programme_staff:
            return self
        return self.filter(Q(is_public=True) | Q(participations__city__in=cities_of(user))).distinct()

    def public(self) -> CohortQuerySet:
        return self.filter(is_public=True)

    def with_counts(self) -> CohortQuerySet:
        """`cities`, `countries` and `exchanges` of each, as they are today: who has left is not counted."""
        still = Q(participations__withdrawn_on=None)
        return self.annotate(
            cities=Count("participations__city", distinct=True, filter=still),
            countries=Count("participations__city__country", distinct=True, filter=still),
            exchanges=Count("pairings", distinct=True, filter=Q(pairings__ended_on=None)),
        )

    def running(self, today: date) -> CohortQuerySet:
        return self.filter(starts_on__lte=today, ends_on__gte=today)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def visible_to(self, user: Any) -> ParticipationQuerySet:
        """Who takes part is public with its cohort."""
        if not user.is_authenticated:
            return self.filter(cohort__is_public=True)
        if user.is_programme_staff:
            return self
        return self.filter(Q(cohort__is_public=True) | Q(city__in=cities_of(user)))

    def active(self) -> ParticipationQuerySet:
        """Cities that are still in: the only ones that count, owe and are reminded."""
        return self.filter(withdrawn_on=None)

    def of(self, user: Any) -> ParticipationQuerySet:
        """Participations of the cities this person holds a seat for."""
        return self.filter(city__in=cities_of(user))


class PairingQuerySet(models.QuerySet["Pairing"]):
    def visible_to(self, user: Any) -> PairingQuerySet:
        """The room of a pairing: its cities, its facilitator and staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(
            Q(sides__participation__city__in=cities_of(user), sides__participation__withdrawn_on=None)
            | Q(facilitator=user)
        ).distinct()

    def public(self) -> PairingQuerySet:
        """Who twins with whom, as every visitor may read it."""
        return self.filter(cohort__is_public=True)

    def standing(self) -> PairingQuerySet:
        return self.filter(ended_on=None)

    def with_sides(self) -> PairingQuerySet:
        """With everything a line of a list prints, in a fixed number of questions."""
        return self.select_related("activity", "facilitator", "cohort").prefetch_related("sides__participation__city")


class ModuleQuerySet(models.QuerySet["Module"]):
    def visible_to(self, user: Any) -> ModuleQuerySet:
        """Known with its cohort."""
        if not user.is_authenticated:
            return self.filter(cohort__is_public=True)
        if user.is_programme_staff:
            return self
        return self.filter(Q(cohort__is_public=True) | Q(cohort__participations__city__in=cities_of(user))).distinct()


class PairingSideQuerySet(models.QuerySet["PairingSide"]):
    def visible_to(self, user: Any) -> PairingSideQuerySet:
        """Who twins with whom is known with the participation."""
        if not user.is_authenticated:
            return self.filter(participation__cohort__is_public=True)
        if user.is_programme_staff:
            return self
        return self.filter(Q(participation__cohort__is_public=True) | Q(participation__city__in=cities_of(user)))


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    def visible_to(self, user: Any) -> ImportDraftQuerySet:
        """Who brought the file, as long as they are programme staff."""
        return self.filter(by=user) if getattr(user, "is_programme_staff", False) else self.none()
