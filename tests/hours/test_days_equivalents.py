"""Days-equivalents agree with a second calculation that shares no line with the first."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from random import Random

import pytest

from hours.equivalents import Rule, ceiling, days_of, rule_of

MAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("hours", "days"), [("0", "0"), ("1.75", "0"), ("2", "0.5"), ("5.75", "0.5"), ("6", "1"), ("8", "1"), ("10", "1.5")]
)
def test_half_a_day_begins_at_a_quarter_of_a_day(hours, days):
    (year,) = days_of({MAY: Decimal(hours)}, Rule())
    assert year.counted == Decimal(days)


def test_the_sum_is_converted_and_not_each_month():
    """Four months of 1.75 hours are 7 hours, which is a day; each alone would be none."""
    (year,) = days_of({date(2026, month, 1): Decimal("1.75") for month in range(1, 5)}, Rule())
    assert (year.hours, year.counted) == (7, 1)


def test_a_period_over_two_years_is_split_by_year():
    years = days_of({date(2026, 12, 1): Decimal(2), date(2027, 1, 1): Decimal(2)}, Rule())
    assert [(each.year, each.counted) for each in years] == [(2026, Decimal("0.5")), (2027, Decimal("0.5"))]


def test_nobody_has_more_days_in_a_year_than_the_ceiling_whatever_they_worked():
    hours = {date(2026, month, 1): Decimal(160) for month in range(1, 13)}
    (whole,), (part,), (late,) = (
        days_of(hours, Rule()),
        days_of(hours, Rule(), shares={2026: Decimal("0.75")}),
        days_of(hours, Rule(), taken={2026: Decimal("200.5")}),
    )
    assert (whole.days, whole.counted) == (240, 215)
    assert (part.ceiling, part.counted) == (Decimal("161.5"), Decimal("161.5"))
    assert late.counted == Decimal("14.5")


def test_a_reduced_ceiling_is_rounded_half_up_to_half_days():
    assert ceiling(Decimal(215), Decimal("0.65")) == Decimal(140)
    assert ceiling(Decimal(215), Decimal("0.55")) == Decimal("118.5")


@pytest.mark.parametrize(
    ("effort", "hours", "days"),
    [
        ({}, "20", "2.5"),
        ({"day": {"hours": 7.5}}, "15", "2"),
        ({"day": {"annual": 1720}}, "16", "2"),
        ({"day": {"annual": 1650}}, "1650", "215"),
        ({"cap_days": 10}, "160", "10"),
    ],
)
def test_the_programme_says_what_a_day_is(effort, hours, days):
    (year,) = days_of({MAY: Decimal(hours)}, rule_of({"effort": effort}))
    assert year.counted == Decimal(days)


@pytest.mark.proof
def test_a_second_calculation_agrees(sample):
    """In whole numbers here: quarters of an hour, hundredths of a percent, half days."""
    dice = Random(215)  # noqa: S311 - the same cases each time, no secret
    for _case in range(sample(2000, 100_000)):
        months = [date(2025 + number // 12, number % 12 + 1, 1) for number in range(36)]
        begin = dice.randrange(36)
        quarters = {month: dice.randrange(0, 900) for month in months[begin : begin + dice.randrange(1, 25)]}
        effort, quarters_a_day = _an_effort(dice)
        share = Decimal(dice.randrange(1, 101)) / 100
        taken = {year: Decimal(dice.randrange(0, 300)) / 2 for year in (2025, 2026, 2027)}

        found = days_of(
            {month: Decimal(number) / 4 for month, number in quarters.items()},
            rule_of({"effort": effort}),
            shares=dict.fromkeys((2025, 2026, 2027), share),
            taken=taken,
        )

        cap = Decimal(str(effort.get("cap_days", 215)))
        assert {each.year: each.counted for each in found} == {
            year: _counted(
                [number for month, number in quarters.items() if month.year == year],
                quarters_a_day,
                cap * share,
                taken[year],
            )
            for year in {month.year for month in quarters}
        }


def _an_effort(dice: Random) -> tuple[dict, tuple[int, int]]:
    """An effort and its quarter hours a day as numerator and denominator."""
    cap = {"cap_days": dice.choice([215, 107.5, 220])} if dice.random() < 0.5 else {}
    sort = dice.randrange(3)
    if sort == 0:
        return {"kind": "cost_record", **cap}, (32, 1)
    if sort == 1:
        minutes = dice.randrange(60, 1440, 3)  # hundredths of an hour are 0.6 of a minute: multiples of 3 are exact
        return {"kind": "cost_record", "day": {"hours": minutes / 60}, **cap}, _exact(minutes / 60, 1)
    annual = dice.randrange(800, 2200)
    return {"kind": "cost_record", "day": {"annual": annual}, **cap}, (annual * 4, 215)


def _exact(hours: float, days: int) -> tuple[int, int]:
    """The decimal a template shows, in quarter hours, as a whole numerator and denominator."""
    whole, _dot, digits = str(hours).partition(".")
    return int(whole + digits) * 4, days * 10 ** len(digits)


def _counted(quarters: list[int], a_day: tuple[int, int], cap: Decimal, taken: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        halves = (Decimal(sum(quarters)) * a_day[1] * 2 / a_day[0]).quantize(Decimal(1), ROUND_HALF_UP)
        most = (cap * 2).quantize(Decimal(1), ROUND_HALF_UP)
    return max(min(halves, most - taken * 2), Decimal(0)) / 2
