from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.models import City
from visits.models.visit import Visit
from visits.querysets.room import AttendeeQuerySet
from visits.states import Presence


class Attendee(models.Model):
    """One person at a visit: there on which of its days, excused or absent.

    `key` says who is meant among those expected (`u12` a person with a login, `s7` a seat nobody has claimed), so
    that the same person is noted once; it is random for somebody who was not expected.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="attendees")
    key = models.CharField(max_length=40, editable=False)
    name = models.CharField(_("name"), max_length=150)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="visits_attended"
    )
    city = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("city")
    )
    presence = models.CharField(_("presence"), max_length=10, choices=Presence.choices, default=Presence.PRESENT)
    days = models.JSONField(_("on which days"), default=list, help_text=_("numbers of the days of the visit, from 1"))

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "city__name", "name", "pk"]
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        constraints = [
            models.UniqueConstraint(fields=["visit", "key"], name="person_once_a_visit"),
            models.CheckConstraint(condition=Q(presence__in=Presence.values), name="presence_known"),
            models.CheckConstraint(condition=~Q(name=""), name="attendee_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def was_there(self) -> bool:
        return self.presence == Presence.PRESENT
