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
def test_whatever_is_typed_gives_quarter_hours_or_is_refused(typed):
    try:
        hours = parse(typed)
    except NotHours:
        return
    assert 0 <= hours <= 744
    assert hours % Decimal("0.25") == 0


@given(st.integers(min_value=0, max_value=744 * 4))
def test_every_amount_of_quarters_is_read_the_same_in_all_its_spellings(quarters):
    hours = Decimal(quarters) / 4
    whole, minutes = divmod(quarters * 15, 60)
    spellings = [
        f"{hours}",
        f"{hours:.2f}".replace(".", ","),
        f"{whole}:{minutes:02}",
        f"{whole}h{minutes:02}",
        f"{quarters * 15}m",
        f"{quarters * 15} min",
    ]
    assert {parse(each) for each in spellings} == {hours}


def test_an_amount_is_read_whole_never_cut():
    with pytest.raises(NotHours):
        parse(f"1{' ' * 60}e9")
