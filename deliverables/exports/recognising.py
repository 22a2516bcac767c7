"""Finding the answers in a Word document that was made from a form, and written in by people and their programs.

A heading is known by its bookmark; where that is lost, by its words, whatever their case, accents and signs. What
stands under a heading nobody knows is reported, never guessed at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as part
from uuid import UUID, uuid4

from deliverables.content.document import Document
from deliverables.content.lookups import Names
from deliverables.content.schema import Field, Section
from deliverables.content.values import complaint
from deliverables.exports.docx_reading import Line
from deliverables.exports.marks import normal, question_name, question_of, row_of, section_mark
from deliverables.exports.word import HELP
from deliverables.exports.working_copy import hints

NUMBERED = re.compile(r"^(?P<name>.+?) (?P<number>\d{1,3})( |$)")


@dataclass
class Found:
    """An answer: where it belongs, what it says, and the digest of the text it started from ("" when unknown)."""

    section: Section
    row: UUID
    number: int
    field: Field
    was: str = ""
    lines: list[str] = part(default_factory=list)

    @property
    def text(self) -> str:
        return normal("\n".join(self.lines))


@dataclass
class Stranger:
    """A heading that the form does not have, with what stands under it."""

    heading: str
    lines: list[str] = part(default_factory=list)

    @property
    def text(self) -> str:
        return normal("\n".join(self.lines))


@dataclass
class Recognised:
    answers: list[Found] = part(default_factory=list)
    strangers: list[Stranger] = part(default_factory=list)
    rows: set[UUID] = part(default_factory=set)
    """The rows that have a heading in the file."""


def recognise(lines: Iterable[Line], document: Document, names: Names) -> Recognised:
    return _Walk(document, names).through(lines)


def folded(text: str) -> str:
    """Words alone: without case, accents, signs and double blanks."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", letters.casefold()))


def understood(asked: Field, text: str, names: Names) -> str:
    """What a person wrote, as the form keeps it: the slug of a choice, the number of a scale, one line for a line."""
    choices = names.choices(asked)
    if choices:
        wanted = folded(text)
        return next((slug for slug, label in choices.items() if wanted in (folded(label), folded(slug))), text)
    if asked.type == "scale":
        return text[:1] if re.match(r"[1-5](\D|$)", text) else text
    if asked.type in ("number", "money") and complaint(asked, text, names):
        digits = re.sub(r"[^\d.,-]", "", text)
        return digits if digits and complaint(asked, digits, names) is None else text
    return text if asked.type == "long" else text.replace("\n", " ")


class _Walk:
    """Heading by heading through the file, knowing in which section, row and question it is."""

    def __init__(self, document: Document, names: Names) -> None:
        self.document, self.names = document, names
        self.found = Recognised()
        self.section: Section | None = None
        self.row: UUID | None = None
        self.number = 0
        self.under: Found | Stranger | None = None
        self.sections = {key: each for each in document.form for key in (section_mark(each.slug), folded(each.title))}
        self.questions: dict[str, tuple[Section, UUID, int, Field | None]] = {
            question_name(row.key, each.slug): (row.section, row.key, row.number, each)
            for row in document.rows()
            for each in row.section.fields
        }
        self.help: set[str] = set()

    def through(self, lines: Iterable[Line]) -> Recognised:
        for line in lines:
            if line.level:
                self._heading(line)
            elif self.under and line.text and not self._explains(line):
                self.under.lines.append(line.text)
        return self.found

    def _explains(self, line: Line) -> bool:
        return line.style == HELP.lower() or folded(line.text) in self.help

    def _heading(self, line: Line) -> None:
        if any(mark in self.sections for mark in line.marks):
            self._enter_section(line)
        elif not (self._question(line) or self._enter_row(line) or self._enter_section(line)) and self.section:
            self.under = Stranger(line.text)
            self.found.strangers.append(self.under)

    def _enter_section(self, line: Line) -> bool:
        keys = [*line.marks, folded(line.text)]
        section = next((self.sections[key] for key in keys if key in self.sections), None)
        if section is None:
            return False
        self.section, self.row, self.number, self.under, self.help = section, None, 0, None, set()
        chapter = self.document.chapter(section.slug)
        if chapter and not section.has_rows:
            self.row, self.number = chapter.rows[0].key, 1
        return True

    def _enter_row(self, line: Line) -> bool:
        key = row_of(line.marks)
        if key and (known := self.document.row(key)):
            self.section, self.row, self.number = known.section, key, known.number
        elif self.section is None or not self.section.has_rows:
            return False
        elif key:
            self.row, self.number = key, self._next_number()
        elif number := self._numbered(line, self.section):
            self.row, self.number = self._by_number(self.section, number)
        else:
            return False
        self.under = None
        self.found.rows.add(self.row)
        return True

    def _numbered(self, line: Line, section: Section) -> int:
        """3 for “Goal 3”, whatever follows; 0 when it is no such heading."""
        found = NUMBERED.match(folded(line.text))
        return int(found["number"]) if found and found["name"] == folded(section.row_name) else 0

    def _by_number(self, section: Section, number: int) -> tuple[UUID, int]:
        """The row of that number unless the file had it already: then it is a copy, and a new row."""
        chapter = self.document.chapter(section.slug)
        row = next((each for each in chapter.rows if each.number == number), None) if chapter else None
        if row and row.key not in self.found.rows:
            return row.key, number
        return uuid4(), self._next_number()

    def _next_number(self) -> int:
        chapter = self.document.chapter(self.section.slug) if self.section else None
        known = {row.key for row in chapter.rows} if chapter else set()
        new = {each.row for each in self.found.answers if each.section == self.section and each.row not in known}
        return len(known) + len(new) + 1

    def _question(self, line: Line) -> bool:
        mark = question_of(line.marks)
        if mark and mark.name in self.questions:
            self.section, self.row, self.number, asked = self.questions[mark.name]
        else:
            asked = self._asked(line, mark.name if mark else "")
        if asked is None or self.section is None or self.row is None:
            return False
        if asked.type == "file":
            self.under = None
            return True
        self.under = Found(self.section, self.row, self.number, asked, mark.was if mark else "")
        self.help = {folded(hint) for hint in hints(asked, self.names)}
        self.found.answers.append(self.under)
        return True

    def _asked(self, line: Line, name: str) -> Field | None:
        """The question of the row it is in, by its mark or its words."""
        if self.section is None or self.row is None:
            return None
        row, said = self.row, folded(line.text)
        fields = self.section.fields
        return next(
            (each for each in fields if name == question_name(row, each.slug) or said == folded(each.label)), None
        )
