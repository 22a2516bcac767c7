from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from visits.models.visit import Visit
from visits.querysets.room import ReportQuerySet
from visits.states import ReportSide

WORDS = ("topics", "practices", "transfers", "surprises", "next_steps")
"""The questions of a part of the report, in their order."""


class Report(models.Model):
    """One side's part of the report of a visit. Both parts make it whole.

    `version` rises with each change, so that two colleagues do not overwrite each other; `sent_at` hands it in.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="reports")
    side = models.CharField(_("side"), max_length=10, choices=ReportSide.choices)
    topics = models.TextField(_("What was it about?"), blank=True, max_length=5000)
    practices = models.TextField(_("Which good practices did you see or show?"), blank=True, max_length=5000)
    transfers = models.TextField(
        _("What could work elsewhere, and what has to change for it?"), blank=True, max_length=5000
    )
    surprises = models.TextField(_("What surprised you?"), blank=True, max_length=5000)
    next_steps = models.TextField(_("What happens next, who does it, and by when?"), blank=True, max_length=5000)
    version = models.PositiveIntegerField(default=0, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("last changed"))
    sent_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "pk"]
        verbose_name = _("part of a visit's report")
        verbose_name_plural = _("parts of visits' reports")
        constraints = [
            models.UniqueConstraint(fields=["visit", "side"], name="one_report_a_side"),
            models.CheckConstraint(condition=Q(side__in=ReportSide.values), name="report_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.get_side_display()}"
