from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum

from cities.models import Representative
from cohorts.models import Cohort
from cohorts.querysets import cities_of
from hours.states import DeclarationState

if TYPE_CHECKING:
    from hours.models import Declaration, HoursEntry, MonthSheet, YearlyShare


class MonthSheetQuerySet(models.QuerySet["MonthSheet"]):
    def visible_to(self, user: Any) -> MonthSheetQuerySet:
        """The people of a city see each other's months; staff see all; nobody else sees any."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(participation__city__in=cities_of(user))

    def with_totals(self) -> MonthSheetQuerySet:
        """`total`: the month's hours, None while nothing was written."""
        return self.annotate(total=Sum("entries__hours"))

    def answered(self) -> MonthSheetQuerySet:
        """Something was written, or the month was called complete."""
        return self.filter(Q(completed_at__isnull=False) | Q(entries__isnull=False)).distinct()

    def unfinished(self) -> MonthSheetQuerySet:
        """Not called complete by people of a city that owes the cohort something: an answer is expected of them."""
        return self.filter(completed_at=None).exclude(participation__obligations=None).distinct()


class HoursEntryQuerySet(models.QuerySet["HoursEntry"]):
    def visible_to(self, user: Any) -> HoursEntryQuerySet:
        """What somebody did, row by row, is read by themselves and by staff; colleagues see the month's total."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(sheet__seat__in=Representative.objects.held_by(user))

    def between(self, first: date | None, last: date | None) -> HoursEntryQuerySet:
        """Of the months from one to another, both with it; None leaves that side open."""
        since = Q(sheet__month__gte=first) if first else Q()
        return self.filter(since, Q(sheet__month__lte=last) if last else Q())

    def of_cohort(self, cohort: Cohort) -> HoursEntryQuerySet:
        return self.filter(sheet__participation__cohort=cohort)


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def visible_to(self, user: Any) -> DeclarationQuerySet:
        """Read by the person, by the supervisor they named, and by staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        own = Q(sheet__seat__in=Representative.objects.held_by(user))
        return self.filter(own | Q(supervisor=user, sheet__participation__city__in=cities_of(user)))

    def latest_versions(self) -> DeclarationQuerySet:
        """Of each month the last declaration: corrections are newer versions."""
        return self._newest()

    def in_force(self) -> DeclarationQuerySet:
        """Of each month the last one that both have signed: it counts until both have signed its correction."""
        return self._newest(state=DeclarationState.COUNTERSIGNED)

    def _newest(self, **such: Any) -> DeclarationQuerySet:
        """Of each month the last one that is such."""
        later = self.model._default_manager.filter(sheet=OuterRef("sheet"), version__gt=OuterRef("version"), **such)
        return self.filter(~Exists(later), **such)

    def waiting_for(self, user: Any) -> DeclarationQuerySet:
        """To be signed by this person as supervisor."""
        return self.visible_to(user).latest_versions().filter(supervisor=user, state=DeclarationState.SIGNED)

    def with_names(self) -> DeclarationQuerySet:
        return self.select_related(
            "sheet__seat__user", "sheet__participation__city", "sheet__participation__cohort", "supervisor"
        )


class YearlyShareQuerySet(models.QuerySet["YearlyShare"]):
    def visible_to(self, user: Any) -> YearlyShareQuerySet:
        """How much somebody works is read by staff and by themselves."""
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(seat__in=Representative.objects.held_by(user))
