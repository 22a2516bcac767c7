"""What visitors read of an output, as its form says: no private answer, no person, no file but those meant for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from deliverables.content.document import Chapter, Document, Row
from deliverables.content.schema import Field, Form, Section
from uploads.states import Scan


def for_visitors(document: Document, forms: Mapping[str, Any]) -> Document:
    """The document with what is public in it and nothing else: what is left out is not even in memory.

    `forms` are those of the cohort. A row that an answer points at is named only where its own name is public.
    """
    chapters = []
    for chapter in document:
        fields = [field for field in chapter.section.fields if _is_public(field, forms)]
        section = Section({**chapter.section.data, "fields": [field.data for field in fields]})
        rows = [_row(section, row) for row in chapter.rows]
        if rows := [row for row in rows if not row.is_empty]:
            chapters.append(Chapter(section, rows))
    return Document(document.form, chapters)


def _is_public(field: Field, forms: Mapping[str, Any]) -> bool:
    return field.is_public and (field.type != "row" or _is_named_in_public(field.of, forms))


def _is_named_in_public(of: tuple[str, str], forms: Mapping[str, Any]) -> bool:
    form, section = of
    pointed_at = Form(forms.get(form) or {}).section(section)
    title = pointed_at.field(pointed_at.title_field) if pointed_at else None
    return title is not None and title.is_public


def _row(section: Section, row: Row) -> Row:
    kept = {field.slug for field in section.fields}
    uploads = {field.slug for field in section.fields if field.type == "file"}
    return replace(
        row,
        section=section,
        values={slug: value for slug, value in row.values.items() if slug in kept - uploads},
        shown={slug: name for slug, name in row.shown.items() if slug in kept},
        files=[file for file in row.files if file.field in uploads and file.scan == Scan.CLEAN],
        by=None,
        at=None,
    )
