from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cities.models import City
from learning.models.session import LearningSession
from learning.querysets.registrations import AttendanceDraftQuerySet, RegistrationQuerySet
from learning.states import WAS_THERE, Attendance, Noted, RegistrationState


class Registration(models.Model):
    """One person's place at a session: coming, waiting or cancelled; and afterwards whether they were there.

    A guest of an open session has neither a login nor a city. A deputy comes on the place of the one who sends them.
    """

    session = models.ForeignKey(LearningSession, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="registrations"
    )
    city = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("city")
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), max_length=254)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels")
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState.choices)
    at = models.DateTimeField(_("since"), help_text=_("of its state; the waiting list is in this order"))
    deputy_name = models.CharField(_("deputy"), max_length=150, blank=True)
    deputy_email = models.EmailField(_("e-mail of the deputy"), max_length=254, blank=True)
    attendance = models.CharField(_("attendance"), max_length=8, choices=Attendance.choices, blank=True)
    noted = models.CharField(_("noted"), max_length=4, choices=Noted.choices, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint("session", Lower("email"), name="registered_once"),
            models.CheckConstraint(condition=Q(state__in=RegistrationState.values), name="registration_state_known"),
            models.CheckConstraint(condition=Q(attendance__in=["", *Attendance.values]), name="attendance_known"),
        ]
        indexes = [
            models.Index(fields=["session", "state", "at"], name="registration_in_order"),
            models.Index(fields=["city", "session"], name="registration_by_city"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def was_there(self) -> bool:
        return self.attendance in WAS_THERE

    @property
    def is_guest(self) -> bool:
        return self.user_id is None


class AttendanceDraft(models.Model):
    """A list from the meeting tool that was read and waits for the button; it goes with it, or after a day.

    `rows` are `{"name", "email"}` in the order of the file, each person once.
    """

    session = models.ForeignKey(LearningSession, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField(_("rows"))
    made_at = models.DateTimeField(_("read"))

    objects = AttendanceDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance file")
        verbose_name_plural = _("attendance files")
        constraints = [models.UniqueConstraint(fields=["session", "by"], name="one_attendance_file_per_person")]

    def __str__(self) -> str:
        return self.file_name
