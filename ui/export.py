"""Tables for spreadsheets: words in the header, ISO dates, decimal points, and nothing that runs.

A cell that a spreadsheet would take for a formula is defused (docs/formats.md, "Exports"): in CSV by a leading
apostrophe, in XLSX by being typed as text.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import dropwhile
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Row = Sequence[Any]

PLAIN_NUMBER = re.compile(r"\s*[+-]?\d+(\.\d+)?\s*", re.ASCII)
STARTS_FORMULA = frozenset("=+-@＝＋－＠")
MARKED_BLANKS = frozenset("\t\r\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 1_048_576


def csv_table(name: str, header: Row, rows: Iterable[Row]) -> HttpResponseBase:
    """`name.csv` in UTF-8 with its mark, streamed row by row."""
    lines = csv_lines(header, rows)
    return _as_download(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), f"{name}.csv")


def csv_lines(header: Row, rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a CSV file, its mark before the first: for files that are no answer to a request."""
    return _marked(_csv_line(row) for row in _with_header(header, rows))


def xlsx_table(name: str, header: Row, rows: Iterable[Row]) -> HttpResponseBase:
    """`name.xlsx` with one sheet; numbers stay numbers, dates stay dates, texts stay texts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Table"))
    for row in _with_header(header, rows):
        sheet.append(xlsx_cells(sheet, row))
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return _as_download(FileResponse(file, content_type=XLSX), f"{name}.xlsx")


def xlsx_cells(sheet: Any, row: Row) -> list[Any]:
    """A row for a sheet of a write-only workbook: texts are typed as texts, never as formulas."""
    return [_xlsx_cell(sheet, value) for value in row]


def defused(text: str) -> str:
    """`text` as a CSV cell may hold it: with an apostrophe in front where a spreadsheet would run it."""
    return f"'{text}" if _would_run(text) and not PLAIN_NUMBER.fullmatch(text) else text


def _would_run(text: str) -> bool:
    blanks = text[: len(text) - len(rest := "".join(dropwhile(_is_blank, text)))]
    return bool(MARKED_BLANKS & set(blanks)) or rest[:1] in STARTS_FORMULA


def _is_blank(char: str) -> bool:
    """White space, and the control and zero-width characters that a spreadsheet drops as well."""
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf")


def _with_header(header: Row, rows: Iterable[Row]) -> Iterator[Row]:
    yield header
    yield from rows


def _marked(lines: Iterable[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from lines


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


_writer = csv.writer(_Echo())


def _csv_line(row: Row) -> str:
    return _writer.writerow([defused(_as_text(value)) for value in row])


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
    return str(value)


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        cell.value = value
    elif isinstance(value, date) and not isinstance(value, datetime):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", _as_text(value))
        cell.data_type = "s"
    return cell


def _as_download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


TABLES: dict[str, Callable[[str, Row, Iterable[Row]], HttpResponseBase]] = {"csv": csv_table, "xlsx": xlsx_table}
"""What `?export=` may name."""
