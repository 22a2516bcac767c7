from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.models import City, Theme
from learning.models.session import LearningSession
from learning.querysets.contents import LeadCityQuerySet, MaterialQuerySet


class LeadCity(models.Model):
    """A city that leads a session, perhaps for one theme of it."""

    session = models.ForeignKey(LearningSession, on_delete=models.CASCADE, related_name="leads")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="sessions_led", verbose_name=_("city"))
    theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("theme")
    )

    objects = LeadCityQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("lead city")
        verbose_name_plural = _("lead cities")
        constraints = [
            models.UniqueConstraint(fields=["session", "city", "theme"], name="lead_city_once_per_theme"),
            models.UniqueConstraint(
                fields=["session", "city"], condition=Q(theme=None), name="lead_city_once_without_theme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city}: {self.theme}" if self.theme_id else str(self.city)


class Material(models.Model):
    """Something to read or look at, before or after: a link with its name."""

    session = models.ForeignKey(LearningSession, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField(_("name"), max_length=150)
    url = models.URLField(_("address"), max_length=500)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def __str__(self) -> str:
        return self.name
