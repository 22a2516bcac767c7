from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from cohorts.querysets import cities_of
from milestones.states import Kind, ObligationState

if TYPE_CHECKING:
    from milestones.models import Extension, Milestone, Obligation, Requirement


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def visible_to(self, user: Any) -> RequirementQuerySet:
        """What a cohort asks for is known to staff and to its cities."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(cohort__participations__city__in=cities_of(user)).distinct()


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: Any) -> MilestoneQuerySet:
        """Known like the requirements it groups."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(cohort__participations__city__in=cities_of(user)).distinct()


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def visible_to(self, user: Any) -> ExtensionQuerySet:
        """Read with its obligation: by its city and by staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(obligation__participation__city__in=cities_of(user))


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, user: Any) -> ObligationQuerySet:
        """A city's own obligations, and all of them for staff. What a pairing shares is its outputs, not its clock."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(participation__city__in=cities_of(user))

    def standing(self) -> ObligationQuerySet:
        """Of cities that are still in: what counts, is shown in the matrix and is chased."""
        return self.filter(participation__withdrawn_on=None)

    def open(self) -> ObligationQuerySet:
        return self.filter(state=ObligationState.OPEN)

    def outputs(self) -> ObligationQuerySet:
        return self.filter(requirement__kind=Kind.OUTPUT)

    def overdue(self, today: date) -> ObligationQuerySet:
        """Open, and the last day has passed on the calendar given."""
        return self.standing().open().filter(effective_due_on__lt=today)

    def due_between(self, first: date, last: date) -> ObligationQuerySet:
        return self.standing().open().filter(effective_due_on__range=(first, last))

    def with_names(self) -> ObligationQuerySet:
        """With everything a row of a list prints."""
        return self.select_related(
            "requirement__module", "requirement__cohort", "participation__city", "participation__cohort"
        )
