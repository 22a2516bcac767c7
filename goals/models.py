from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.models import Theme
from cohorts.models import Participation
from goals.querysets import LearningGoalQuerySet
from milestones.models import Obligation


class LearningGoal(models.Model):
    """A question that a city brings to its exchange: the beginning of the thread that visits and outputs answer.

    It is one row of the city's roadmap and carries that row's number, so it stays the same goal however the rows
    are worded, ordered or left out. `values` holds the row's other answers by the names of their fields, as they
    were last submitted.
    """

    id = models.UUIDField(primary_key=True)
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="goals")
    written_in = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="goals")
    question = models.TextField(_("question"))
    theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="goals", verbose_name=_("theme")
    )
    lever = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("lever of change")
    )
    by_when = models.DateField(_("by when"), null=True, blank=True)
    values = models.JSONField(_("other answers"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    first_at = models.DateTimeField(_("first submitted"))
    at = models.DateTimeField(_("last submitted"))
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("left out"), null=True, blank=True)

    objects = LearningGoalQuerySet.as_manager()

    class Meta:
        ordering = ["participation", "position", "first_at", "pk"]
        verbose_name = _("learning goal")
        verbose_name_plural = _("learning goals")
        indexes = [models.Index(fields=["participation", "position"], name="goal_in_its_roadmap")]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("goal", args=[self.pk])

    @property
    def is_current(self) -> bool:
        return self.dropped_at is None
