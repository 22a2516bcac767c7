from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from travel.models.trip import Trip
from travel.querysets import LineQuerySet
from travel.states import Category
from uploads.states import Scan


class Line(models.Model):
    """One sum of a claim, with its receipt: a picture or a PDF, kept as it was sent.

    `rate` is how many units of `currency` were one euro; `eur` is written by `travel.sums.in_euros` and nothing else.
    `note` says what it was, and why there is no receipt where there is none. `is_returned` marks a line that the last
    return of the claim was about.
    """

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="lines")
    category = models.CharField(_("category"), max_length=10, choices=Category.choices)
    spent_on = models.DateField(_("day"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    rate = models.DecimalField(_("rate: units for one euro"), max_digits=14, decimal_places=6, default=1)
    eur = models.DecimalField(_("amount in EUR"), max_digits=12, decimal_places=2, editable=False)
    note = models.CharField(_("what it was"), max_length=200, blank=True)
    file = models.FileField(_("receipt"), max_length=120, blank=True)
    name = models.CharField(max_length=200, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    is_returned = models.BooleanField(_("to be put right"), default=False, editable=False)
    scan = models.CharField(_("virus scan"), max_length=10, choices=Scan.choices, default=Scan.CLEAN)

    SHELF = "travel"
    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["trip", "spent_on", "pk"]
        verbose_name = _("line of a claim")
        verbose_name_plural = _("lines of claims")
        constraints = [
            models.CheckConstraint(condition=Q(category__in=Category.values), name="line_category_known"),
            models.CheckConstraint(condition=Q(amount__gt=0, rate__gt=0, eur__gte=0), name="line_sums_positive"),
            models.CheckConstraint(condition=~Q(currency="EUR") | Q(rate=1), name="line_euro_is_a_euro"),
            models.CheckConstraint(condition=~Q(file="") | ~Q(note=""), name="line_has_receipt_or_words"),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="line_scan_known"),
        ]

    def __str__(self) -> str:
        return self.note or str(self.get_category_display())

    def get_receipt_url(self) -> str:
        return reverse("travel:receipt", args=[self.pk])

    @property
    def was_refused(self) -> bool:
        """Whether the scanner found something in the receipt; it is not kept then."""
        return self.scan == Scan.INFECTED
