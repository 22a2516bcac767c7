"""Bookmarks by which a Word document that comes back is recognised: section, row, and question.

A question's mark also says which text it started from, so that what changed in the portal meanwhile is noticed.
Office programs keep the names of bookmarks (at most 40 letters, digits and underscores); where one is lost, the words
of the headings serve.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from deliverables.actions.writing import digest_of
from ui.paper import paragraphs

ROW = re.compile(r"r_([0-9a-f]{32})")
QUESTION = re.compile(r"f_([0-9a-f]{16})_([0-9a-f]{16})")


class Question(NamedTuple):
    """A question's mark, read: its name among all questions, and the digest of the text it started from."""

    name: str
    was: str


def normal(text: str) -> str:
    """A text as it survives a word processor: lines without blanks around them, none empty."""
    return "\n".join(paragraphs(text))


def section_mark(section: str) -> str:
    return f"s_{_short(section)}"


def row_mark(row: UUID) -> str:
    return f"r_{row.hex}"


def question_mark(row: UUID, field: str, raw: str) -> str:
    return f"f_{question_name(row, field)}_{digest_of(normal(raw))}"


def question_name(row: UUID, field: str) -> str:
    return _short(f"{row.hex}.{field}")


def row_of(marks: tuple[str, ...]) -> UUID | None:
    return next((UUID(found[1]) for mark in marks if (found := ROW.fullmatch(mark))), None)


def question_of(marks: tuple[str, ...]) -> Question | None:
    return next((Question(found[1], found[2]) for mark in marks if (found := QUESTION.fullmatch(mark))), None)


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
