from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cities.models import Theme
from goals.models import LearningGoal
from visits.models.visit import Visit
from visits.querysets.room import AgendaSlotQuerySet


class AgendaSlot(models.Model):
    """One entry in the agenda of a visit: when, where, with whom, and for which learning goals of the guests.

    `day` counts from the first day of the visit, and `starts` is the wall time there, so that slots move along when
    the dates do; without both it waits in the tray. `version` rises with each change of its words, so that nobody
    overwrites what somebody else has just written.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="slots")
    day = models.PositiveSmallIntegerField(_("day"), null=True, blank=True)
    starts = models.TimeField(_("begins"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    position = models.PositiveIntegerField(default=0, editable=False)
    title = models.CharField(_("title"), max_length=150)
    place = models.CharField(_("place"), max_length=150, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    host_person = models.CharField(_("who receives the guests"), max_length=150, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("themes"))
    goals = models.ManyToManyField(
        LearningGoal, blank=True, related_name="slots", verbose_name=_("learning goals it is for")
    )
    is_public = models.BooleanField(_("may be shown to everybody"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)

    clash = ""
    """What is wrong with its time, in a sentence; said by `visits.agenda`."""

    objects = AgendaSlotQuerySet.as_manager()

    class Meta:
        ordering = ["visit", F("day").asc(nulls_last=True), "starts", "position", "pk"]
        verbose_name = _("agenda slot")
        verbose_name_plural = _("agenda slots")
        constraints = [
            models.CheckConstraint(
                condition=Q(day=None, starts=None) | Q(day__gte=1, starts__isnull=False), name="slot_has_day_and_time"
            ),
            models.CheckConstraint(condition=Q(minutes__range=(5, 1440)), name="slot_lasts"),
            models.CheckConstraint(condition=~Q(title=""), name="slot_has_a_title"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="slot_coordinates_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its place in the room of the visit."""
        return f"{self.visit.get_absolute_url()}#slot-{self.pk}"

    @property
    def date(self) -> date | None:
        return self.visit.date_of(self.day) if self.day else None

    @property
    def first_minute(self) -> int:
        """Minutes from midnight to its beginning."""
        return self.starts.hour * 60 + self.starts.minute if self.starts else 0

    @property
    def last_minute(self) -> int:
        return self.first_minute + self.minutes

    @property
    def ends(self) -> str:
        """The wall time of its end: 16:45, or 24:00."""
        return f"{self.last_minute // 60:02}:{self.last_minute % 60:02}"

    @property
    def starts_at(self) -> datetime | None:
        """Its beginning as an instant in UTC; None in the tray and while the visit has no dates.

        A wall time that a clock change skips is read with the hour before, one that comes twice is the first.
        """
        if not (self.date and self.starts):
            return None
        return datetime.combine(self.date, self.starts, ZoneInfo(self.visit.zone)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None
