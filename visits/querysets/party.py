from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from visits.querysets.room import rooms_of
from visits.states import DelegateState

if TYPE_CHECKING:
    from visits.models import Delegate, Logistics


class DelegateQuerySet(models.QuerySet["Delegate"]):
    def visible_to(self, user: Any) -> DelegateQuerySet:
        """Who travels is read in the room of the visit; one's own row also by who has no seat."""
        return self.filter(Q(visit__in=rooms_of(user)) | _own(user)) if user.is_authenticated else self.none()

    def of(self, user: Any) -> DelegateQuerySet:
        """The rows of this person: by login, or by the address with which they were named before they had one."""
        return self.filter(_own(user)) if user.is_authenticated else self.none()

    def coming(self) -> DelegateQuerySet:
        return self.filter(state=DelegateState.COMING)

    def strangers(self) -> DelegateQuerySet:
        """Known by an address only: no login has taken the row for its own."""
        return self.filter(user=None).exclude(email="")

    def with_names(self) -> DelegateQuerySet:
        return self.select_related("city", "visit__cohort", "visit__host", "visit__pairing", "logistics")


class LogisticsQuerySet(models.QuerySet["Logistics"]):
    def visible_to(self, user: Any) -> LogisticsQuerySet:
        """The rows a person may know to exist; which of its fields they read is said by `visits.party.read_by`."""
        from visits.models import Delegate  # noqa: PLC0415 - the model is made of this file

        return self.filter(delegate__in=Delegate.objects.visible_to(user).values("pk"))


def _own(user: Any) -> Q:
    return Q(user=user) | Q(user=None, email=user.email.lower()) & ~Q(email="")
