"""Calendar arithmetic of the spine: pure, without a clock."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day (31 January plus one month is 28 February)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month0 + 1, day=min(day.day, calendar.monthrange(year, month0 + 1)[1]))


def after(anchor: date, months: int, days: int) -> date:
    """An anchor plus its offset: months first, then days."""
    return add_months(anchor, months) + timedelta(days=days)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """23:59:00 of a day in a zone; a doubled wall time means the later instant, a skipped one the switch itself."""
    return datetime.combine(day, time(23, 59), zone).replace(fold=1)


def instant(wall: datetime, zone: str) -> datetime | None:
    """A wall time (naive) in a zone as an instant in UTC: of a doubled one the later, of a skipped one None."""
    there = ZoneInfo(zone)
    later = wall.replace(tzinfo=there, fold=1).astimezone(UTC)
    is_skipped = later.astimezone(there).replace(tzinfo=None, fold=0) != wall
    return None if is_skipped else later
