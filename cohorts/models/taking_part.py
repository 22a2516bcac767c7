from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cities.models import City, Theme
from cohorts.models.cohort import Cohort
from cohorts.querysets import (
    ActivityQuerySet,
    PairingQuerySet,
    PairingSideQuerySet,
    ParticipationQuerySet,
)
from cohorts.states import Role, Side


class Participation(models.Model):
    """A city in a cohort, with a role there. Withdrawal is dated and keeps the history."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="participations")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    joined_on = models.DateField(_("joined"))
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("why it left"), max_length=500, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "city__name"]
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "city"], name="city_once_per_cohort"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="participation_role_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawal_reason=""), name="withdrawal_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city} ({self.get_role_display()})"

    @property
    def is_active(self) -> bool:
        return self.withdrawn_on is None

    @property
    def role_name(self) -> str:
        """What the programme calls this role ("Lighthouse city")."""
        return self.cohort.role_names.get(self.role, str(self.get_role_display()))


class PilotActivity(models.Model):
    """What one or several pilot cities are trying out together, and twins learn from."""

    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    cities = models.ManyToManyField(City, related_name="pilot_activities", verbose_name=_("cities"))
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("themes"))

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("pilot activity")
        verbose_name_plural = _("pilot activities")

    def __str__(self) -> str:
        return self.name


class Pairing(models.Model):
    """A group with two sides, one or more participations each, and a facilitator."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="pairings")
    activity = models.ForeignKey(
        PilotActivity, null=True, blank=True, on_delete=models.PROTECT, related_name="pairings"
    )
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="facilitates"
    )
    participations = models.ManyToManyField(Participation, through="PairingSide", related_name="pairings")
    starts_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "pk"]
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")), name="pairing_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity) if self.activity_id else f"#{self.pk}"

    def side(self, side: str) -> list[Participation]:
        """The participations on one side; asks nothing more of the database after `with_sides()`.

        While the pairing stands, a city that has left the cohort is no longer in it; an ended one keeps its history.
        """
        members = [each.participation for each in self.sides.all() if each.side == side]
        return [member for member in members if self.ended_on or member.is_active]

    @property
    def learning(self) -> list[Participation]:
        return self.side(Side.LEARNING)

    @property
    def showing(self) -> list[Participation]:
        return self.side(Side.SHOWING)


class PairingSide(models.Model):
    """One city's place in a pairing."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="sides")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="sides")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)

    objects = PairingSideQuerySet.as_manager()

    class Meta:
        ordering = ["pairing", "side", "pk"]
        verbose_name = _("side of a pairing")
        verbose_name_plural = _("sides of a pairing")
        constraints = [
            models.UniqueConstraint(fields=["pairing", "participation"], name="city_on_one_side"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.participation} · {self.get_side_display()}"
