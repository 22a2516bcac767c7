"""What leaves for a spreadsheet is data: readable, exact, and nothing in it runs."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from ui.export import csv_table, defused, xlsx_table

RUNS = [
    '=HYPERLINK("https://evil.example.org")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "  =1+1",
    "\u00a0=1+1",
    "\t=1+1",
    "\tplain",
    "\rplain",
    "\nplain",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "-",
    "- a list item",
    "+40 21 123",
    "-1e5",
    "=",
    "-١",
]
HARMLESS = ["", "Kozani", "-3.5", "+3", "8", " -8 ", "\t5", "1,5", "a=b", "5 + 3", "Κοζάνη", "'quoted", "12 May 2024"]


def _read(response):
    return b"".join(response.streaming_content).decode("utf-8")


@pytest.mark.parametrize("cell", RUNS)
def test_a_cell_that_would_run_is_defused_in_csv(cell):
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", HARMLESS)
def test_a_harmless_cell_leaves_as_it_is(cell):
    assert defused(cell) == cell


@pytest.mark.parametrize("cell", RUNS)
def test_no_xlsx_cell_is_a_formula(cell):
    file = io.BytesIO(b"".join(xlsx_table("t", [cell], [[cell]]).streaming_content))
    sheet = load_workbook(file).active
    assert [each.data_type for row in sheet.iter_rows() for each in row if each.value is not None] in (["s", "s"], [])


def test_a_csv_opens_in_words_dates_and_decimal_points():
    rows = [["Κοζάνη", date(2026, 5, 12), Decimal("9.50"), None, True, datetime(2026, 5, 12, 8, tzinfo=UTC)]]
    text = _read(csv_table("hours", ["City", "Day", "Hours", "Note", "Done", "=At"], rows))
    assert text.startswith("\ufeffCity,")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [
        ["City", "Day", "Hours", "Note", "Done", "'=At"],
        ["Κοζάνη", "2026-05-12", "9.50", "", "yes", "2026-05-12 08:00:00+00:00"],
    ]


def test_a_csv_keeps_commas_quotes_and_lines_inside_their_cell():
    cells = ['Vari, Voula "and"', "two\nlines"]
    text = _read(csv_table("t", ["A", "B"], [cells])).removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == cells


def test_an_xlsx_keeps_numbers_and_dates_as_such():
    rows = [[Decimal("9.25"), 3, date(2026, 5, 12), False]]
    file = io.BytesIO(b"".join(xlsx_table("t", ["a", "b", "c", "d"], rows).streaming_content))
    row = list(load_workbook(file).active.iter_rows())[1]
    assert [(cell.value, cell.number_format) for cell in row] == [
        (9.25, "General"),
        (3, "General"),
        (datetime(2026, 5, 12), "yyyy-mm-dd"),  # noqa: DTZ001 - a spreadsheet knows no zones
        ("no", "General"),
    ]


def test_characters_that_a_workbook_cannot_hold_are_left_out():
    file = io.BytesIO(b"".join(xlsx_table("t", ["a"], [["bell\x07"]]).streaming_content))
    assert load_workbook(file).active["A2"].value == "bell"


def test_an_export_is_a_download_that_no_cache_keeps():
    for response in (csv_table("Stunden Köln", ["a"], []), xlsx_table("Stunden Köln", ["a"], [])):
        assert response["Cache-Control"] == "private, no-store"
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Stunden%20K%C3%B6ln.")


def test_rows_are_streamed_one_by_one_and_not_gathered_first():
    taken = []
    rows = (taken.append(n) or [n] for n in range(1000))
    chunks = iter(csv_table("t", ["n"], rows).streaming_content)
    for _mark_header_and_first_row in range(3):
        next(chunks)
    assert len(taken) < 10
