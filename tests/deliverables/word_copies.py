"""Word copies of a form, and what people and their programs do to them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx

from deliverables.exports.working_copy import working_copy
from deliverables.models import Deliverable
from milestones.models import Obligation
from tests.deliverables.corpus.good import saved

Edit = Callable[[Any], None]


def made(obligation: Obligation) -> bytes:
    obligation.refresh_from_db()
    return working_copy(Deliverable.objects.filter(pk=obligation.pk).first() or Deliverable(obligation=obligation))


def edited(content: bytes, *edits: Edit) -> bytes:
    document = docx.Document(BytesIO(content))
    for edit in edits:
        edit(document)
    return saved(document)


def answer(question: str, text: str, place: int = 0) -> Edit:
    """Write under the heading with these words; `place` counts those that are called the same."""

    def write(document: Any) -> None:
        headings = [n for n, each in enumerate(document.paragraphs) if each.text == question]
        after = document.paragraphs[headings[place] + 1 :]
        next(each for each in after if each.style.name != "Twinning Help").text = text

    return write


def without_marks(document: Any) -> None:
    for mark in document.element.xpath("//w:bookmarkStart | //w:bookmarkEnd"):
        mark.getparent().remove(mark)
