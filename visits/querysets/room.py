from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Prefetch, Q

from cohorts.querysets import cities_of
from goals.models import LearningGoal
from visits.querysets.visits import along
from visits.states import TOOK_PLACE, Presence

if TYPE_CHECKING:
    from visits.models import AgendaSlot, Attendee, Photo, Report, Takeaway


class AgendaSlotQuerySet(models.QuerySet["AgendaSlot"]):
    def visible_to(self, user: Any) -> AgendaSlotQuerySet:
        """The room reads all; everybody else what is public of a public visit that took place."""
        public = Q(is_public=True, visit__cohort__is_public=True, visit__state__in=TOOK_PLACE)
        return self.filter(public | Q(visit__in=rooms_of(user)))

    def with_names(self) -> AgendaSlotQuerySet:
        return self.select_related("visit__cohort", "visit__host", "visit__pairing").prefetch_related(
            "goals", "themes", "visit__cities"
        )


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    def visible_to(self, user: Any) -> AttendeeQuerySet:
        """Read in the room of the visit."""
        return self.filter(visit__in=rooms_of(user))

    def there(self) -> AttendeeQuerySet:
        return self.filter(presence=Presence.PRESENT)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> ReportQuerySet:
        """Read in the room of the visit: a part that is still being written, too."""
        return self.filter(visit__in=rooms_of(user))


class PhotoQuerySet(models.QuerySet["Photo"]):
    def visible_to(self, user: Any) -> PhotoQuerySet:
        """Seen in the room of the visit."""
        return self.filter(visit__in=rooms_of(user))


class TakeawayQuerySet(models.QuerySet["Takeaway"]):
    def visible_to(self, user: Any) -> TakeawayQuerySet:
        """Staff read all, a city its own; hosts and guests of a visit, while in the cohort, each other's."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        facilitated = Q(visit__pairing__facilitator=user)
        return self.filter(
            Q(participation__city__in=cities_of(user)) | along(user, "visit", "visit__cohort") | facilitated
        )

    def current(self) -> TakeawayQuerySet:
        return self.filter(dropped_at=None)

    def with_names(self, user: Any) -> TakeawayQuerySet:
        """With everything a page prints; of the goals those that this reader may know."""
        goals = LearningGoal.objects.visible_to(user)
        return self.select_related("participation__city", "visit", "slot", "by").prefetch_related(
            Prefetch("goals", goals, to_attr="answered")
        )


def rooms_of(user: Any) -> models.QuerySet[Any, Any]:
    from visits.models import Visit  # noqa: PLC0415 - the model is made of this file

    return Visit.objects.entered_by(user).values("pk")
