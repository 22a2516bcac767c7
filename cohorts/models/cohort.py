from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.querysets import CohortQuerySet, FormBookQuerySet, ModuleQuerySet, ProgrammeQuerySet
from cohorts.states import Role, Side


class Programme(models.Model):
    """A kind of twinning programme. Its curriculum is data: `template` as loaded from a file."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    template = models.JSONField(_("template"), default=dict)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.name


class FormBook(models.Model):
    """The forms of a cohort's outputs, found by content; apart from the cohort, whose row is read all the time."""

    digest = models.CharField(max_length=64, primary_key=True)
    forms = models.JSONField(_("forms"))

    objects = FormBookQuerySet.as_manager()

    class Meta:
        ordering = ["digest"]
        verbose_name = _("book of forms")
        verbose_name_plural = _("books of forms")

    def __str__(self) -> str:
        return self.digest[:8]

    @staticmethod
    @lru_cache(maxsize=128)
    def opened(digest: str) -> Mapping[str, Any]:
        """The forms of a book by slug, remembered by this process: the same digest is the same content for ever."""
        return dict(FormBook.objects.get(pk=digest).forms)


class Cohort(models.Model):
    """One run of a programme: its cities, dates and rules.

    `template` is frozen when it starts, without the forms; those stand in its form book.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    summary = models.TextField(_("summary"), blank=True)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels")
    template = models.JSONField(_("template"), default=dict)
    form_book = models.ForeignKey(FormBook, null=True, blank=True, on_delete=models.PROTECT, related_name="cohorts")
    is_public = models.BooleanField(_("shown to the public"), default=True)
    is_demo = models.BooleanField(_("demo data"), default=False)
    is_record = models.BooleanField(
        _("kept as a record"), default=False, help_text=_("It ran elsewhere: shown to the public, nothing is asked.")
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="cohort_number_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="cohort_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def forms(self) -> Mapping[str, Any]:
        """What each kind of output asks in this cohort, by the slug of the form."""
        return FormBook.opened(self.form_book_id) if self.form_book_id else {}

    @property
    def role_names(self) -> dict[str, str]:
        """The roles of this cohort by what its programme calls them."""
        return {each["role"]: each["name"] for each in self.template.get("roles", [])}

    def role_on(self, side: str) -> str:
        """The role that stands on a side of this programme's pairings; twin and pilot where it does not say."""
        usual = Role.TWIN if side == Side.LEARNING else Role.PILOT
        return next((each["role"] for each in self.template.get("roles", []) if each.get("side") == side), usual)

    @property
    def takes_pairings(self) -> bool:
        return self.template.get("pairings", "optional") != "none"

    def local_date(self, now: datetime) -> date:
        """The calendar day of an instant where the programme is run."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()


class Module(models.Model):
    """A stretch of a cohort with its own band of hours a month and person."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="modules")
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"))
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    hours_min = models.DecimalField(_("hours a month, from"), max_digits=5, decimal_places=2)
    hours_max = models.DecimalField(_("hours a month, to"), max_digits=5, decimal_places=2)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "position"]
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "slug"], name="module_slug_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="module_ends_after_start"),
            models.CheckConstraint(
                condition=Q(hours_min__gte=0, hours_max__gte=F("hours_min")), name="module_band_ordered"
            ),
        ]

    def __str__(self) -> str:
        return self.name
