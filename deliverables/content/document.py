"""An output as it is read: the form's sections in order, each with its rows and their answers.

The same shape serves the working text (from parts) and a revision (from what it froze), so that pages, exports and
comparisons need to know one thing only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as part
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from deliverables.content.lookups import Names
from deliverables.content.schema import Field, Form, Section
from deliverables.content.values import count_words, shown, spoken
from deliverables.models import Part, Revision, RevisionFile

TYPED = {"text", "long"}
"""Fields whose words count."""
POINTERS = {"row", "takeaway"}
"""Fields that point at another station of the thread."""


class Answer(NamedTuple):
    """One field with what was answered. `raw` as typed, `text` as read, `files` for a field that takes files."""

    field: Field
    raw: str
    text: str
    files: Sequence[RevisionFile]

    @property
    def is_empty(self) -> bool:
        return not self.raw.strip() and not self.files

    @property
    def leads_to(self) -> UUID | None:
        """The number of the row or takeaway it points at, while that is known by name: the thread goes on there."""
        if self.field.type not in POINTERS or self.text == self.raw:
            return None
        try:
            return UUID(self.raw)
        except ValueError:
            return None

    @property
    def said(self) -> str:
        """The answer as people read it: the name for what was chosen, a day in words, an amount with its currency."""
        return spoken(self.field, self.raw) or self.text


@dataclass
class Row:
    """One row of a section; the only one where the section has no rows. `number` counts from 1."""

    section: Section
    key: UUID
    number: int
    values: Mapping[str, str]
    shown: Mapping[str, str]
    files: Sequence[RevisionFile] = ()
    by: Any = None
    at: datetime | None = None

    @property
    def name(self) -> str:
        """How it is spoken of: "Goal 3", or the title of the section."""
        return f"{self.section.row_name} {self.number}" if self.section.has_rows else self.section.title

    @property
    def title(self) -> str:
        """The answer that names the row, where there is one."""
        title = self.section.title_field
        return (self.shown.get(title) or self.values.get(title, "")) if self.section.has_rows else ""

    @property
    def anchor(self) -> str:
        """The id of the row on the page."""
        return f"part-{self.key}"

    @property
    def is_empty(self) -> bool:
        return not any(value.strip() for value in self.values.values()) and not self.files

    @property
    def words(self) -> int:
        return sum(count_words(self.values.get(each.slug, "")) for each in self.section.fields if each.type in TYPED)

    @property
    def attachments(self) -> list[RevisionFile]:
        """Files of the row that belong to no field of it."""
        return [file for file in self.files if not file.field]

    def answer(self, field: Field) -> Answer:
        raw = self.values.get(field.slug, "")
        files = [file for file in self.files if file.field == field.slug] if field.type == "file" else []
        return Answer(field, raw, self.shown.get(field.slug) or raw, files)

    def answers(self) -> list[Answer]:
        return [self.answer(field) for field in self.section.fields]

    def links(self) -> list[Answer]:
        """The answers from which the thread goes on."""
        return [each for each in self.answers() if each.leads_to]

    def left_over(self) -> dict[str, str]:
        """Answers to fields that an older form asked: kept, shown apart, never lost."""
        known = {field.slug for field in self.section.fields}
        return {slug: value for slug, value in self.values.items() if slug not in known and value.strip()}


@dataclass
class Chapter:
    """A section with its rows."""

    section: Section
    rows: list[Row] = part(default_factory=list)

    @property
    def words(self) -> int:
        return sum(row.words for row in self.rows)

    @property
    def is_empty(self) -> bool:
        return all(row.is_empty for row in self.rows)


@dataclass
class Document:
    form: Form
    chapters: list[Chapter]

    def __iter__(self) -> Iterator[Chapter]:
        return iter(self.chapters)

    @property
    def is_empty(self) -> bool:
        """Nobody has written anything into the form."""
        return all(chapter.is_empty for chapter in self.chapters)

    def rows(self) -> Iterator[Row]:
        for chapter in self.chapters:
            yield from chapter.rows

    def row(self, key: UUID) -> Row | None:
        return next((row for row in self.rows() if row.key == key), None)

    def chapter(self, section: str) -> Chapter | None:
        return next((each for each in self.chapters if each.section.slug == section), None)


def being_written(
    form: Form, deliverable: int, parts: Iterable[Part], files: Iterable[RevisionFile], names: Names
) -> Document:
    """The working text. `parts` are the standing ones in order; a section nobody has begun has its empty part."""
    by_section: dict[str, list[Part]] = {}
    for each in parts:
        by_section.setdefault(each.section, []).append(each)
    kept = _by_row(files)
    chapters = []
    for section in form:
        found = by_section.get(section.slug, [])
        if not section.has_rows:
            found = found or [Part(key=Part.only_key(deliverable, section.slug), section=section.slug)]
        chapters.append(Chapter(section, [_row(section, n, each, kept, names) for n, each in enumerate(found, 1)]))
    return Document(form, chapters)


def with_closed(document: Document, handed_in: Revision | None, closed: Collection[str]) -> Document:
    """The working text with the sections that are `closed` (their slugs) as they were handed in.

    What was typed there meanwhile is no part of the next revision; it is kept, and back when the section is open.
    """
    if handed_in is None or not closed:
        return document
    earlier = of_revision(handed_in)
    return Document(document.form, [_as_handed_in(each, earlier, closed) for each in document])


def _as_handed_in(chapter: Chapter, earlier: Document, closed: Collection[str]) -> Chapter:
    stands = earlier.chapter(chapter.section.slug) if chapter.section.slug in closed else None
    if stands is None:
        return chapter
    files = {row.key: row.files for row in chapter.rows}
    rows = [replace(row, section=chapter.section, files=files.get(row.key, row.files)) for row in stands.rows]
    return Chapter(chapter.section, rows)


def of_revision(revision: Revision) -> Document:
    """What a submitted revision froze; its `form` and `files` must be at hand."""
    if revision.form is None or revision.content is None:
        return Document(Form({}), [])
    form, kept = Form(revision.form.schema), _by_row(revision.files.all())
    frozen = {each["slug"]: each["rows"] for each in revision.content["sections"]}
    chapters = []
    for section in form:
        rows = [
            Row(section, UUID(each["id"]), n, each["values"], each["shown"], kept.get(UUID(each["id"]), ()))
            for n, each in enumerate(frozen.get(section.slug, []), 1)
        ]
        chapters.append(Chapter(section, rows))
    return Document(form, chapters)


def frozen(document: Document) -> dict[str, Any]:
    """The document as JSON, with the names it showed: what they point at may change, the revision does not."""
    return {
        "form": document.form.digest,
        "sections": [
            {
                "slug": chapter.section.slug,
                "rows": [
                    {"id": str(row.key), "values": dict(row.values), "shown": dict(row.shown)} for row in chapter.rows
                ],
            }
            for chapter in document
        ],
    }


def _row(section: Section, number: int, each: Part, files: Mapping[UUID, list[RevisionFile]], names: Names) -> Row:
    labels = {field.slug: shown(field, each.values.get(field.slug, ""), names) for field in section.fields}
    return Row(
        section,
        each.key,
        number,
        each.values,
        {slug: label for slug, label in labels.items() if label},
        files.get(each.key, ()),
        by=each.by if each.by_id else None,
        at=each.at,
    )


def _by_row(files: Iterable[RevisionFile]) -> dict[UUID, list[RevisionFile]]:
    found: dict[UUID, list[RevisionFile]] = {}
    for each in files:
        if each.row:
            found.setdefault(each.row, []).append(each)
    return found
