from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from learning.models.session import LearningSession

if TYPE_CHECKING:
    from learning.models import LeadCity, Material


class LeadCityQuerySet(models.QuerySet["LeadCity"]):
    def visible_to(self, user: Any) -> LeadCityQuerySet:
        """Read with their session."""
        return self.filter(session__in=LearningSession.objects.visible_to(user).values("pk"))


class MaterialQuerySet(models.QuerySet["Material"]):
    def visible_to(self, user: Any) -> MaterialQuerySet:
        """Read with their session."""
        return self.filter(session__in=LearningSession.objects.visible_to(user).values("pk"))
