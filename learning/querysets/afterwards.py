from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from cohorts.querysets import cities_of

if TYPE_CHECKING:
    from learning.models import CatchUp, Feedback, Quote


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: Any) -> FeedbackQuerySet:
        """Staff, and there only as the spread of a group; cities never."""
        return self if getattr(user, "is_programme_staff", False) else self.none()


class QuoteQuerySet(models.QuerySet["Quote"]):
    def visible_to(self, user: Any) -> QuoteQuerySet:
        """Staff, and who said it."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_programme_staff else self.filter(registration__user=user)

    def offered(self) -> QuoteQuerySet:
        """With a consent that stands: what a story may take over."""
        return self.filter(withdrawn_at=None)


class CatchUpQuerySet(models.QuerySet["CatchUp"]):
    def visible_to(self, user: Any) -> CatchUpQuerySet:
        """Staff, who wrote it, and the people of the city."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_programme_staff else self.filter(city__in=cities_of(user))
