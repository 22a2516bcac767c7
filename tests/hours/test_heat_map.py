"""The heat map of a cohort's months: no answer and zero differ by sign, colour and words."""

from datetime import date
from decimal import Decimal

import pytest

from hours.overview import CityMonth

BAND = Decimal(8), Decimal(12)


@pytest.mark.parametrize(
    ("answered", "total", "states", "heat", "sign", "words"),
    [
        (set(), "0", set(), "none", "–", "no answer"),
        (set(), "0", {"locked"}, "none", "–", "no answer"),
        ({1}, "0", {"complete"}, "zero", "", "zero"),
        ({1}, "7.75", {"open"}, "open", "◦", "open"),
        ({1}, "7.75", {"complete"}, "below", "↓", "below"),
        ({1}, "8", {"locked"}, "inside", "=", "inside"),
        ({1}, "12", {"complete"}, "inside", "=", "inside"),
        ({1}, "12.25", {"complete"}, "above", "↑", "above"),
    ],
)
def test_a_cell_says_how_a_city_stands(answered, total, states, heat, sign, words):
    cell = CityMonth(date(2026, 4, 1), frozenset({1}), BAND, Decimal(total), answered, states)
    assert (cell.heat, cell.sign, cell.words) == (heat, sign, words)


def test_without_a_band_hours_are_neither_too_few_nor_too_many():
    cell = CityMonth(date(2026, 4, 1), frozenset({1}), None, Decimal(2), {1}, {"complete"})
    assert cell.heat == "inside"
