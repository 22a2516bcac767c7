from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from visits.models.visit import Visit
from visits.querysets.withdrawn import WithdrawnSlotQuerySet


class WithdrawnSlot(models.Model):
    """What calendars knew of a slot that lost its time or went altogether: they show it as cancelled, where it was."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="withdrawn")
    uid = models.UUIDField(unique=True, editable=False)
    title = models.CharField(_("title"), max_length=150)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    objects = WithdrawnSlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("withdrawn agenda slot")
        verbose_name_plural = _("withdrawn agenda slots")
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="withdrawn_slot_lasted")]

    def __str__(self) -> str:
        return self.title
