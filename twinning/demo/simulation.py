"""The demo is lived, not typed: events with an instant each, carried out in their order by the portal's own actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time


@dataclass(frozen=True, order=True)
class Event:
    """Something somebody does at an instant; `act` is called with it as `now`."""

    at: datetime
    act: Callable[[datetime], object] = field(compare=False)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of a demo day, in UTC."""
    return datetime.combine(day, time(hour, minute), UTC)


def live(events: Iterable[Event], until: datetime) -> None:
    """Carry out what lies before `until`; what would come after has not happened yet."""
    for event in sorted(events):
        if event.at < until:
            event.act(event.at)
