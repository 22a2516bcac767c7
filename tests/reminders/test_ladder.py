from datetime import date, timedelta

import pytest

from reminders.catalogue import LADDER
from reminders.ladder import Debt, Seat, coming, nearest, reached_by

DUE = date(2026, 5, 12)
LONG_AGO = date(2025, 1, 1)


def seat(role: str, since: date = LONG_AGO) -> Seat:
    return Seat(f"{role}@example.org", role, since, "Europe/Bucharest", "ro", role.title())


STAFF = [seat("staff")]
EVERYBODY = [seat("lead"), seat("second"), seat("deputy"), seat("viewer")]


def step(days: int):
    return next(each for each in LADDER if each.days == days)


@pytest.mark.parametrize(
    ("after", "expected"),
    [(-15, None), (-14, -14), (-4, -14), (-3, -3), (-1, -3), (0, 0), (2, 0), (3, 3), (6, 3), (7, 7), (13, 7),
     (14, 14), (21, 21), (28, 28), (35, 35), (41, 35), (42, 42), (55, 42), (56, None)],
)  # fmt: skip
def test_only_the_nearest_step_is_open(after, expected):
    found = nearest(Debt(1, DUE), DUE + timedelta(days=after))
    assert (found.days if found else None) == expected


@pytest.mark.parametrize(
    ("days", "roles"),
    [(-14, ["lead", "second", "deputy"]), (-3, ["lead"]), (0, ["lead"]), (3, ["deputy"]), (7, ["lead"]), (42, ["staff"])],
)
def test_each_step_reaches_whom_the_catalogue_says(days, roles):
    assert [each.role for each in reached_by(step(days), Debt(1, DUE), EVERYBODY, STAFF)] == roles


def test_an_empty_seat_passes_to_the_next():
    only_second = [seat("second"), seat("viewer")]
    assert [each.role for each in reached_by(step(3), Debt(1, DUE), [seat("lead")], STAFF)] == ["lead"]
    assert [each.role for each in reached_by(step(7), Debt(1, DUE), only_second, STAFF)] == ["second"]
    assert [each.role for each in reached_by(step(0), Debt(1, DUE), [seat("viewer")], STAFF)] == ["staff"]


def test_a_seat_gets_nothing_that_opened_before_it_was_filled():
    newcomer = seat("lead", since=DUE + timedelta(days=8))
    assert reached_by(step(7), Debt(1, DUE), [newcomer], STAFF) == []
    assert reached_by(step(14), Debt(1, DUE), [newcomer], STAFF) == [newcomer]


def test_an_extension_restarts_the_ladder_with_the_next_morning():
    moved = Debt(1, DUE + timedelta(days=10), moved_on=DUE + timedelta(days=5))
    assert nearest(moved, DUE + timedelta(days=5)) is None
    assert nearest(moved, DUE + timedelta(days=6)) is step(-14)
    assert nearest(moved, DUE + timedelta(days=7)) is step(-3)


def test_the_forecast_names_each_step_once_on_its_day():
    assert [(day - DUE, each.days) for day, each in coming(Debt(1, DUE), DUE - timedelta(days=4), 9)] == [
        (timedelta(days=-4), -14), (timedelta(days=-3), -3), (timedelta(0), 0), (timedelta(days=3), 3),
    ]  # fmt: skip
