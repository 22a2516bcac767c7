"""Calendars: the page with one's address, files of single sessions and visits, feeds that nobody guesses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.visibility.door import NOBODY, Row, of_each, pages
from tests.visibility.roles import WITH_A_LOGIN, World
from tests.visibility.sessions import by_link, open_rooms, rooms
from tests.visibility.visiting import inside
from visits.models import Visit


def dated_visits(world: World) -> Iterator[Any]:
    for each in Visit.objects.dated().filter(only_month=False).select_related("pairing"):
        yield {"pk": each.pk}, inside(each), NOBODY


def read_sessions(world: World) -> Iterator[Any]:
    return ((kwargs, readers, NOBODY) for kwargs, readers, _acts in rooms(world))


def open_sessions(world: World) -> Iterator[Any]:
    return ((kwargs, readers, NOBODY) for kwargs, readers, _acts in open_rooms(world))


def made_up(world: World) -> Iterator[Any]:
    """Whoever holds a real address reads its owner's calendar: what stands in there is asked in test_feeds.py."""
    yield {"token": "1.0.made-up"}, NOBODY, NOBODY


def made_up_of_cohorts(world: World) -> Iterator[Any]:
    yield {"token": "1.0.made-up", "slug": world.cohorts["public"].slug}, NOBODY, NOBODY


DOORS: dict[str, Row] = {
    **pages("calendars:subscribe", sees=WITH_A_LOGIN),
    **pages("calendars:renew", sees=WITH_A_LOGIN, acts=WITH_A_LOGIN),
    **of_each(made_up, "calendars:feed"),
    **of_each(made_up_of_cohorts, "calendars:cohort"),
    **of_each(read_sessions, "learning:calendar_file"),
    **of_each(open_sessions, "learning:open_file"),
    **of_each(dated_visits, "visits:calendar_file"),
    "learning:place_file": by_link("learning:place_file"),
}
