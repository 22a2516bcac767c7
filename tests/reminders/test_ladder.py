from datetime import date, timedelta

import pytest

from reminders.catalogue import LADDER
from reminders.ladder import Debt, Seat, first_morning, nearest, reached_by, stands_in

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
    [
        (-14, ["lead", "second", "deputy"]),
        (-3, ["lead"]),
        (0, ["lead"]),
        (3, ["deputy"]),
        (7, ["lead"]),
        (42, ["staff"]),
    ],
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


def test_a_step_goes_out_on_its_first_morning_or_not_at_all():
    from_tuesday = DUE - timedelta(days=4)
    mornings = {each.days: first_morning(Debt(1, DUE), each, from_tuesday) for each in LADDER}
    assert mornings[-14] == from_tuesday
    assert mornings[-3] == DUE - timedelta(days=3)
    assert mornings[42] == DUE + timedelta(days=42)
    assert first_morning(Debt(1, DUE), step(-14), DUE - timedelta(days=3)) is None


def test_a_city_that_joins_late_hears_only_of_what_opens_from_then_on():
    late = Debt(1, DUE, owed_since=DUE - timedelta(days=5))
    assert nearest(late, DUE - timedelta(days=4)) is None
    assert nearest(late, DUE - timedelta(days=3)) is step(-3)


def test_a_step_to_one_person_is_told_once_whoever_holds_the_seat():
    lead, second, other = (
        seat("lead"),
        seat("second"),
        Seat("x@example.org", "staff", LONG_AGO, "Europe/Rome", "it", "X"),
    )
    debt = Debt(1, DUE)
    assert debt.key(step(7), lead) == debt.key(step(7), second)
    assert debt.key(step(-14), lead) != debt.key(step(-14), second)
    assert debt.key(step(42), STAFF[0]) != debt.key(step(42), other)
    assert debt.key(step(7), STAFF[0]) != debt.key(step(7), other)


def test_the_mail_says_when_somebody_stands_in_for_an_empty_seat():
    assert not stands_in(step(3), seat("deputy"))
    assert stands_in(step(3), seat("lead"))
    assert not stands_in(step(-14), seat("second"))
