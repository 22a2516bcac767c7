from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from visits.models import WithdrawnSlot


class WithdrawnSlotQuerySet(models.QuerySet["WithdrawnSlot"]):
    def visible_to(self, user: Any) -> WithdrawnSlotQuerySet:
        """Known in the room of the visit."""
        from visits.models import Visit  # noqa: PLC0415 - the model is made of this package

        return self.filter(visit__in=Visit.objects.entered_by(user).values("pk"))
