from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from cohorts.models import Pairing, Participation
from cohorts.querysets import cities_of

if TYPE_CHECKING:
    from goals.models import LearningGoal


class LearningGoalQuerySet(models.QuerySet["LearningGoal"]):
    def visible_to(self, user: Any) -> LearningGoalQuerySet:
        """Staff see all, a city its own, and the room of a standing pairing those of its cities that are still in."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        partners = Participation.objects.active().filter(pairings__in=Pairing.objects.visible_to(user).standing())
        return self.filter(Q(participation__city__in=cities_of(user)) | Q(participation__in=partners.values("pk")))

    def current(self) -> LearningGoalQuerySet:
        """What stands in the roadmap as it was last submitted."""
        return self.filter(dropped_at=None)

    def standing(self) -> LearningGoalQuerySet:
        """Current goals of cities that are still in: what is counted."""
        return self.current().filter(participation__withdrawn_on=None)

    def with_names(self) -> LearningGoalQuerySet:
        """With everything a row of a list prints."""
        return self.select_related("participation__city", "participation__cohort", "theme", "lever")
