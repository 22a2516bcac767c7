from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from cities.names import fold
from cohorts.querysets import cities_of
from stories.states import State

if TYPE_CHECKING:
    from stories.models import Picture, Story


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, user: Any) -> StoryQuerySet:
        """Published stories for everybody; the others for staff and the cities they are about.

        Having written it gives nothing: who left a city no longer reads what its people make of the draft.
        """
        if not user.is_authenticated:
            return self.published()
        if user.is_programme_staff:
            return self
        return self.filter(Q(state=State.PUBLISHED) | Q(pk__in=self.own_of(user).values("pk")))

    def own_of(self, user: Any) -> StoryQuerySet:
        """Stories about a city this person holds a seat for."""
        return self.filter(cities__in=cities_of(user)).distinct()

    def published(self) -> StoryQuerySet:
        return self.filter(state=State.PUBLISHED)

    def newest(self) -> StoryQuerySet:
        return self.order_by("-published_on", "-pk")

    def with_names(self) -> StoryQuerySet:
        """With everything a card prints."""
        return self.select_related("cohort", "picture").prefetch_related("cities", "themes")

    def found_by(self, words: str) -> StoryQuerySet:
        """Stories that hold all words in title, lead, text or the names of their cities, accents and case folded."""
        found = self
        for word in fold(words).split():
            found = found.filter(folded__contains=word)
        return found


class PictureQuerySet(models.QuerySet["Picture"]):
    def visible_to(self, user: Any) -> PictureQuerySet:
        """A picture is seen by whoever may see its story."""
        if getattr(user, "is_programme_staff", False):
            return self
        own = Q(story__cities__in=cities_of(user)) if user.is_authenticated else Q(pk=None)
        return self.filter(Q(story__state=State.PUBLISHED) | own).distinct()
