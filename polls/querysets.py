from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from cohorts.querysets import cities_of
from polls.states import PollState

if TYPE_CHECKING:
    from polls.models import Answer, Option, Poll


class PollQuerySet(models.QuerySet["Poll"]):
    def visible_to(self, user: Any) -> PollQuerySet:
        """Staff, and the people of the cities that are asked: everybody sees how everybody answers."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(cities__in=cities_of(user)).distinct()

    def open(self) -> PollQuerySet:
        return self.filter(state=PollState.OPEN)

    def waiting_for(self, user: Any) -> PollQuerySet:
        """Open ones in which this person is asked and has not said anything yet."""
        return self.open().filter(cities__in=cities_of(user)).exclude(options__answers__user=user).distinct()


class OptionQuerySet(models.QuerySet["Option"]):
    def visible_to(self, user: Any) -> OptionQuerySet:
        """Read with their poll."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(poll__cities__in=cities_of(user)).distinct()


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: Any) -> AnswerQuerySet:
        """Read with their poll."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(option__poll__cities__in=cities_of(user)).distinct()
