"""A wall time in a zone is one instant: of a doubled one the later, and a skipped one is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milestones.dates import instant

ZONES = [
    "Atlantic/Azores", "Europe/Lisbon", "Europe/London", "Europe/Brussels", "Europe/Bucharest", "Europe/Helsinki",
    "Europe/Kyiv", "Europe/Istanbul", "Africa/Casablanca",
]  # fmt: skip
wall = datetime.fromisoformat
AROUND_A_CHANGE = st.one_of(
    st.datetimes(min_value=wall("2026-03-28T00:00"), max_value=wall("2026-03-30T00:00")),
    st.datetimes(min_value=wall("2026-10-24T00:00"), max_value=wall("2026-10-26T00:00")),
    st.datetimes(min_value=wall("2020-01-01T00:00"), max_value=wall("2035-01-01T00:00")),
)


@given(typed=AROUND_A_CHANGE, zone=st.sampled_from(ZONES))
def test_the_clock_on_the_wall_shows_the_time_that_was_typed(typed: datetime, zone: str) -> None:
    typed = typed.replace(second=0, microsecond=0)
    shown = [
        moment
        for hours in range(-14, 15)
        for moment in [typed.replace(tzinfo=UTC) + timedelta(hours=hours)]
        if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == typed
    ]
    assert instant(typed, zone) == max(shown, default=None)


@pytest.mark.parametrize(
    ("typed", "zone", "hour"),
    [
        (wall("2026-03-29T02:30"), "Europe/Brussels", None),
        (wall("2026-10-25T02:30"), "Europe/Brussels", 1),
        (wall("2026-03-29T03:30"), "Europe/Bucharest", None),
        (wall("2026-10-25T03:30"), "Europe/Bucharest", 1),
        (wall("2026-03-29T03:30"), "Europe/Istanbul", 0),  # its clocks have stood still since 2016
    ],
)
def test_changes_of_the_clock_are_known(typed: datetime, zone: str, hour: int | None) -> None:
    found = instant(typed, zone)
    assert (found and found.hour) == hour
