from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from travel.states import SETTLED
from uploads.states import Scan

if TYPE_CHECKING:
    from travel.models import Leg, Line, Trip


class TripQuerySet(models.QuerySet["Trip"]):
    def visible_to(self, user: Any) -> TripQuerySet:
        """Money is between a traveller and the programme: nobody else reads of it."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_programme_staff else self.filter(traveller=user)

    def sharing_a_day(self, first: date, last: date) -> TripQuerySet:
        """Trips of which a day lies between the two, both counted."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def settled(self) -> TripQuerySet:
        return self.filter(state__in=SETTLED)

    def with_all(self) -> TripQuerySet:
        """With everything a page, a balance or a sum asks of a trip."""
        return self.select_related("cohort", "visit", "traveller", "city").prefetch_related(
            "lines", "legs__origin", "legs__destination"
        )


class LegQuerySet(models.QuerySet["Leg"]):
    def visible_to(self, user: Any) -> LegQuerySet:
        return self.filter(trip__in=_trips(user))


class LineQuerySet(models.QuerySet["Line"]):
    def visible_to(self, user: Any) -> LineQuerySet:
        return self.filter(trip__in=_trips(user))

    def with_receipt(self) -> LineQuerySet:
        """Whose receipt can be fetched: there, and called clean."""
        return self.exclude(file="").filter(scan=Scan.CLEAN)


def _trips(user: Any) -> models.QuerySet[Any, Any]:
    from travel.models import Trip  # noqa: PLC0415 - the model is made of this file

    return Trip.objects.visible_to(user).values("pk")
