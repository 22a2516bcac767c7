from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cohorts.models import Cohort, Participation
from goals.models import LearningGoal
from visits.querysets import TakeawayQuerySet, VisitQuerySet


class Visit(models.Model):
    """A site visit: who goes where, and when. Rooms with agenda, party and report build on it.

    `only_month` says that the sources name no day: `starts_on` is then the first of that month.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="visits", verbose_name=_("cohort"))
    title = models.CharField(_("title"), max_length=150)
    host = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="visits_hosted", verbose_name=_("host")
    )
    cities = models.ManyToManyField(City, related_name="visits", verbose_name=_("cities that took part"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    only_month = models.BooleanField(_("only the month is known"), default=False)
    source = models.URLField(_("source"), max_length=500, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="visit_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("visits:visit", args=[self.pk])

    def has_begun(self, today: date) -> bool:
        return self.starts_on <= today

    def is_ahead(self, today: date) -> bool:
        """Ahead or going on, as `upcoming` finds them."""
        return self.ends_on >= today


class Takeaway(models.Model):
    """What a city saw on a visit and takes home: which practice, what it makes of it, which goals it answers.

    Its number is what later rows point at: it is never deleted, only dropped.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="takeaways")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="takeaways")
    practice = models.CharField(_("what was seen"), max_length=200)
    text = models.TextField(_("what the city takes from it"), blank=True)
    useful_for = models.CharField(_("useful for"), max_length=200, blank=True)
    goals = models.ManyToManyField(
        LearningGoal, blank=True, related_name="takeaways", verbose_name=_("learning goals it answers")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("noted"))
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)

    objects = TakeawayQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("takeaway")
        verbose_name_plural = _("takeaways")
        constraints = [models.CheckConstraint(condition=~Q(practice=""), name="takeaway_says_what_was_seen")]

    def __str__(self) -> str:
        return self.practice

    def get_absolute_url(self) -> str:
        """Its place among the takeaways of the visit."""
        return f"{reverse('visits:visit', args=[self.visit_id])}#takeaway-{self.pk}"
