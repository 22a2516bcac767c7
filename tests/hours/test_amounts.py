from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hours.amounts import NotHours, parse


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("1.5", "1.5"), ("1,5", "1.5"), (".5", "0.5"), ("1:30", "1.5"), ("1h30", "1.5"), ("90m", "1.5"),
        ("90 min", "1.5"), ("2", "2"), ("2h", "2"), ("0", "0"), ("", "0"), ("–", "0"), (" 7.25 ", "7.25"),
        ("0:45", "0.75"), ("45min", "0.75"), ("1.50", "1.5"),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_type_them(typed, hours):
    assert parse(typed) == Decimal(hours)


@pytest.mark.parametrize("typed", ["-1", "+1", "1e2", "١٫٥", "1.5.2", "abc", "1:75", "=1", "1/2", "९", "NaN", "∞", "."])
def test_anything_else_is_refused_with_a_sentence(typed):
    with pytest.raises(NotHours, match=r"type 1\.5, 1:30 or 90m"):
        parse(typed)


def test_what_is_not_a_quarter_hour_is_refused_with_the_two_nearest():
    with pytest.raises(NotHours, match=r"1\.25 and 1\.50"):
        parse("1.3")
    with pytest.raises(NotHours, match=r"0\.00 and 0\.25"):
        parse("10m")


def test_more_than_a_month_holds_is_refused():
    with pytest.raises(NotHours, match="more than a month"):
        parse("744.25")


@given(st.text(max_size=12))
def test_whatever_is_typed_gives_quarter_hours_or_a_sentence(typed):
    try:
        hours = parse(typed)
    except NotHours as refusal:
        assert str(refusal)
    else:
        assert hours >= 0
        assert hours % Decimal("0.25") == 0
