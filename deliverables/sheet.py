"""The sheet: the text of an output as its page shows it, part by part, with state, words and who is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as part
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliverables.actions.writing import Conflict, digest_of
from deliverables.content.check import Finding, field_id, said_of
from deliverables.content.document import Chapter, Document, Row
from deliverables.content.lookups import Names
from deliverables.content.schema import Field, Form, Section
from deliverables.content.sources import Source, waiting
from deliverables.content.values import count_words, read_date, shown, spoken
from deliverables.models.writing import ONE_ROW
from ui.meters import WordMeter

MANY_ROWS = 12
"""From here on rows are folded to their titles."""
MOST_SHOWN = 6
"""So many findings are read at one look; the others are folded."""


class Mark(NamedTuple):
    """How far a part is, as symbol, word and colour."""

    colour: str
    icon: str
    word: str | Promise

    @property
    def css(self) -> str:
        return f"is-{self.colour}"


CHOSEN = ("choice", "theme", "city", "person", "row", "takeaway")
"""Types of fields that are answered from a list."""
READY = Mark("ok", "check-circle", _("Ready"))
EMPTY = Mark("idle", "ring", _("Not begun"))
LOOK = Mark("soon", "alert", _("Worth a look"))
MISSING = Mark("late", "x-circle", _("Something missing"))
CLOSED = Mark("idle", "lock", _("Closed"))
WORST_FIRST = (MISSING, LOOK, EMPTY, READY)


@dataclass(frozen=True)
class Clash:
    """Two texts for one question, as they are read, and what the choice between them sends back."""

    slug: str
    id: str
    theirs: str
    yours: str
    by: Any
    at: datetime | None
    raw: str
    digest: str

    @classmethod
    def of(cls, row: Row, field: Field, conflict: Conflict, names: Names) -> Clash:
        theirs, yours = (
            shown(field, raw, names) or spoken(field, raw) or raw for raw in (conflict.theirs, conflict.yours)
        )
        digest = digest_of(conflict.theirs)
        return cls(field.slug, field_id(row, field), theirs, yours, conflict.by, conflict.at, conflict.theirs, digest)


@dataclass(frozen=True)
class Asked:
    """A question in the form: its control, what stands in it and what there is to say about that.

    `was` is the digest of the text it starts from; empty where two texts wait for a choice.
    """

    field: Field
    id: str
    raw: str
    was: str
    choices: Sequence[tuple[str, str]] = ()
    advice: Sequence[str] = ()
    clash: Clash | None = None
    has_focus: bool = False

    @property
    def control(self) -> str:
        """Which control it gets; one that could not show what was typed gives way to a plain line."""
        if self.field.type == "date" and self.raw and read_date(self.raw) is None:
            return "text"
        if self.field.type == "text" and "\n" in self.raw:
            return "long"
        return "select" if self.field.type in CHOSEN else self.field.type

    @property
    def meter(self) -> WordMeter | None:
        return WordMeter(count_words(self.raw), *self.field.words) if any(self.field.words) else None

    @property
    def marks(self) -> list[tuple[str, str]]:
        """The steps of a scale, with the words for its ends."""
        low, high = self.field.ends
        return [("1", low), ("2", ""), ("3", ""), ("4", ""), ("5", high)]


@dataclass(frozen=True)
class SheetPart:
    """One row as the page shows it. `asked` is there while it is being edited, `mark` while it is being written."""

    row: Row
    mark: Mark | None = None
    is_open: bool = False
    here: str = ""
    asked: Sequence[Asked] = ()

    @property
    def meter(self) -> WordMeter:
        return WordMeter(self.row.words, *self.row.section.words)


@dataclass(frozen=True)
class SheetSection:
    section: Section
    parts: Sequence[SheetPart]
    mark: Mark | None = None
    closed: str = ""
    is_open: bool = False
    findings: Sequence[Finding] = ()
    example: Sequence[Row] = ()
    dropped: Sequence[Row] = ()
    offered: Sequence[Source] = ()

    @property
    def offer(self) -> str:
        """What waits for a row of this section, counted in a sentence."""
        return said_of(self.section, len(self.offered))

    @property
    def is_long(self) -> bool:
        return len(self.parts) > MANY_ROWS

    @property
    def ready(self) -> int:
        return sum(each.mark is READY for each in self.parts)


@dataclass(frozen=True)
class Pen:
    """What a writer's page adds: why sections are closed, which part is open, what was typed and not saved."""

    names: Names = part(default_factory=Names)
    writes: bool = False
    closed: Mapping[str, str] = part(default_factory=dict)
    edited: UUID | None = None
    focus: str = ""
    conflicts: Mapping[str, Conflict] = part(default_factory=dict)
    here: Mapping[UUID, str] = part(default_factory=dict)
    dropped: Mapping[str, list[Row]] = part(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    sections: Sequence[SheetSection]
    findings: Sequence[Finding] = ()

    def part(self, key: UUID | None) -> SheetPart | None:
        return next((each for section in self.sections for each in section.parts if each.row.key == key), None)

    @property
    def blocking(self) -> list[Finding]:
        return [each for each in self.findings if each.blocks]

    @property
    def looks(self) -> list[Finding]:
        return [each for each in self.findings if not each.blocks]

    @property
    def has_closed(self) -> bool:
        return any(section.closed for section in self.sections)

    @property
    def first_findings(self) -> Sequence[Finding]:
        return self.findings[:MOST_SHOWN]

    @property
    def more_findings(self) -> Sequence[Finding]:
        return self.findings[MOST_SHOWN:]

    @property
    def fine(self) -> int:
        return sum(section.ready for section in self.sections)


def reading_sheet(document: Document) -> Sheet:
    """A submitted revision: nothing to check, nothing to write."""
    return Sheet([SheetSection(each.section, [SheetPart(row) for row in each.rows]) for each in document])


def writing_sheet(document: Document, found: Sequence[Finding], pen: Pen) -> Sheet:
    """The working text, for those who write it and those who look over their shoulder."""
    examples = examples_of(document.form, pen.names) if pen.writes else {}
    return Sheet([_section(each, found, pen, examples.get(each.section.slug, [])) for each in document], found)


def examples_of(form: Form, names: Names) -> dict[str, list[Row]]:
    """The worked example of a form as rows, by section."""
    made = {}
    for slug, content in (form.data.get("example") or {}).items():
        if section := form.section(slug):
            rows = content if isinstance(content, list) else [content]
            made[slug] = [_example(section, n, values, names) for n, values in enumerate(rows, 1)]
    return made


def _example(section: Section, number: int, values: Mapping[str, str], names: Names) -> Row:
    labels = {field.slug: shown(field, values.get(field.slug, ""), names) for field in section.fields}
    key = uuid5(ONE_ROW, f"example:{section.slug}:{number}")
    return Row(section, key, number, values, {slug: label for slug, label in labels.items() if label})


def _section(chapter: Chapter, found: Sequence[Finding], pen: Pen, example: Sequence[Row]) -> SheetSection:
    section = chapter.section
    closed = pen.closed.get(section.slug, "")
    is_open = pen.writes and not closed
    of_section = [each for each in found if each.anchor == f"section-{section.slug}"]
    parts = [_part(row, [each for each in found if each.row == str(row.key)], pen, is_open) for row in chapter.rows]
    return SheetSection(
        section,
        parts,
        CLOSED if closed else _worst(parts, of_section),
        closed,
        is_open,
        of_section,
        example,
        pen.dropped.get(section.slug, []),
        waiting(section, [row.values for row in chapter.rows], pen.names.sources) if is_open else (),
    )


def _part(row: Row, found: Sequence[Finding], pen: Pen, is_open: bool) -> SheetPart:
    asked = []
    if is_open and row.key == pen.edited:
        asked = [_asked(row, each, found, pen) for each in row.section.fields if each.type != "file"]
        if asked and not any(each.has_focus for each in asked):
            asked[0] = replace(asked[0], has_focus=True)
    closed = bool(pen.closed.get(row.section.slug))
    return SheetPart(row, CLOSED if closed else _mark(row, found), is_open, pen.here.get(row.key, ""), asked)


def _asked(row: Row, field: Field, found: Iterable[Finding], pen: Pen) -> Asked:
    place, stored = field_id(row, field), row.values.get(field.slug, "")
    conflict = pen.conflicts.get(field.slug)
    raw = conflict.yours if conflict else stored
    return Asked(
        field,
        place,
        raw,
        "" if conflict else digest_of(stored),
        _choices(field, raw, row, pen.names),
        [each.sentence for each in found if each.anchor == place and raw.strip()],
        Clash.of(row, field, conflict, pen.names) if conflict else None,
        pen.focus == place,
    )


def _choices(field: Field, raw: str, row: Row, names: Names) -> list[tuple[str, str]]:
    """What can be chosen; an answer that is no longer in the list stays choosable as what it was."""
    found = list(names.choices(field).items())
    if raw and found and raw not in dict(found):
        found.append((raw, row.shown.get(field.slug) or raw))
    return found


def _mark(row: Row, found: Sequence[Finding]) -> Mark:
    if row.is_empty and any(each.blocks for each in found):
        return EMPTY
    if any(each.blocks for each in found):
        return MISSING
    return LOOK if found else READY


def _worst(parts: Sequence[SheetPart], found: Sequence[Finding]) -> Mark:
    """The mark of a section: as its worst part; not begun while nobody has written into any."""
    marks: set[Any] = {each.mark for each in parts}
    if marks <= {EMPTY}:
        return EMPTY if found or marks else READY
    if EMPTY in marks or any(each.blocks for each in found):
        return MISSING
    marks |= {LOOK} if found else set()
    return next(each for each in WORST_FIRST if each in marks)
