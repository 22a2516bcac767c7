"""The check before submission: what blocks, and what is worth a look. It runs all the time and changes nothing."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliverables.content.document import TYPED, Chapter, Document, Row
from deliverables.content.lookups import Names
from deliverables.content.schema import Field, Section
from deliverables.content.sources import waiting
from deliverables.content.values import complaint, count_words


class Finding(NamedTuple):
    """One thing found: a sentence, and where to go (the id of a field, a row or a section on the page)."""

    blocks: bool
    where: str
    sentence: str
    anchor: str
    row: str


def field_id(row: Row, field: Field) -> str:
    """The id of a field on the page."""
    return f"f-{row.key}-{field.slug}"


def findings(document: Document, names: Names, closed: Container[str] = ()) -> list[Finding]:
    """Everything there is to say, what blocks first, then in the order of the page.

    Sections that are `closed` (their slugs) stand as they were handed in: nothing is said of them.
    """
    open_to_change = (chapter for chapter in document if chapter.section.slug not in closed)
    found = [each for chapter in open_to_change for each in _of_chapter(chapter, names)]
    return sorted(found, key=lambda each: not each.blocks)


def said_of(section: Section, count: int) -> str:
    """So many sources of a section wait for a row."""
    if section.verdict:
        words = ngettext("%(n)d takeaway waits for a verdict.", "%(n)d takeaways wait for a verdict.", count)
    elif section.when:
        words = ngettext("%(n)d verdict waits for a line here.", "%(n)d verdicts wait for a line here.", count)
    else:
        words = ngettext("%(n)d thing waits for a line here.", "%(n)d things wait for a line here.", count)
    return words % {"n": count}


def _of_chapter(chapter: Chapter, names: Names) -> Iterator[Finding]:
    section, count = chapter.section, len(chapter.rows)
    if section.has_rows:
        least, most = section.rows
        if count < least:
            missing = ngettext(
                "%(n)d row is missing, %(least)d are asked for.",
                "%(n)d rows are missing, %(least)d are asked for.",
                least - count,
            )
            yield _section(chapter, missing % {"n": least - count, "least": least})
        if most and count > most:
            yield _section(chapter, _("%(n)d rows are too many, %(most)d are the most.") % {"n": count, "most": most})
    if found := waiting(section, [row.values for row in chapter.rows], names.sources):
        yield _section(chapter, said_of(section, len(found)), blocks=False)
    for row in chapter.rows:
        yield from _of_row(row, names)


def _of_row(row: Row, names: Names) -> Iterator[Finding]:
    for answer in row.answers():
        if answer.is_empty:
            if answer.field.is_required:
                yield _field(row, answer.field, _("is empty; this answer is needed"), blocks=True)
        elif answer.raw and (sentence := complaint(answer.field, answer.raw, names)):
            yield _field(row, answer.field, str(sentence), blocks=True)
        else:
            yield from _of_length(row, answer.field, answer.raw)
    if sentence := _length(row.words, *row.section.words):
        yield Finding(False, row.name, sentence, row.anchor, str(row.key))


def _of_length(row: Row, field: Field, raw: str) -> Iterator[Finding]:
    if field.type in TYPED and (sentence := _length(count_words(raw), *field.words)):
        yield _field(row, field, sentence, blocks=False)


def _length(words: int, least: int, most: int) -> str:
    if least and words < least:
        return ngettext("is %(n)d word short", "is %(n)d words short", least - words) % {"n": least - words}
    if most and words > most:
        return ngettext("is %(n)d word too long", "is %(n)d words too long", words - most) % {"n": words - most}
    return ""


def _field(row: Row, field: Field, sentence: str, *, blocks: bool) -> Finding:
    where = field.label if not row.section.has_rows else f"{row.name}, {field.label}"
    return Finding(blocks, capfirst(where), sentence, field_id(row, field), str(row.key))


def _section(chapter: Chapter, sentence: str, *, blocks: bool = True) -> Finding:
    return Finding(blocks, chapter.section.title, sentence, f"section-{chapter.section.slug}", "")
