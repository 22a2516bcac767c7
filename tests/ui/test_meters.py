"""Meters say the same in words and in the drawing."""

from decimal import Decimal

import pytest

from ui.meters import Band, shares


@pytest.mark.parametrize(
    ("value", "colour", "verdict"),
    [
        ("6.5", "soon", "1.5 h below the band"),
        ("8", "ok", "inside the band"),
        ("12", "ok", "inside the band"),
        ("19.25", "soon", "7.25 h above the band"),
    ],
)
def test_a_month_is_judged_by_its_band(value, colour, verdict):
    band = Band(Decimal(8), Decimal(12), Decimal(value))
    assert (band.colour, band.verdict) == (colour, verdict)


def test_the_scale_runs_beyond_the_band_and_holds_whatever_was_worked():
    assert [Band(Decimal(8), Decimal(12), Decimal(hours)).top for hours in (0, 12, 40)] == [16, 16, 40]


def test_positions_are_shares_of_the_scale():
    at = Band(Decimal(8), Decimal(12), Decimal(4), proposed=Decimal(2), average=Decimal(10)).at
    assert at == {
        "low": "50.00%",
        "high": "75.00%",
        "band": "25.00%",
        "value": "25.00%",
        "proposed": "12.50%",
        "average": "62.50%",
    }


def test_a_module_without_a_band_still_draws():
    assert Band(Decimal(0), Decimal(0), Decimal(0)).at["value"] == "0.00%"


def test_a_bar_is_cut_into_its_parts_without_gap_and_without_empty_ones():
    parts = shares([("ok", 3, "approved", "/a"), ("wait", 0, "in review", "/b"), ("late", 1, "late", "/c")])
    assert [(part.label, part.start, part.width) for part in parts] == [
        ("approved", "0.00%", "75.00%"),
        ("late", "75.00%", "25.00%"),
    ]


def test_a_bar_of_nothing_is_empty():
    assert shares([("ok", 0, "approved", "/a")]) == []
