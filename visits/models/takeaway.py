from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participation
from goals.models import LearningGoal
from visits.models.agenda import AgendaSlot
from visits.models.visit import Visit
from visits.querysets.room import TakeawayQuerySet


class Takeaway(models.Model):
    """What a city saw on a visit and takes home: at which slot, what it makes of it, which goals it answers.

    Its number may be made by the phone it is typed on, so that what is sent twice is kept once; later rows point at
    it: it is never deleted, only dropped. `slot_title` keeps what the slot was called, should that go.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="takeaways")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="takeaways")
    slot = models.ForeignKey(
        AgendaSlot, null=True, blank=True, on_delete=models.SET_NULL, related_name="takeaways", verbose_name=_("slot")
    )
    slot_title = models.CharField(_("where it was seen"), max_length=150, blank=True)
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

    @property
    def seen_at(self) -> str:
        """The slot as it is called now, or as it was called when it was still there; needs `slot`."""
        return self.slot.title if self.slot else self.slot_title
