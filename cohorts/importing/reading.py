"""Opening a spreadsheet: what kind of file it is by its content, and its cells as texts with their row numbers."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from workflow.refusals import Refusal

MEGABYTE = 1_048_576
LARGEST_FILE = 5 * MEGABYTE
LARGEST_UNPACKED = 100 * MEGABYTE
MOST_ROWS = 20_000
LONGEST_CELL = 10_000
MOST_COLUMNS = 500
DELIMITERS = (",", ";", "\t")
SEP_LINE = re.compile(r'[\r\n]*"?sep=([,;\t])"?[ ]*(?:\r\n|\r|\n)', re.IGNORECASE)
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"<!DO": "HTML",
    b"<htm": "HTML",
}


class Unreadable(Refusal):
    """The file as a whole cannot be read; the sentence says what would work."""


@dataclass(frozen=True)
class Line:
    """One row of the sheet, numbered as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """A header and the rows below it that hold anything."""

    kind: str
    header: tuple[str, ...]
    lines: list[Line]


def read(content: bytes) -> Sheet:
    """The first sheet of a CSV or XLSX file. Raises Unreadable."""
    if len(content) > LARGEST_FILE:
        raise Unreadable(_("The file is over 5 MB. Leave out columns that are not needed, or import it in parts."))
    if content.startswith(b"PK\x03\x04"):
        return _sheet("XLSX", _xlsx_lines(content))
    for mark, kind in OTHER_KINDS.items():
        if content.lstrip()[: len(mark)] == mark:
            raise Unreadable(_("This is a file of kind %s. Save the table as CSV (UTF-8) or XLSX.") % kind)
    return _sheet("CSV", _csv_lines(_text(content)))


def _sheet(kind: str, lines: Iterable[Line]) -> Sheet:
    filled = _few_enough(line for line in lines if not line.is_empty)
    header = next(filled, None)
    rows = list(filled)
    if header is None:
        raise Unreadable(_("The file is empty."))
    if not rows:
        raise Unreadable(_("There is a header but no row below it."))
    return Sheet(kind, tuple(_without_tail(header.cells)), rows)


def _few_enough(lines: Iterator[Line]) -> Iterator[Line]:
    for count, line in enumerate(lines):
        if count > MOST_ROWS:
            raise Unreadable(_("There are more than 20,000 rows. Import the file in parts."))
        yield line


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _text(content: bytes) -> str:
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            _(
                "The letters of this file cannot be read, for it is not in UTF-8. "
                "In the spreadsheet choose “Save as” and “CSV UTF-8”, or save it as XLSX."
            )
        ) from error
    if "\0" in text:
        raise Unreadable(_("This is not a table. Save it as CSV (UTF-8) or XLSX."))
    return text


def _csv_lines(text: str) -> Iterator[Line]:
    text, delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            formulas = frozenset(place for place, cell in enumerate(cells) if cell.lstrip().startswith("="))
            yield Line(number, tuple(cells), formulas)
    except csv.Error as error:
        sentence = (
            _("row %d: a cell is over 10,000 characters")
            if "limit" in str(error)
            else _("row %d: a quotation mark is opened and not closed, or stands inside a cell that is not quoted")
        )
        raise Unreadable(sentence % (number + 1)) from error


def _delimiter(text: str) -> tuple[str, str]:
    """The text without a `sep=` line, and what separates its cells: said there, or the most frequent in the header."""
    if said := SEP_LINE.match(text):
        return text[said.end() :], said[1]
    header = next((line for line in text.splitlines() if line.strip(f" {''.join(DELIMITERS)}")), "")
    unquoted = "".join(header.split('"')[::2])
    return text, max(DELIMITERS, key=unquoted.count)


def _xlsx_lines(content: bytes) -> Iterator[Line]:
    try:
        _check_archive(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            raise Unreadable(_("The file has no visible sheet."))
        sheet.reset_dimensions()
        yield from (_xlsx_line(number, row) for number, row in enumerate(sheet.iter_rows(), start=1))
    except Unreadable:
        raise
    except Exception as error:  # a broken archive may fail in any way
        raise Unreadable(_("This XLSX file is damaged. Open it, save it anew and try again.")) from error


def _check_archive(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
            raise Unreadable(_("Unpacked, this file is far too large. Copy the table to a new sheet and save that."))
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This is a packed file but no XLSX sheet. Save the table as XLSX or CSV (UTF-8)."))


def _xlsx_line(number: int, row: tuple[Any, ...]) -> Line:
    if len(row) > MOST_COLUMNS:
        raise Unreadable(_("row %d: there are more than 500 columns") % number)
    formulas = frozenset(place for place, cell in enumerate(row) if cell.data_type == "f")
    return Line(number, tuple(_cell_text(cell.value) for cell in row), formulas)


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
