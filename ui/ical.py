"""Calendar files (RFC 5545): entries of any room written so that every calendar reads the same instants.

A time stands in the zone of its event, with that zone's clock changes beside it. In the hour that the wall clock shows
twice, when the clocks go back, it stands in UTC: calendars do not agree which of the two they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vDuration

CONTENT_TYPE = "text/calendar; charset=utf-8"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SECOND = timedelta(seconds=1)
REFRESH = timedelta(hours=1)
"""How often a calendar is asked to look again."""


class Standing(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Entry:
    """Something with a time: from one aware instant to another, or whole days from one date to another, both included.

    `uid` stays for ever and `sequence` rises with what is changed, so that a calendar changes the entry it has.
    `zone` is where the event's clock hangs. `page` is a path of the portal. `is_busy` says whether the time is taken.
    """

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | date
    changed_at: datetime
    zone: str = ""
    sequence: int = 0
    standing: Standing = Standing.CONFIRMED
    page: str = ""
    place: str = ""
    position: tuple[float, float] | None = None
    text: str = ""
    is_busy: bool = False


def as_file(entries: Iterable[Entry], *, name: str) -> HttpResponse:
    """A download to take into one's calendar by hand."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return HttpResponse(_calendar("PUBLISH", entries).to_ical(), content_type=CONTENT_TYPE, headers=headers)


def feed(entries: Sequence[Entry], name: str) -> bytes:
    """What a calendar subscribes to: it reads it again and again, and shows it under this name."""
    calendar = _calendar("PUBLISH", entries)
    calendar.add("name", _line(name))
    calendar.add("x-wr-calname", _line(name))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return calendar.to_ical()


def invitation(entry: Entry, *, email: str, name: str) -> tuple[str, str]:
    """What goes with a mail to one person: the method (REQUEST, or CANCEL where it is off), and the file.

    Nobody is asked to answer it: who comes is said on the portal.
    """
    method = "CANCEL" if entry.standing == Standing.CANCELLED else "REQUEST"
    said = {"CN": _line(name), "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    attendee = vCalAddress(f"mailto:{email}", params=said)
    return method, _calendar(method, [entry], attendee).to_ical().decode()


def _calendar(method: str, entries: Iterable[Entry], attendee: vCalAddress | None = None) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{_line(settings.PROGRAMME_NAME)}//Twinning portal//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    events = [_event(entry) for entry in entries]
    for zone, (first, last) in sorted(_years_by_zone(events).items()):
        calendar.add_component(_clock_changes(zone, first, last))
    for event in events:
        if attendee is not None:
            event.add("attendee", attendee)
        calendar.add_component(event)
    return calendar


def _event(entry: Entry) -> Event:
    event = Event()
    starts, ends = _written_time(entry.starts, entry.zone), _written_time(entry.ends, entry.zone)
    page = f"{settings.SITE_URL}{entry.page}" if entry.page else ""
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", entry.standing)
    event.add("summary", _line(entry.title))
    event.add("dtstart", starts)
    event.add("dtend", ends if isinstance(ends, datetime) else ends + timedelta(days=1))
    event.add("transp", "OPAQUE" if entry.is_busy else "TRANSPARENT")
    event.add("organizer", _organiser())
    if place := _clean(entry.place):
        event.add("location", place)
    if entry.position:
        event.add("geo", entry.position)
    if text := _clean(f"{entry.text}\n\n{page}"):
        event.add("description", text)
    if page:
        event.add("url", page)
    return event


def _written_time(time: datetime | date, zone: str) -> datetime | date:
    if not isinstance(time, datetime):
        return time
    there = time.astimezone(ZoneInfo(zone))
    comes_twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    return time.astimezone(UTC) if comes_twice else there


def _years_by_zone(events: Iterable[Event]) -> dict[str, tuple[int, int]]:
    """The zones that times stand in, each with the first and the last year in which they do."""
    years: dict[str, list[int]] = {}
    for event in events:
        for time in (event.decoded("dtstart"), event.decoded("dtend")):
            if isinstance(time, datetime) and isinstance(time.tzinfo, ZoneInfo):
                years.setdefault(time.tzinfo.key, []).append(time.year)
    return {zone: (min(found), max(found)) for zone, found in years.items()}


@lru_cache(maxsize=256)
def _clock_changes(zone: str, first: int, last: int) -> Timezone:
    """The VTIMEZONE of these years and a margin: each change of the clock by itself, without a rule to guess.

    The instant of a change is written as the wall clock showed it before (RFC 5545, 3.6.5). The library has a way to
    make these as well, which writes it as shown after: an hour too late each spring.
    """
    there = ZoneInfo(zone)
    begins, ends = datetime(first - 1, 1, 1, tzinfo=UTC), datetime(last + 2, 1, 1, tzinfo=UTC)
    made = Timezone()
    made.add("tzid", zone)
    made.add_component(_observance(begins.astimezone(there), _offset(begins.astimezone(there))))
    for change in _changes(there, begins, ends):
        made.add_component(_observance(change.astimezone(there), _offset((change - SECOND).astimezone(there))))
    return made


def _observance(local: datetime, before: timedelta) -> TimezoneStandard | TimezoneDaylight:
    """What the clock shows from this instant on, and what it was away from UTC until then."""
    made = TimezoneDaylight() if local.dst() else TimezoneStandard()
    made.add("dtstart", (local.astimezone(UTC) + before).replace(tzinfo=None))
    made.add("tzoffsetfrom", before)
    made.add("tzoffsetto", _offset(local))
    made.add("tzname", local.tzname())
    return made


def _changes(there: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The instants at which the clock of a zone is changed: found day by day, then by halves, to the second."""
    day = begins
    while day < ends:
        low, high = day, day + timedelta(days=1)
        if _shows(there, low) != _shows(there, high):
            while high - low > SECOND:
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if _shows(there, middle) == _shows(there, low) else (low, middle)
            yield high
        day += timedelta(days=1)


def _shows(there: ZoneInfo, instant: datetime) -> tuple[timedelta, str | None]:
    local = instant.astimezone(there)
    return _offset(local), local.tzname()


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()


def _organiser() -> vCalAddress:
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return vCalAddress(f"mailto:{address}", params={"CN": _line(settings.PROGRAMME_NAME)})


def _clean(text: str) -> str:
    """Lines as a calendar knows them, without signs that no calendar shows."""
    return "\n".join(CONTROL.sub("", line) for line in str(text).splitlines()).strip()


def _line(text: str) -> str:
    return " ".join(_clean(text).split("\n"))
