"""What changed between two states of an output: chapter by chapter, row by row, field by field.

Rows are matched by their identity, never by their place. A row that changed its place among those that stayed says
so; one that only slid because another came or went does not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from uuid import UUID

from deliverables.comparing.words import Patience, Stretch, compare, stretches
from deliverables.content.document import Chapter, Document, Row
from deliverables.content.schema import Field, Section
from deliverables.models import RevisionFile

SAME, CHANGED, ADDED, REMOVED, REPLACED = "same", "changed", "added", "removed", "replaced"
Key = tuple[str, UUID | None, str]


@dataclass
class FieldChange:
    """One question. `text` is the answer as it is now, or as it was before it went."""

    field: Field
    kind: str
    text: str
    stretches: list[Stretch]


@dataclass
class RowChange:
    """One row; `moved_from` is the number it had before it was put elsewhere."""

    row: Row
    kind: str
    fields: list[FieldChange]
    moved_from: int | None = None

    @property
    def changed(self) -> list[FieldChange]:
        return [each for each in self.fields if each.kind != SAME]

    @property
    def unchanged(self) -> list[FieldChange]:
        """What stayed, as far as something was answered."""
        return [each for each in self.fields if each.kind == SAME and each.text]

    @property
    def is_same(self) -> bool:
        return self.kind == SAME and self.moved_from is None

    @property
    def count(self) -> int:
        """A row that came, went or moved counts as one, else its fields that changed."""
        return len(self.changed) if self.kind == CHANGED else int(not self.is_same)


@dataclass
class ChapterChange:
    section: Section
    kind: str
    rows: list[RowChange] = part(default_factory=list)

    @property
    def is_same(self) -> bool:
        return self.kind == SAME

    @property
    def words(self) -> int:
        return sum(each.row.words for each in self.rows)

    @property
    def count(self) -> int:
        """How many fields and rows changed: what the list of sections says."""
        return sum(each.count for each in self.rows)


@dataclass
class FileChange:
    kind: str
    file: RevisionFile
    before: RevisionFile | None = None

    @property
    def is_readable(self) -> bool:
        """Both are Word documents, whose texts can be compared."""
        return self.before is not None and {self.file.ending, self.before.ending} == {"DOCX"}


def compare_documents(old: Document, new: Document, patience: Patience) -> list[ChapterChange]:
    """Every section of either, those of the newer first in their order."""
    found = [_chapter(old.chapter(each.section.slug), each, patience) for each in new]
    gone = [each for each in old if new.chapter(each.section.slug) is None]
    return found + [_alone(each, REMOVED) for each in gone if not each.is_empty]


def compare_files(old: Iterable[RevisionFile], new: Iterable[RevisionFile]) -> list[FileChange]:
    """Files by place: the same bytes are the same file; one with the same name, or the only one there, was replaced."""
    before, after = _by_place(old), _by_place(new)
    return [
        change
        for place in dict.fromkeys([*after, *before])
        for change in _files(before.get(place, []), after.get(place, []))
    ]


def _chapter(old: Chapter | None, new: Chapter, patience: Patience) -> ChapterChange:
    if old is None:
        return _alone(new, ADDED)
    before = {row.key: row for row in old.rows}
    kept = [row.key for row in new.rows if row.key in before]
    stayed = _in_order(kept, [row.key for row in old.rows])
    rows = [
        _row(before[row.key], row, stayed, patience) if row.key in before else _one_sided(row, ADDED)
        for row in new.rows
    ]
    for place, row in _gone(old.rows, [row.key for row in new.rows]):
        rows.insert(place, _one_sided(row, REMOVED))
    kind = SAME if all(each.is_same for each in rows) else CHANGED
    return ChapterChange(new.section, kind, rows)


def _gone(old: Sequence[Row], new: Sequence[UUID]) -> Iterator[tuple[int, Row]]:
    """The rows that went, each with the place where it is shown: behind the row it stood behind."""
    place = inserted = 0
    for row in old:
        if row.key in new:
            place = new.index(row.key) + 1
        else:
            yield place + inserted, row
            inserted += 1


def _alone(chapter: Chapter, kind: str) -> ChapterChange:
    return ChapterChange(chapter.section, kind, [_one_sided(row, kind) for row in chapter.rows])


def _one_sided(row: Row, kind: str) -> RowChange:
    answers = [answer for answer in row.answers() if answer.said]
    return RowChange(row, kind, [FieldChange(answer.field, kind, answer.said, []) for answer in answers])


def _row(old: Row, new: Row, stayed: set[UUID], patience: Patience) -> RowChange:
    now = {each.slug: each for each in new.section.fields}
    gone = [each for each in old.section.fields if each.slug not in now]
    fields = [_field(old, new, each, patience) for each in [*now.values(), *gone]]
    kind = SAME if all(each.kind == SAME for each in fields) else CHANGED
    return RowChange(new, kind, fields, None if new.key in stayed else old.number)


def _field(old: Row, new: Row, field: Field, patience: Patience) -> FieldChange:
    before, after = _text(old, field), _text(new, field)
    if before.strip() == after.strip():
        return FieldChange(field, SAME, after, [])
    return FieldChange(field, CHANGED, after or before, stretches(compare(before, after, patience)))


def _text(row: Row, field: Field) -> str:
    """The answer where this version of the form asks for it; what an older form asked is no answer of this one."""
    asked = row.section.field(field.slug)
    return row.answer(asked).said if asked else ""


def _in_order(keys: Sequence[UUID], old: Sequence[UUID]) -> set[UUID]:
    """The most rows that stand in the same order as before (a longest increasing run); the others were moved."""
    places = [old.index(key) for key in keys]
    tops: list[int] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for n, place in enumerate(places):
        at = bisect_left(tops, place)
        tops[at:], ends[at:] = [place, *tops[at + 1 :]], [n, *ends[at + 1 :]]
        before[n] = ends[at - 1] if at else -1
    found, n = set[UUID](), ends[-1] if ends else -1
    while n >= 0:
        found.add(keys[n])
        n = before[n]
    return found


def _by_place(files: Iterable[RevisionFile]) -> dict[Key, list[RevisionFile]]:
    found: dict[Key, list[RevisionFile]] = {}
    for each in files:
        found.setdefault((each.section, each.row, each.field), []).append(each)
    return found


def _files(old: list[RevisionFile], new: list[RevisionFile]) -> Iterator[FileChange]:
    kept = {each.sha256 for each in old} & {each.sha256 for each in new}
    yield from (FileChange(SAME, each) for each in new if each.sha256 in kept)
    gone = [each for each in old if each.sha256 not in kept]
    came = [each for each in new if each.sha256 not in kept]
    for each in came:
        alone = gone if len(gone) == len(came) == 1 else []
        before = next((other for other in gone if other.name == each.name), None) or next(iter(alone), None)
        if before:
            gone.remove(before)
        yield FileChange(REPLACED if before else ADDED, each, before)
    yield from (FileChange(REMOVED, each) for each in gone)
