from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workflow.moves import Table, move


class VisitState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed")
    HELD = "held", _("held")
    REPORTED = "reported", _("reported")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


AHEAD = (VisitState.PROPOSED, VisitState.CONFIRMED)
"""States in which the dates can still move, and the visit can be called off."""

UNDATED = (VisitState.PROPOSED, VisitState.CANCELLED)
"""States in which a visit may lack its days; so may one that was closed from the start, where no source names them."""

TOOK_PLACE = (VisitState.HELD, VisitState.REPORTED, VisitState.CLOSED)
"""States in which cities have met: what the public reads."""

BEING_WRITTEN = (VisitState.PROPOSED, VisitState.CONFIRMED, VisitState.HELD)
"""States in which the agenda, the attendance and the parts of the report are open."""


class HostKind(models.TextChoices):
    """Where the cities meet."""

    CITY = "city", _("in the host city")
    ELSEWHERE = "elsewhere", _("elsewhere")
    ONLINE = "online", _("online")


class Direction(models.TextChoices):
    """Which side of its pairing travels."""

    THERE = "there", _("to the city that shows")
    BACK = "back", _("to the city that learns")


class ReportSide(models.TextChoices):
    """Whose part of the report: everybody says what they saw themselves."""

    HOST = "host", _("host")
    GUESTS = "guests", _("guests")


class Presence(models.TextChoices):
    PRESENT = "present", _("present")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")


class DelegateState(models.TextChoices):
    COMING = "coming", _("coming")
    CANCELLED = "cancelled", _("cancelled")


class Consent(models.TextChoices):
    """What the people in a picture have agreed to."""

    NOBODY = "nobody", _("Nobody in it can be recognised")
    PUBLIC = "public", _("Everybody in it agreed that it may be published")
    INSIDE = "inside", _("Everybody in it agreed that hosts and guests may see it, and nobody else")


def without_dates(visit: Any) -> Promise | None:
    """The guard of confirming."""
    return _("Name the days of the visit before you confirm it.") if visit.starts_on is None else None


def nobody_was_there(visit: Any) -> Promise | None:
    """The guard of completing the attendance."""
    if any(each.presence == Presence.PRESENT for each in visit.attendees.all()):
        return None
    return _("Note who was there first: nobody is noted as present.")


def lacks_a_report(visit: Any) -> str | None:
    """The guard of what needs both parts of the report; it names the part that is missing."""
    sent = {each.side for each in visit.reports.all() if each.sent_at}
    missing = [str(ReportSide(side).label) for side in visit.report_sides if side not in sent]
    return _now("The report is not whole: the part of the %s is missing.") % missing[0] if missing else None


def is_not_whole(visit: Any) -> Promise | str | None:
    """The guard of closing: a visit without attendance and report is not closed."""
    return nobody_was_there(visit) or lacks_a_report(visit)


MOVES = Table(
    "visits.Visit",
    move("confirm", [VisitState.PROPOSED], VisitState.CONFIRMED, "visits.confirm_visit",
         _("Confirm the dates"), _("confirmed the dates"), guard=without_dates),
    move("decide", [VisitState.PROPOSED], VisitState.CONFIRMED, "visits.arrange_visit",
         _("Make this the date"), _("decided the poll for the dates"), guard=without_dates),
    move("hold", [VisitState.CONFIRMED], VisitState.HELD, "visits.arrange_visit",
         _("The attendance is complete"), _("completed the attendance"), guard=nobody_was_there),
    move("report", [VisitState.HELD], VisitState.REPORTED, "visits.arrange_visit",
         _("The report is whole"), _("has its whole report"), guard=lacks_a_report),
    move("take_back_report", [VisitState.REPORTED], VisitState.HELD, "visits.arrange_visit",
         _("Take a part of the report back"), _("took a part of the report back")),
    move("close", [VisitState.HELD, VisitState.REPORTED], VisitState.CLOSED, "visits.arrange_visit",
         _("Close the visit"), _("closed the visit"), guard=is_not_whole),
    move("reopen", [VisitState.CLOSED], VisitState.REPORTED, "visits.reopen_visit",
         _("Open it again"), _("opened the visit again"), needs_note=True),
    move("cancel", AHEAD, VisitState.CANCELLED, "visits.arrange_visit",
         _("Cancel the visit"), _("cancelled the visit"), needs_note=True),
    move("propose_again", [VisitState.CANCELLED], VisitState.PROPOSED, "visits.arrange_visit",
         _("Propose it again"), _("proposed the visit again")),
    title=_("Site visit"),
)  # fmt: skip

PARTY_MOVES = Table(
    "visits.Delegate",
    move("cancel", [DelegateState.COMING], DelegateState.CANCELLED, "visits.change_delegate",
         _("Does not come"), _("does not come")),
    move("come_again", [DelegateState.CANCELLED], DelegateState.COMING, "visits.change_delegate",
         _("Comes after all"), _("comes after all")),
    title=_("Delegate"),
)  # fmt: skip
