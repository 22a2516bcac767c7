from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.models import City
from visits.models.visit import Visit
from visits.querysets.party import DelegateQuerySet, LogisticsQuerySet
from visits.states import DelegateState


class Delegate(models.Model):
    """Somebody who travels to a visit for a city, with a login or named by mail and name only.

    `user` is set when the person is known; until then the row is theirs who signs in with that address. `category`
    is a slug of the programme's. `answered_at` says when what the host needs to know was last told; the answers
    themselves stand in `Logistics`, and only there, so that they can be erased without a trace.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="delegates")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DelegateState.choices, default=DelegateState.COMING)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "city__name", "name", "pk"]
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        constraints = [
            models.UniqueConstraint(fields=["visit", "email"], condition=~Q(email=""), name="delegate_once_a_visit"),
            models.CheckConstraint(condition=Q(state__in=DelegateState.values), name="delegate_state_known"),
            models.CheckConstraint(condition=~Q(name=""), name="delegate_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("visits:delegate", args=[self.pk])

    @property
    def is_coming(self) -> bool:
        return self.state == DelegateState.COMING


class Logistics(models.Model):
    """What a delegate told for the journey: erased 60 days after the visit, and read field by field (visits.party).

    `arrives_at` and `departs_at` are instants in UTC, asked and shown in the zone of the visit.
    """

    delegate = models.OneToOneField(Delegate, primary_key=True, on_delete=models.CASCADE, related_name="logistics")
    arrives_at = models.DateTimeField(_("arrives"), null=True, blank=True)
    departs_at = models.DateTimeField(_("departs"), null=True, blank=True)
    needs_room = models.BooleanField(_("needs a hotel room"), default=False)
    diet = models.CharField(_("diet"), max_length=200, blank=True)
    access_needs = models.CharField(_("access needs"), max_length=300, blank=True)
    emergency_contact = models.CharField(_("emergency contact"), max_length=200, blank=True)

    objects = LogisticsQuerySet.as_manager()

    class Meta:
        ordering = ["delegate"]
        verbose_name = _("logistics of a delegate")
        verbose_name_plural = _("logistics of delegates")
        constraints = [
            models.CheckConstraint(condition=Q(departs_at__gt=F("arrives_at")), name="delegate_departs_after_arrival")
        ]

    def __str__(self) -> str:
        return str(self.delegate)
