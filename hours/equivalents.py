"""Days-equivalents of hours: once for a period on its sum, half-up to half days, never above the year's ceiling. Pure.

Half-up is on purpose: Python's `round()` takes ties to the even neighbour, and 2 hours of an 8 hour day are half a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

FIXED_DAY = Fraction(8)
"""Hours of a day, where a programme says neither the hours of a day nor those of a year."""
DAYS_A_YEAR = 215
"""Working days of a year: what a year's hours are divided by, and the most days a person has, unless said otherwise."""
TENTH = Decimal("0.1")
NONE_YET: Mapping[int, Decimal] = {}


@dataclass(frozen=True)
class Rule:
    """How a programme converts: the hours of a day, exactly, and the most days of a person in a calendar year."""

    hours_a_day: Fraction = FIXED_DAY
    cap: Decimal = Decimal(DAYS_A_YEAR)


@dataclass(frozen=True)
class YearOfDays:
    """The part of a period that lies in one calendar year.

    `days` is what its hours come to, `counted` what of it the year's `ceiling` leaves room for.
    """

    year: int
    hours: Decimal
    days: Decimal
    ceiling: Decimal
    counted: Decimal


def rule_of(template: Mapping[str, Any]) -> Rule:
    """The rule that a programme's template names under `effort`."""
    effort = template.get("effort", {})
    day, cap = effort.get("day", {}), Decimal(str(effort.get("cap_days", DAYS_A_YEAR)))
    if "annual" in day:
        return Rule(Fraction(str(day["annual"])) / DAYS_A_YEAR, cap)
    return Rule(Fraction(str(day["hours"])) if "hours" in day else FIXED_DAY, cap)


def half_days(days: Fraction) -> Decimal:
    """To half days, ties upwards: 0.25 is half a day, 0.24 none."""
    return (Decimal(floor(days * 2 + Fraction(1, 2))) / 2).quantize(TENTH)


def ceiling(cap: Decimal, share: Decimal) -> Decimal:
    """The most days in a year of somebody who works a share of it: 80 % of 215 are 172."""
    return half_days(Fraction(cap) * Fraction(share))


def days_of(
    hours: Mapping[date, Decimal],
    rule: Rule,
    *,
    shares: Mapping[int, Decimal] = NONE_YET,
    taken: Mapping[int, Decimal] = NONE_YET,
) -> list[YearOfDays]:
    """The days-equivalents of a period, year by year; `hours` by the first day of their month.

    `shares` holds the part of the year somebody works for this (1 unless said), `taken` the days that earlier periods
    of the same year have counted.
    """
    years = []
    for year in sorted({month.year for month in hours}):
        total = sum((each for month, each in hours.items() if month.year == year), Decimal(0))
        days = half_days(Fraction(total) / rule.hours_a_day)
        most = ceiling(rule.cap, shares.get(year, Decimal(1)))
        room = max(most - taken.get(year, Decimal(0)), Decimal(0))
        years.append(YearOfDays(year, total, days, most, min(days, room)))
    return years
