from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.models import Representative
from cohorts.models import Participation
from hours.querysets import DeclarationQuerySet, HoursEntryQuerySet, MonthSheetQuerySet, YearlyShareQuerySet
from hours.states import DeclarationState, State


class MonthSheet(models.Model):
    """One month of one seat in one cohort. `month` is its first day; the row begins with the first thing written."""

    seat = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("seat"))
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="sheets")
    month = models.DateField(_("month"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    note = models.CharField(_("note"), max_length=300, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    total: Decimal | None
    """Hours of the month, there after `with_totals`."""

    objects = MonthSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "pk"]
        verbose_name = _("month of hours")
        verbose_name_plural = _("months of hours")
        constraints = [
            models.UniqueConstraint(fields=["participation", "month", "seat"], name="one_sheet_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="sheet_month_is_a_first"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="sheet_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}, {self.month:%Y-%m}"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_answered(self) -> bool:
        """Something was written, or the month was called complete; needs `with_totals`."""
        return self.total is not None or self.completed_at is not None


class HoursEntry(models.Model):
    """Hours of one kind of work in a month: Decimal quarter hours, never negative.

    Without `source` it is what the person typed, the month's total of that kind. With one (`session-12`, `visit-5`,
    `output-41`) it is a proposal that the person confirmed: `proposed` is what the evidence said then, `hours` what
    the person says, `note` what it was. One piece of evidence counts once a month.
    """

    sheet = models.ForeignKey(MonthSheet, on_delete=models.CASCADE, related_name="entries")
    kind = models.SlugField(_("kind of work"), max_length=40)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("evidence"), max_length=40, blank=True, editable=False)
    proposed = models.DecimalField(_("proposed"), max_digits=6, decimal_places=2, null=True, editable=False)

    objects = HoursEntryQuerySet.as_manager()

    class Meta:
        ordering = ["sheet", "pk"]
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "kind", "source"], name="one_entry_a_kind"),
            models.UniqueConstraint(fields=["sheet", "source"], condition=~Q(source=""), name="evidence_counts_once"),
            models.CheckConstraint(condition=Q(hours__gte=0, hours__lte=744), name="hours_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.hours}"


class Declaration(models.Model):
    """A month as its person signed it, where hours are a cost record: the exact content, frozen, with its hash.

    `content` is never changed; a correction is a new version. `digest` is the SHA-256 of the content as canonical
    JSON. Who signs as supervisor is named when it is signed, and is never the person.
    """

    sheet = models.ForeignKey(MonthSheet, on_delete=models.PROTECT, related_name="declarations")
    version = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"), editable=False)
    digest = models.CharField(_("fingerprint"), max_length=64, editable=False)
    state = models.CharField(
        _("state"), max_length=13, choices=DeclarationState.choices, default=DeclarationState.SIGNED
    )
    signed_at = models.DateTimeField(_("signed"))
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    countersigned_at = models.DateTimeField(_("signed by the supervisor"), null=True, blank=True)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["-sheet__month", "sheet", "-version"]
        verbose_name = _("declaration of a month")
        verbose_name_plural = _("declarations of months")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "version"], name="declaration_version_once"),
            models.CheckConstraint(condition=Q(state__in=DeclarationState.values), name="declaration_state_known"),
            models.CheckConstraint(
                condition=Q(state=DeclarationState.COUNTERSIGNED) ^ Q(countersigned_at=None),
                name="countersigned_has_its_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}, {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("hours:declaration", args=[self.pk])


class YearlyShare(models.Model):
    """The share of a calendar year that somebody works for the programme's employer: it reduces the ceiling of days."""

    seat = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="+", verbose_name=_("seat"))
    year = models.PositiveSmallIntegerField(_("year"))
    share = models.DecimalField(_("share"), max_digits=5, decimal_places=4)

    objects = YearlyShareQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "year"]
        verbose_name = _("share of a year")
        verbose_name_plural = _("shares of years")
        constraints = [
            models.UniqueConstraint(fields=["seat", "year"], name="one_share_a_year"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="share_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}, {self.year}: {self.share}"
