"""A clock that is set: what takes weeks in a programme passes while the pages are clicked through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """The clock of the portal: it goes as every clock, from the instant it was set to."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def stands_at(self, instant: datetime) -> None:
        self.ahead = instant - datetime.now(UTC)
