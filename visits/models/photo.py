from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from visits.models.visit import Visit
from visits.querysets.room import PhotoQuerySet
from visits.states import Consent


class Photo(models.Model):
    """A picture of a visit, written anew without metadata, with who took it and what the people in it agreed to."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(_("picture"), max_length=120)
    alt = models.CharField(_("what it shows, for those who cannot see it"), max_length=250)
    credit = models.CharField(_("who took it"), max_length=150)
    consent = models.CharField(_("the people in it"), max_length=10, choices=Consent.choices)
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("added"))

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        constraints = [
            models.CheckConstraint(condition=~Q(alt="") & ~Q(credit=""), name="photo_described_and_credited"),
            models.CheckConstraint(condition=Q(consent__in=Consent.values), name="photo_consent_known"),
        ]

    def __str__(self) -> str:
        return self.alt

    def get_absolute_url(self) -> str:
        return reverse("visits:photo", args=[self.pk])

    @property
    def may_be_published(self) -> bool:
        return self.consent in (Consent.NOBODY, Consent.PUBLIC)
