from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from calendars.models import Key


class KeyQuerySet(models.QuerySet["Key"]):
    def visible_to(self, user: Any) -> KeyQuerySet:
        """One's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()
