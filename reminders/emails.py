"""The one mail of this room: a person's digest of a day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from mailing.actions import put
from mailing.models import Message
from milestones.states import Kind
from reminders.catalogue import MORNING, Audience
from reminders.reading import Notice


def digest(day: date, notices: list[Notice]) -> Message:
    """Everything that one person has to know on one day; the keys it covers are never sent again."""
    seat = notices[0].seat
    first = min(notices, key=lambda notice: notice.debt.due_on)
    context = {
        "day": day,
        "name": seat.name,
        "first": first,
        "late_days": max((day - first.debt.due_on).days, 0),
        "lines": [{"notice": each, "url": address(each), "late_days": (day - each.debt.due_on).days} for each in notices],
        "others": len(notices) - 1,
        "is_call": all(each.step.audience is Audience.STAFF or seat.role == "staff" for each in notices),
    }
    return put(
        key=f"digest:{day.isoformat()}:{seat.email}",
        kind="reminder",
        to=seat.email,
        recipient=seat.user,
        template="reminders/mails/digest",
        context=context,
        language=seat.language,
        not_before=datetime.combine(day, MORNING, ZoneInfo(seat.zone)),
        covers=[each.key for each in notices],
    )


def address(notice: Notice) -> str:
    """Where the reader can act on it, from SITE_URL."""
    obligation = notice.obligation
    if notice.seat.role == "staff":
        path = reverse("milestones:obligation", args=[obligation.pk])
    elif obligation.requirement.kind == Kind.OUTPUT:
        path = reverse("deliverables:output", args=[obligation.pk])
    else:
        path = reverse("workspace")
    return f"{settings.SITE_URL}{path}"
