from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from cohorts.querysets import cities_of

if TYPE_CHECKING:
    from visits.models import Visit


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: Any) -> VisitQuerySet:
        """Visits of public cohorts are public; the others are for staff and the cities in them."""
        if not user.is_authenticated:
            return self.filter(cohort__is_public=True)
        if user.is_programme_staff:
            return self
        return self.filter(Q(cohort__is_public=True) | Q(cities__in=cities_of(user))).distinct()

    def with_names(self) -> VisitQuerySet:
        return self.select_related("host", "cohort").prefetch_related("cities")
