"""A revision as a document to hand around: the same content for DOCX and PDF, in words of the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as default

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.translation import gettext as _

from deliverables.actions.handing_in import written
from deliverables.content.document import Answer, Chapter, Document, Row, of_revision
from deliverables.content.schema import Field, Section
from deliverables.models import Revision, RevisionFile
from milestones.models import Obligation
from ui.languages import language_of
from ui.paper import frame as common_frame
from ui.paper import paragraphs
from ui.templatetags.kit import moment

GLANCE = 3
"""How many short answers the overview of a section's rows shows beside their names."""
BRIEF = {"theme", "choice", "scale", "date", "money", "number", "city", "person"}


@dataclass
class Entry:
    """A question with its answer, paragraph by paragraph."""

    label: str
    paragraphs: list[str]


@dataclass
class Block:
    """One row; without a title where its section has only one."""

    title: str
    entries: list[Entry]
    files: list[str] = default(default_factory=list)


@dataclass
class Table:
    header: list[str]
    rows: list[list[str]]


@dataclass
class Part:
    title: str
    table: Table | None
    blocks: list[Block]


@dataclass
class Paper:
    title: str
    city: str
    city_language: str
    language: str
    programme: str
    is_draft: bool
    stamp: list[tuple[str, str]]
    note: list[str]
    sections: list[Part]
    files: list[str]
    words: dict[str, str]
    """What the frame says: the interface's words by name."""


def document_of(revision: Revision) -> Document:
    """What a revision holds: the working text while it is a draft, what was frozen afterwards."""
    return written(revision.deliverable, revision) if revision.is_draft else of_revision(revision)


def paper_of(revision: Revision) -> Paper:
    """`revision` as a paper in the language that is active."""
    owed = revision.deliverable.obligation
    city = owed.participation.city
    document = document_of(revision)
    return Paper(
        title=owed.requirement.name,
        city=city.name,
        city_language=language_of(city.name, str(city.country)),
        language=translation.get_language() or settings.LANGUAGE_CODE,
        programme=settings.PROGRAMME_NAME,
        is_draft=revision.is_draft,
        stamp=_stamp(revision, owed),
        note=paragraphs(revision.note),
        sections=[_section(each) for each in document if not each.is_empty],
        files=[_file(each, with_hash=True) for each in revision.files.all() if not each.section],
        words=frame(),
    )


def frame() -> dict[str, str]:
    """What the frame of every paper says, and a few words more."""
    return {
        **common_frame(),
        "draft": _("DRAFT"),
        "draft_note": _("This is a draft. It was not submitted, and it can still change."),
        "note": _("Note to the programme team"),
        "files": _("Files handed in with it"),
        "attached": _("Files"),
        "glance": _("At a glance"),
        "boxes": _("A box stands for a character that this PDF cannot show. The DOCX shows it."),
    }


def _stamp(revision: Revision, owed: Obligation) -> list[tuple[str, str]]:
    """Which version this is, whose, since when, and how it can be recognised."""
    cohort, zone = owed.participation.cohort, owed.participation.city.time_zone
    stamp = [(_("City"), str(owed.participation.city)), (_("Cohort"), f"{cohort.programme}, {cohort}")]
    if revision.is_draft:
        return [*stamp, (_("Version"), _("Draft of revision %(n)s") % {"n": revision.number})]
    submitted = _("%(who)s, %(when)s") % {"who": revision.submitted_by, "when": moment(revision.submitted_at, zone)}
    return [
        *stamp,
        (_("Version"), _("Revision %(n)s") % {"n": revision.number}),
        (_("Submitted"), submitted),
        (_("Fingerprint (SHA-256)"), revision.fingerprint()),
    ]


def _section(chapter: Chapter) -> Part:
    section = chapter.section
    rows = [row for row in chapter.rows if not row.is_empty]
    if section.has_rows and all(field.type in BRIEF | {"text"} for field in section.fields) and len(section.fields) < 6:
        return Part(section.title, _table(section, section.fields, rows), _only_files(rows))
    brief = [each for each in section.fields if each.type in BRIEF and each.slug != section.title_field][:GLANCE]
    table = _table(section, brief, rows) if section.has_rows and brief and len(rows) > 1 else None
    return Part(section.title, table, [_block(row) for row in rows])


def _table(section: Section, fields: list[Field], rows: list[Row]) -> Table:
    """One line a row: its name, the answer that names it where that is no column, and the columns."""
    named = section.field(section.title_field)
    columns = [named, *fields] if named and named not in fields else fields
    return Table(
        [section.row_name, *(field.label for field in columns)],
        [[str(row.number), *(_said(row.answer(field)) for field in columns)] for row in rows],
    )


def _block(row: Row) -> Block:
    """Its answers under their questions; the one that names the row is its title already."""
    named = row.section.title_field if row.title else ""
    answers = [each for each in row.answers() if not each.is_empty and each.field.slug != named]
    entries = [Entry(each.field.label, paragraphs(_said(each))) for each in answers]
    entries += [Entry(slug, paragraphs(text)) for slug, text in row.left_over().items()]
    title = f"{row.name}: {row.title}" if row.title else row.name
    return Block(title if row.section.has_rows else "", entries, [_file(each) for each in row.attachments])


def _said(answer: Answer) -> str:
    return "\n".join(_file(each) for each in answer.files) if answer.field.type == "file" else answer.said


def _only_files(rows: list[Row]) -> list[Block]:
    return [Block(row.name, [], [_file(each) for each in row.attachments]) for row in rows if row.attachments]


def _file(file: RevisionFile, *, with_hash: bool = False) -> str:
    label = f"{file.name} ({filesizeformat(file.size)})"
    return f"{label}, SHA-256 {file.sha256}" if with_hash else label
