from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.zones import known_zone
from cities.models import City, Theme
from cohorts.models import Cohort, Module, Pairing
from learning.querysets.sessions import LearningSessionQuerySet
from learning.states import Audience, Kind, SessionState
from milestones.models import Requirement
from polls.models import Poll

CHECK_IN_MARGIN = timedelta(minutes=30)
"""How long before the beginning and after the end people can check in themselves."""


def new_secret() -> str:
    return get_random_string(40)


class LearningSession(models.Model):
    """A meeting of many cities, mostly online: kick-off, seminar, workshop, clustered session, discussion.

    `starts_at` is an aware instant, shown in `zone`, and `ends_at` comes `minutes` later; a draft may lack both, and so
    may a session that took place elsewhere: `date_in_words` says then what its sources do, "in October 2023". `uid` and
    `sequence` are what calendars know it by: the number rises whenever a calendar has something to change.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("cohort"))
    requirement = models.ForeignKey(
        Requirement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
        verbose_name=_("what it counts for"),
    )
    module = models.ForeignKey(
        Module, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("module")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=150)
    summary = models.TextField(_("what it is about"), blank=True, max_length=3000)
    themes = models.ManyToManyField(Theme, blank=True, related_name="sessions", verbose_name=_("themes"))
    audience = models.CharField(_("who is invited"), max_length=8, choices=Audience.choices, default=Audience.COHORT)
    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("pairing")
    )
    cities = models.ManyToManyField(City, blank=True, related_name="+", verbose_name=_("chosen cities"))
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    date_in_words = models.CharField(_("what is known of its date"), max_length=60, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True, editable=False)
    zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels", validators=[known_zone])
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=90, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_link = models.URLField(
        _("link to join"),
        max_length=500,
        blank=True,
        help_text=_("Shown to those who are registered, and to nobody else."),
    )
    speakers = models.TextField(_("speakers"), blank=True, max_length=2000, help_text=_("One a line."))
    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as come. Who comes later waits and moves up."),
    )
    recording = models.URLField(_("recording"), max_length=500, blank=True)
    poll = models.OneToOneField(
        Poll, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("poll for its date")
    )
    state = models.CharField(_("state"), max_length=10, choices=SessionState.choices, default=SessionState.DRAFTED)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True, editable=False)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(_("changed"), editable=False)
    secret = models.CharField(max_length=40, default=new_secret, editable=False)

    objects = LearningSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="session_kind_known"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values) & (~Q(audience=Audience.PAIRING) | Q(pairing__isnull=False)),
                name="session_audience_known",
                violation_error_message=_("Choose the pairing that is invited."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.ANNOUNCED) | Q(starts_at__isnull=False, announced_at__isnull=False),
                name="announced_session_has_its_date",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(5, 1440)), name="session_lasts"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gte=1), name="session_has_places"),
        ]
        indexes = [models.Index(fields=["cohort", "starts_at"], name="session_by_cohort")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("learning:session", args=[self.pk])

    @property
    def is_open_to_all(self) -> bool:
        return self.audience == Audience.PUBLIC

    @property
    def catch_up_counts(self) -> bool:
        """Whether who missed it can make up for it with the recording: said by the programme."""
        return bool(self.cohort.template.get("learning", {}).get("catch_up"))

    def has_ended(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now

    def takes_registrations(self, now: datetime) -> bool:
        """Announced and not over."""
        return self.state == SessionState.ANNOUNCED and not self.has_ended(now)

    def takes_check_ins(self, now: datetime) -> bool:
        """From half an hour before the beginning to half an hour after the end."""
        if self.state != SessionState.ANNOUNCED or not (self.starts_at and self.ends_at):
            return False
        return self.starts_at - CHECK_IN_MARGIN <= now < self.ends_at + CHECK_IN_MARGIN
