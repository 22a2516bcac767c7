"""Whatever instant goes into a feed comes out of it, from Lisbon to Istanbul, whichever way the clocks are changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calendars.reading import entries, times
from ui.ical import Entry, feed

ZONES = [
    "Atlantic/Azores", "Atlantic/Reykjavik", "Atlantic/Canary", "Europe/Lisbon", "Europe/Dublin", "Europe/London",
    "Europe/Brussels", "Europe/Berlin", "Europe/Warsaw", "Europe/Athens", "Europe/Bucharest", "Europe/Kyiv",
    "Europe/Chisinau", "Europe/Istanbul", "Asia/Tbilisi", "Africa/Casablanca",
]  # fmt: skip
HOUR = timedelta(hours=1)
MADE = datetime(2026, 1, 1, tzinfo=UTC)


def changes(zone: str, first: int = 2012, last: int = 2031) -> list[datetime]:
    """The hours of these years, in UTC, after which the clock of the zone has been changed."""
    hours = (datetime(first, 1, 1, tzinfo=UTC) + HOUR * n for n in range(0, (last - first) * 8766, 24))
    days = [day for day in hours if _offset(day, zone) != _offset(day + 24 * HOUR, zone)]
    return [next(at for n in range(25) if _offset(at := day + n * HOUR, zone) != _offset(day, zone)) for day in days]


def _offset(at: datetime, zone: str) -> timedelta | None:
    return at.astimezone(ZoneInfo(zone)).utcoffset()


CHANGES = {zone: changes(zone) for zone in ZONES}
ANY_INSTANT = st.datetimes(datetime(2012, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@st.composite
def entry(draw: st.DrawFn) -> Entry:
    """Anywhere in twenty years, every other time within half a day of a change of the clock."""
    zone = draw(st.sampled_from(ZONES))
    near = st.sampled_from(CHANGES[zone] or [MADE]).flatmap(
        lambda change: st.integers(-720, 720).map(lambda minutes: change + timedelta(minutes=minutes))
    )
    starts = draw(st.one_of(near, ANY_INSTANT)).replace(second=0, microsecond=0)
    ends = starts + timedelta(minutes=draw(st.integers(5, 1440)))
    return Entry(draw(st.uuids()).hex, "Session", starts, ends, MADE, zone)


@st.composite
def span(draw: st.DrawFn) -> Entry:
    first = draw(st.dates(date(2012, 1, 1), date(2031, 12, 1)))
    return Entry(draw(st.uuids()).hex, "Visit", first, first + timedelta(days=draw(st.integers(0, 9))), MADE)


def agrees(written: list[Entry]) -> bool:
    read = entries(feed(written, "Feed"))
    assert len(read) == len(written)
    for each in written:
        last = each.ends if isinstance(each.ends, datetime) else each.ends + timedelta(days=1)
        assert times(read[each.uid]) == (each.starts, last), each
    return True


@pytest.mark.proof
def test_every_instant_comes_out_as_it_went_in(sample: Callable[[int, int], int]) -> None:
    seen = 0

    @settings(max_examples=sample(60, 2000), derandomize=True)
    @given(st.lists(st.one_of(entry(), span()), min_size=1, max_size=12, unique_by=lambda each: each.uid))
    def check(written: list[Entry]) -> None:
        nonlocal seen
        seen += len(written)
        agrees(written)

    check()
    assert seen > sample(100, 10_000)


@pytest.mark.parametrize("zone", [zone for zone in ZONES if CHANGES[zone]])
def test_every_quarter_hour_around_a_change_of_the_clock(zone: str) -> None:
    quarters = [change + n * HOUR / 4 for change in CHANGES[zone][-4:] for n in range(-12, 13)]
    assert agrees([Entry(str(n), "Slot", at, at + HOUR, MADE, zone) for n, at in enumerate(quarters)])


def test_the_zones_of_a_file_are_those_its_times_stand_in() -> None:
    one = Entry("1", "In Lisbon", MADE, MADE + HOUR, MADE, "Europe/Lisbon")
    whole = Entry("2", "All day", date(2026, 1, 1), date(2026, 1, 2), MADE)
    text = feed([one, whole], "Feed").decode()
    assert [line for line in text.splitlines() if line.startswith("TZID:")] == ["TZID:Europe/Lisbon"]
    assert "DTSTART;TZID=Europe/Lisbon:20260101T000000" in text
    assert ("DTSTART;VALUE=DATE:20260101" in text, "DTEND;VALUE=DATE:20260103" in text) == (True, True)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=200)


@settings(max_examples=60)
@given(TEXT, TEXT)
def test_words_come_out_as_they_went_in_and_lines_are_short(title: str, text: str) -> None:
    made = feed([Entry("1", f"A{title}Z", MADE, MADE + HOUR, MADE, "Europe/Athens", text=text)], title)
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
    assert b"\n" not in made.replace(b"\r\n", b"")
    read = entries(made)["1"]
    printed = "".join(char for char in f"A{title}Z" if char.isprintable() and not char.isspace())
    assert "".join(char for char in read.summary.value if char.isprintable() and not char.isspace()) == printed
