"""What can come of a closed visit, offered on its page. The rooms above that know of something provide it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from visits.models import Visit


class Offer(NamedTuple):
    label: str
    url: str


Entry = Callable[[Visit, Any], Offer | None]


def provide(entry: Entry) -> None:
    """Offer what `entry` (visit, person) answers, if it answers anything. Called when the room's app is ready."""
    ENTRIES.append(entry)


def offers(visit: Visit, user: Any) -> list[Offer]:
    """What this person is offered, in the order of the rooms."""
    return [offer for entry in ENTRIES if (offer := entry(visit, user))]


ENTRIES: list[Entry] = []
