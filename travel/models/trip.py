from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cohorts.models import Cohort
from travel import emissions
from travel.querysets import LegQuerySet, TripQuerySet
from travel.states import GREEN, Mode, TripState
from travel.sums import NOTHING, Account, total
from visits.models import Visit


class Trip(models.Model):
    """The journey of one person, to a visit or for another purpose of the cohort, with its estimate and its claim.

    `estimate` is in EUR; the claim is the sum of its lines. `starts_on` and `ends_on` are the first and last day on the
    way; nobody is on two trips on one day.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+", verbose_name=_("cohort"))
    visit = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="trips", verbose_name=_("visit")
    )
    traveller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trips", verbose_name=_("traveller")
    )
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    purpose = models.CharField(_("purpose"), max_length=150)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    estimate = models.DecimalField(_("estimate in EUR"), max_digits=9, decimal_places=2, default=NOTHING)
    state = models.CharField(_("state"), max_length=10, choices=TripState.choices, default=TripState.ESTIMATED)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    reference = models.CharField(_("reference of the payment"), max_length=100, blank=True)

    objects = TripQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        constraints = [
            models.UniqueConstraint(fields=["visit", "traveller"], name="one_trip_to_a_visit"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="trip_ends_after_start"),
            models.CheckConstraint(condition=Q(estimate__gte=0), name="trip_estimate_not_negative"),
            models.CheckConstraint(condition=Q(state__in=TripState.values), name="trip_state_known"),
            models.CheckConstraint(condition=~Q(state="paid") | ~Q(reference=""), name="trip_paid_with_reference"),
        ]

    def __str__(self) -> str:
        return self.purpose

    def get_absolute_url(self) -> str:
        return reverse("travel:trip", args=[self.pk])

    @property
    def spent(self) -> Decimal:
        """The sum of its lines in EUR; asks nothing more of the database after `with_all()`."""
        return total(each.eur for each in self.lines.all())

    @property
    def account(self) -> Account:
        return Account(self.state, self.estimate, self.spent)

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    @property
    def misses_its_visit(self) -> bool:
        """Whether not one of its days is a day of its visit, which was moved meanwhile."""
        if self.visit is None or self.visit.starts_on is None or self.visit.ends_on is None:
            return False
        return self.ends_on < self.visit.starts_on or self.visit.ends_on < self.starts_on

    @property
    def kilograms(self) -> int | None:
        """What the journey emits, CO2 equivalent; None while nothing of the way is known."""
        return kilograms_of(self.legs.all())


def kilograms_of(legs: Iterable[Leg]) -> int | None:
    """Of the legs whose length is known; None where none is."""
    known = [each.kilograms for each in legs if each.kilograms is not None]
    return round(sum(known)) if known else None


class Leg(models.Model):
    """One way of a trip by one means; `is_return` counts it there and back."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="legs")
    mode = models.CharField(_("by"), max_length=12, choices=Mode.choices, default=Mode.TRAIN)
    origin = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", verbose_name=_("from"))
    destination = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    is_return = models.BooleanField(_("and back the same way"), default=True)

    objects = LegQuerySet.as_manager()

    class Meta:
        ordering = ["trip", "pk"]
        verbose_name = _("leg of a trip")
        verbose_name_plural = _("legs of trips")
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="leg_mode_known"),
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="leg_leads_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} – {self.destination}"

    @property
    def one_way_km(self) -> int | None:
        return emissions.kilometres(self.origin, self.destination)

    @property
    def km(self) -> int | None:
        """All of it: twice the way when it goes back as well."""
        return self.one_way_km * (2 if self.is_return else 1) if self.one_way_km is not None else None

    @property
    def kilograms(self) -> float | None:
        return emissions.kilograms(self.mode, self.km) if self.km is not None else None

    @property
    def is_green(self) -> bool:
        return self.mode in GREEN

    @property
    def hint(self) -> str | Promise:
        return emissions.rail_hint(self.mode, self.one_way_km)
