from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Module, Participation
from cohorts.states import Role
from milestones import dates
from milestones.querysets import ExtensionQuerySet, MilestoneQuerySet, ObligationQuerySet, RequirementQuerySet
from milestones.states import EVENT_ANCHORS, SETTLED, Anchor, Kind, ObligationState


class Requirement(models.Model):
    """What a cohort asks of each city of a role, and by when: an anchor and an offset, never a typed date."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="requirements")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="requirements")
    code = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=30)
    why = models.CharField(_("what it is for"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    form = models.SlugField(
        _("form"), max_length=60, blank=True, help_text=_("of an output, in the cohort's template; empty: files only")
    )
    owed_by = models.JSONField(_("owed by"), help_text=_("a list of roles"))
    needs_pairing = models.BooleanField(_("only for cities with a counterpart"), default=False)
    anchor = models.CharField(_("counted from"), max_length=15, choices=Anchor.choices)
    anchor_requirement = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="dependents"
    )
    offset_months = models.SmallIntegerField(_("months after"), default=0)
    offset_days = models.SmallIntegerField(_("days after"), default=0)
    position = models.PositiveSmallIntegerField(_("position"))

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "position"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "code"], name="requirement_code_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="requirement_kind_known"),
            models.CheckConstraint(
                condition=Q(anchor__in=EVENT_ANCHORS, anchor_requirement__isnull=False)
                | (~Q(anchor__in=EVENT_ANCHORS) & Q(anchor_requirement__isnull=True)),
                name="requirement_event_has_its_requirement",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owed_by_words(self) -> str:
        """The roles that owe it, as a reader sees them: "twin, pilot"."""
        return ", ".join(str(Role(role).label) for role in self.owed_by)

    @property
    def due_on(self) -> date | None:
        """The base due date of every city, or None when each city has its own day (an event anchor)."""
        anchored = {
            Anchor.COHORT_START: lambda: self.cohort.starts_on,
            Anchor.MODULE_START: lambda: self.module.starts_on,
            Anchor.MODULE_END: lambda: self.module.ends_on,
        }.get(Anchor(self.anchor))
        return dates.after(anchored(), self.offset_months, self.offset_days) if anchored else None


class Milestone(models.Model):
    """A checkpoint of the cohort: reached by a city when all its requirements are fulfilled or waived."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"))
    requirements = models.ManyToManyField(Requirement, related_name="milestones")

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "position"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [models.UniqueConstraint(fields=["cohort", "position"], name="milestone_position_once")]

    def __str__(self) -> str:
        return self.name


class Obligation(models.Model):
    """One city's copy of a requirement: the one clock that pages, reminders, calendars and reports read.

    `effective_due_on` is the date of the latest extension, else `base_due_on`; it is the last day, ending at
    23:59:00 in the city's time zone. None means that the event it is counted from has not happened yet.
    """

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="obligations")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="obligations")
    base_due_on = models.DateField(_("due"), null=True, blank=True)
    effective_due_on = models.DateField(_("due, with extensions"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ObligationState.choices, default=ObligationState.OPEN)
    fulfilled_at = models.DateTimeField(_("fulfilled"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    fulfilled_note = models.CharField(_("evidence"), max_length=300, blank=True)
    waived_reason = models.CharField(_("why it is waived"), max_length=500, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["effective_due_on", "pk"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.UniqueConstraint(fields=["participation", "requirement"], name="obligation_once"),
            models.CheckConstraint(condition=Q(state__in=ObligationState.values), name="obligation_state_known"),
            models.CheckConstraint(
                condition=Q(state=ObligationState.FULFILLED, fulfilled_at__isnull=False)
                | (~Q(state=ObligationState.FULFILLED) & Q(fulfilled_at__isnull=True)),
                name="fulfilled_has_its_instant",
            ),
        ]
        indexes = [models.Index(fields=["state", "effective_due_on"], name="obligation_by_due")]

    def __str__(self) -> str:
        return f"{self.requirement}, {self.participation.city}"

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def extended_by(self) -> int:
        """Days between the base and the effective date ("+7 d"); 0 when never extended."""
        if not (self.base_due_on and self.effective_due_on):
            return 0
        return (self.effective_due_on - self.base_due_on).days

    @property
    def due_at(self) -> datetime | None:
        """The last instant, aware, in the city's zone; accepted is what is stamped before it."""
        if self.effective_due_on is None:
            return None
        return dates.end_of_day(self.effective_due_on, ZoneInfo(self.participation.city.time_zone))

    def is_late(self, now: datetime) -> bool:
        return self.state == ObligationState.OPEN and self.due_at is not None and now >= self.due_at


class Extension(models.Model):
    """A new date for one obligation, with its reason; it may be given after the old date has passed."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="extensions")
    old_due_on = models.DateField(_("old date"), null=True)
    new_due_on = models.DateField(_("new date"))
    reason = models.CharField(_("reason, seen by the city"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("given"))

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.old_due_on} > {self.new_due_on}"
