"""The conversations about an output as one reader meets them: two statements, however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from deliverables.actions.drafts import BESIDE, Place
from deliverables.content.document import Document
from deliverables.models import Comment, Deliverable, Thread
from deliverables.states import Audience

ALL_OF_IT = "-"
"""What a comment is about when it is about no section in particular."""


@dataclass(frozen=True)
class Talk:
    """One thread with what was said in it, where it belongs, and what this reader can do."""

    thread: Thread
    about: str
    """The name of the place, "Goal 3"; "" for the whole output."""
    anchor: str
    may_answer: bool
    may_settle: bool

    @property
    def comments(self) -> list[Comment]:
        return list(self.thread.comments.all())


@dataclass(frozen=True)
class Talks:
    """All threads that this reader may read."""

    talks: Sequence[Talk]
    output: Deliverable

    @property
    def open(self) -> list[Talk]:
        return [each for each in self.talks if each.thread.resolved_at is None]

    @property
    def resolved(self) -> list[Talk]:
        return [each for each in self.talks if each.thread.resolved_at]

    @property
    def open_at(self) -> dict[str, int]:
        """How many are open at each place, by section slug and by row key as text."""
        places = [key for each in self.open for key in (each.thread.section, str(each.thread.row or ""))]
        return dict(Counter(filter(None, places)))


def talks_about(output: Deliverable, document: Document, reader: Any, audiences: Sequence[Audience]) -> Talks:
    """The threads of an output; `audiences` are those to whom the reader may speak (`rules.audiences_of`)."""
    said = Prefetch("comments", Comment.objects.with_names().order_by("at", "pk"))
    threads = Thread.objects.visible_to(reader).filter(deliverable=output.pk)
    found = threads.select_related("resolved_by").prefetch_related(said).order_by("pk")
    return Talks([_talk(each, document, reader, audiences) for each in found], output)


def places_in(document: Document) -> list[tuple[str, list[tuple[str, str]]]]:
    """Sections and their rows, as the choices of a select."""
    return [
        (
            chapter.section.title,
            [
                (chapter.section.slug, _("The whole section")),
                *[
                    (f"{chapter.section.slug}:{row.key}", _named(row))
                    for row in chapter.rows
                    if chapter.section.has_rows
                ],
            ],
        )
        for chapter in document
    ]


def place_of(about: str) -> Place:
    """What `places_in` wrote, read back: `goals` or `goals:<key of the row>`."""
    section, _colon, row = about.partition(":")
    return BESIDE if about == ALL_OF_IT else Place(section, UUID(row) if row else None)


def _talk(thread: Thread, document: Document, reader: Any, audiences: Sequence[Audience]) -> Talk:
    chapter = document.chapter(thread.section) if thread.section else None
    row = document.row(thread.row) if thread.row else None
    began = thread.comments.all()[0].by_id == reader.pk
    answers = thread.audience in audiences
    return Talk(
        thread=thread,
        about=row.name
        if row
        else chapter.section.title
        if chapter
        else _("A part taken out")
        if thread.section
        else "",
        anchor=row.anchor if row else f"section-{thread.section}" if chapter else "",
        may_answer=answers,
        may_settle=answers and (Audience.CITY in audiences or began),
    )


def _named(row: Any) -> str:
    title = row.title
    return f"{row.name}: {title[:60]}" if title else row.name
