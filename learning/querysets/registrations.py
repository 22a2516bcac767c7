from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cities.models import Representative
from cohorts.querysets import cities_of
from learning.states import COMING, WAS_THERE, RegistrationState

if TYPE_CHECKING:
    from learning.models import AttendanceDraft, Registration


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: Any) -> RegistrationQuerySet:
        """Staff see who comes; everybody else those of their city, and their own where they come for none.

        Who comes for a city sees it through the seat: with the mandate ends the sight.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(Q(user=user, city=None) | Q(city__in=cities_of(user)))

    def of(self, user: Any) -> RegistrationQuerySet:
        return self.filter(user=user)

    def standing(self) -> RegistrationQuerySet:
        """Of guests, of seats nobody has claimed, and of people who still hold a seat of the city they come for."""
        holds = Representative.objects.active().filter(user=OuterRef("user"), city=OuterRef("city"))
        return self.filter(Q(user=None) | Q(city=None, user__is_active=True) | Exists(holds))

    def coming(self) -> RegistrationQuerySet:
        """With a place or waiting for one."""
        return self.filter(state__in=COMING)

    def registered(self) -> RegistrationQuerySet:
        return self.filter(state=RegistrationState.REGISTERED)

    def waiting(self) -> RegistrationQuerySet:
        """In the order in which they move up."""
        return self.filter(state=RegistrationState.WAITING).order_by("at", "pk")

    def there(self) -> RegistrationQuerySet:
        """Present, or a deputy was."""
        return self.registered().filter(attendance__in=WAS_THERE)

    def of_cohorts_before(self, ended: datetime) -> RegistrationQuerySet:
        """Of cohorts that have ended by then."""
        return self.filter(session__cohort__ends_on__lt=ended.date())

    def guests(self) -> RegistrationQuerySet:
        """People from outside: without a login, for no city."""
        return self.filter(user=None, city=None)

    def with_names(self) -> RegistrationQuerySet:
        return self.select_related("user", "city", "session")


class AttendanceDraftQuerySet(models.QuerySet["AttendanceDraft"]):
    def visible_to(self, user: Any) -> AttendanceDraftQuerySet:
        """Who brought the file, as long as they are programme staff."""
        return self.filter(by=user) if getattr(user, "is_programme_staff", False) else self.none()
