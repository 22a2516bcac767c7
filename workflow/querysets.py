from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

if TYPE_CHECKING:
    from workflow.models import Step


class StepQuerySet(models.QuerySet["Step"]):
    def of(self, subject: models.Model) -> StepQuerySet:
        """The history of one object. Whoever may see the object may see this."""
        return self.of_all(type(subject), [subject.pk])

    def of_all(self, model: type[models.Model], pks: Iterable[Any]) -> StepQuerySet:
        content_type = ContentType.objects.get_for_model(model)
        return self.filter(content_type=content_type, object_id__in=pks).select_related("by")

    def visible_to(self, user: Any) -> StepQuerySet:
        """History is read through its object; only programme staff read it at large."""
        return self if getattr(user, "is_programme_staff", False) else self.none()
