from django.db import models
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from workflow.moves import Table, move


class Kind(models.TextChoices):
    KICK_OFF = "kick_off", _("kick-off")
    SEMINAR = "seminar", _("info seminar")
    WORKSHOP = "workshop", _("workshop")
    CLUSTERED = "clustered", _("clustered session")
    ASSISTANCE = "assistance", _("technical assistance")
    DISCUSSION = "discussion", _("discussion phase")
    CONSORTIUM = "consortium", _("consortium meeting")
    OTHER = "other", _("other")


class Audience(models.TextChoices):
    """Who is invited."""

    COHORT = "cohort", _("all cities of the cohort")
    PAIRING = "pairing", _("the cities of a pairing")
    CITIES = "cities", _("chosen cities")
    PUBLIC = "public", _("everybody: open to the public")


class SessionState(models.TextChoices):
    DRAFTED = "drafted", _("drafted")
    ANNOUNCED = "announced", _("announced")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class RegistrationState(models.TextChoices):
    REGISTERED = "registered", _("registered")
    WAITING = "waiting", _("on the waiting list")
    CANCELLED = "cancelled", _("cancelled")


COMING = (RegistrationState.REGISTERED, RegistrationState.WAITING)
"""Those who want to come: told when the session moves."""


class Attendance(models.TextChoices):
    """Who was there; empty while nobody has noted it."""

    PRESENT = "present", _("present")
    DEPUTY = "deputy", _("deputy sent")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")


WAS_THERE = (Attendance.PRESENT, Attendance.DEPUTY)
"""By these a city has taken part."""


AWAY = (Attendance.ABSENT, Attendance.EXCUSED)
"""Who missed it, and can catch up with the recording."""


class Noted(models.TextChoices):
    """How attendance came to be known."""

    LIST = "list", _("on the list")
    CODE = "code", _("by code")
    FILE = "file", _("from the meeting tool")


def lacks_its_date(session: models.Model) -> str | None:
    """What an announcement cannot do without."""
    if not session.starts_at:  # type: ignore[attr-defined]
        return now_in_words("Set the date first.")
    if not (session.place or session.online_link):  # type: ignore[attr-defined]
        return now_in_words("Say where it takes place, or give the link to join.")
    return None


def took_place_elsewhere(session: models.Model) -> str | None:
    """A session that was noted from a source without its day has no attendance."""
    return None if session.starts_at else now_in_words("Nobody kept its attendance here.")  # type: ignore[attr-defined]


SESSION_MOVES = Table(
    "learning.LearningSession",
    move("announce", [SessionState.DRAFTED], SessionState.ANNOUNCED, "learning.run_session",
         _("Announce"), _("announced"), guard=lacks_its_date),
    move("hold", [SessionState.ANNOUNCED], SessionState.HELD, "learning.run_session",
         _("Close the attendance"), _("held, attendance closed")),
    move("reopen", [SessionState.HELD], SessionState.ANNOUNCED, "learning.run_session",
         _("Open the attendance again"), _("attendance opened again"), guard=took_place_elsewhere, needs_note=True),
    move("cancel", [SessionState.DRAFTED, SessionState.ANNOUNCED], SessionState.CANCELLED, "learning.run_session",
         _("Cancel the session"), _("cancelled"), needs_note=True),
    title=_("Session"),
)  # fmt: skip

REGISTRATION_MOVES = Table(
    "learning.Registration",
    move("move_up", [RegistrationState.WAITING], RegistrationState.REGISTERED, "learning.change_registration",
         _("Give a place"), _("moved up from the waiting list")),
    move("cancel", COMING, RegistrationState.CANCELLED, "learning.change_registration",
         _("Cancel the registration"), _("registration cancelled")),
    move("register", [RegistrationState.CANCELLED], RegistrationState.REGISTERED, "learning.change_registration",
         _("Register again"), _("registered again")),
    move("queue", [RegistrationState.CANCELLED], RegistrationState.WAITING, "learning.change_registration",
         _("Put on the waiting list"), _("put on the waiting list again")),
    title=_("Registration for a session"),
)  # fmt: skip
