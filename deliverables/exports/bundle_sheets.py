"""A cohort's outputs of one kind as a spreadsheet: a list of cities, then one sheet a section, one line a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from deliverables.content.document import Answer, Chapter, of_revision
from deliverables.content.schema import Field, Form, Section
from deliverables.content.values import read_date, read_money, read_number
from deliverables.exports.bundled import Entry, entries, header, newest
from deliverables.models import Bundle, OutputForm
from ui.export import xlsx_cells

NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_TITLE = 31


def write(bundle: Bundle, file: IO[bytes], progress: Callable[[int], None]) -> None:
    """Fill `file`; `progress` is told how many outputs are done. Each sheet is written row by row to the disk."""
    book = Workbook(write_only=True)
    cities = _Sheet(book, _("Cities"), header())
    columns = _columns(bundle)
    sheets = {
        slug: _Sheet(book, section.title, [*header(), _("No."), *map(_heading, fields.values())])
        for slug, (section, fields) in columns.items()
    }
    for done, entry in enumerate(entries(bundle), 1):
        cities.append(entry.listed())
        for chapter in of_revision(entry.revision) if entry.revision else ():
            for line in _lines(entry, chapter, columns[chapter.section.slug][1].values()):
                sheets[chapter.section.slug].append(line)
        progress(done)
    book.save(file)


class _Sheet:
    def __init__(self, book: Workbook, title: str, heading: list[str]) -> None:
        self.sheet = book.create_sheet(_free_title(book, title))
        self.sheet.freeze_panes = "B2"
        self.append(heading)

    def append(self, row: Iterable[Any]) -> None:
        self.sheet.append(xlsx_cells(self.sheet, list(row)))


def _columns(bundle: Bundle) -> dict[str, tuple[Section, dict[str, Field]]]:
    """Sections and fields of every form these outputs were written in; the newest form names and orders them."""
    digests = {row["form"] for row in newest(bundle).values("form").distinct() if row["form"]}
    found: dict[str, tuple[Section, dict[str, Field]]] = {}
    for each in OutputForm.objects.filter(digest__in=digests).order_by("-first_at"):
        for section in Form(each.schema):
            _section, fields = found.setdefault(section.slug, (section, {}))
            for field in section.fields:
                fields.setdefault(field.slug, field)
    return found


def _lines(entry: Entry, chapter: Chapter, fields: Iterable[Field]) -> Iterable[list[Any]]:
    for row in chapter.rows:
        asked = {each.slug: row.answer(each) for each in chapter.section.fields}
        values = [_value(asked[field.slug]) if field.slug in asked else None for field in fields]
        yield [*entry.listed(), row.number if chapter.section.has_rows else None, *values]


def _heading(field: Field) -> str:
    unit = "EUR" if field.type == "money" else field.unit
    return f"{field.label} ({unit})" if unit else field.label


def _value(answer: Answer) -> Any:
    """Numbers as numbers, days as days, so that they can be sorted and added; all else as it is read."""
    match answer.field.type:
        case "number":
            return _or_text(read_number(answer.raw), answer)
        case "money":
            return _or_text(read_money(answer.raw), answer)
        case "date":
            return _or_text(read_date(answer.raw), answer)
        case "scale" if answer.raw in {"1", "2", "3", "4", "5"}:
            return int(answer.raw)
        case "file":
            return ", ".join(each.name for each in answer.files)
    return answer.text


def _or_text(value: Any, answer: Answer) -> Any:
    return answer.text if value is None else value


def _free_title(book: Workbook, title: str) -> str:
    """A title a spreadsheet takes: short, without its special signs, and no two alike."""
    plain = NOT_IN_A_TITLE.sub(" ", title).strip("' ")[:LONGEST_TITLE].strip() or "-"
    taken = {each.lower() for each in book.sheetnames}
    number, free = 1, plain
    while free.lower() in taken:
        number += 1
        free = f"{plain[: LONGEST_TITLE - 4]} {number}"
    return free
