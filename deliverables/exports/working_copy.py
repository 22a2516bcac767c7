"""The form as a Word document to write in: its questions as headings, what is written so far under them.

Rows that are asked for and not written yet stand there empty, each with an identity of its own, so that the same
document can be brought back twice without making them twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliverables.actions.handing_in import written
from deliverables.content.document import Chapter, Row
from deliverables.content.lookups import Names, names_for
from deliverables.content.schema import Field
from deliverables.exports.marks import question_mark, row_mark, section_mark
from deliverables.exports.paper import frame
from deliverables.exports.word import HELP, Sheet
from deliverables.models import Deliverable
from ui.paper import paragraphs

MOST_CHOICES = 40
"""Longer lists are chosen from in the portal."""
WRITTEN = {
    "date": gettext_lazy("Write the date like 2026-05-14."),
    "money": gettext_lazy("Write an amount in euro, digits only."),
    "number": gettext_lazy("Write a number, digits only."),
}


def working_copy(output: Deliverable) -> bytes:
    """The DOCX, in the language that is active."""
    owed = output.obligation
    draft = None if output._state.adding else output.revisions.filter(submitted_at=None).first()
    document = written(output, draft)
    names = names_for(document.form, owed.participation)
    title = f"{owed.requirement.name}, {owed.participation.city}"
    language = translation.get_language() or settings.LANGUAGE_CODE
    sheet = Sheet(title=title, language=language, programme=settings.PROGRAMME_NAME)
    sheet.running(title, settings.PROGRAMME_NAME)
    sheet.heading(owed.requirement.name, 0)
    sheet.say(str(owed.participation.city))
    sheet.say(
        _("Write under the questions and leave the headings as they are: the portal finds your answers by them."), HELP
    )
    for chapter in document:
        _chapter(sheet, chapter, names)
    sheet.foot(frame())
    return sheet.content()


def _chapter(sheet: Sheet, chapter: Chapter, names: Names) -> None:
    section = chapter.section
    sheet.heading(section.title, 1, section_mark(section.slug))
    if section.help:
        sheet.say(section.help, HELP)
    if section.has_rows:
        more = _("To add one more, copy a whole “%(row)s” with its headings to the end and give it the next number.")
        sheet.say(more % {"row": section.row_name}, HELP)
    for row in _rows(chapter):
        if section.has_rows:
            sheet.heading(row.name, 2, row_mark(row.key))
        for field in section.fields:
            _question(sheet, row, field, names)


def _rows(chapter: Chapter) -> Iterator[Row]:
    yield from chapter.rows
    for number in range(len(chapter.rows) + 1, chapter.section.rows.least + 1):
        yield Row(chapter.section, uuid4(), number, {}, {})


def _question(sheet: Sheet, row: Row, field: Field, names: Names) -> None:
    answer = row.answer(field)
    level = 3 if row.section.has_rows else 2
    if field.type == "file":
        sheet.heading(field.label, level)
        sheet.say(_("Files are added in the portal."), HELP)
        return
    sheet.heading(field.label, level, question_mark(row.key, field.slug, answer.raw))
    for line in hints(field, names):
        sheet.say(line, HELP)
    for text in paragraphs(answer.text) or [""]:
        sheet.say(text)


def hints(field: Field, names: Names) -> list[str]:
    """What stands under a question in help: what it means, and how an answer that is no free text is written."""
    return [line for text in (field.help, _how(field, names)) for line in paragraphs(text)]


def _how(field: Field, names: Names) -> str:
    match field.type:
        case "text" | "long":
            return ""
        case "scale":
            low, high = field.ends
            return _("Write a number from 1 (%(low)s) to 5 (%(high)s).") % {"low": low, "high": high}
        case "date" | "money" | "number":
            return str(WRITTEN[field.type])
    choices = names.choices(field)
    if not 0 < len(choices) <= MOST_CHOICES:
        return _("Choose this in the portal.")
    return _("Write one of: %(choices)s") % {"choices": " · ".join(choices.values())}
