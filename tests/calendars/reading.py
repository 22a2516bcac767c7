"""Feeds as another library reads them than the one that writes them: vobject, with the clock changes in the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import vobject

Time = datetime | date


def entries(content: bytes | str) -> dict[str, Any]:
    """Every VEVENT by its UID; asserts that no UID stands there twice.

    The library keeps the first zone of a name that it ever reads; here each file is read by its own.
    """
    vars(vobject.icalendar)["__tzidMap"].clear()
    vobject.icalendar.registerTzid("UTC", UTC)
    calendar = vobject.readOne(content.decode() if isinstance(content, bytes) else content)
    found = {event.uid.value: event for event in getattr(calendar, "vevent_list", [])}
    assert len(found) == len(getattr(calendar, "vevent_list", []))
    return found


def times(event: Any) -> tuple[Time, Time]:
    """Beginning and end: instants in UTC, or dates."""
    return _utc(event.dtstart.value), _utc(event.dtend.value)


def said(event: Any) -> tuple[str, int, str]:
    """Summary, sequence and status."""
    return event.summary.value, int(event.sequence.value), event.status.value


def _utc(time: Time) -> Time:
    if not isinstance(time, datetime):
        return time
    assert time.tzinfo is not None
    return time.astimezone(UTC)
