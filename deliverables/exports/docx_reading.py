"""The text of a Word document, paragraph by paragraph, as any office program may have written it.

Read as a stream, with everything refused that XML can hide (defusedxml), and with limits on size: a document of a
city is a matter of a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from workflow.refusals import Refusal

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LARGEST_PART = 16 * 1_048_576
MOST_CHARACTERS = 1_000_000
MOST_PARAGRAPHS = 20_000
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "‑"}
SKIPPED = {"Fallback", "moveFrom", "del", "instrText"}
"""What is there twice, or no more: the second form of a drawing, text moved or deleted under review."""


class Unreadable(Refusal):
    """A document whose text cannot be read in reasonable time."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="upload")


class Line(NamedTuple):
    """A paragraph. `level` is 1 and up for headings, 0 else; `marks` are the names of bookmarks that begin in it."""

    text: str
    level: int = 0
    style: str = ""
    marks: tuple[str, ...] = ()


class Style(NamedTuple):
    name: str
    level: int


@dataclass
class _Open:
    """A paragraph that is being read."""

    marks: list[str]
    text: list[str] = field(default_factory=list)
    style: str = ""
    is_item: bool = False


@dataclass
class _Reading:
    """Where in the stream it is: the open paragraphs (a text box stands within one), and how deep in what is skipped.

    A bookmark between two paragraphs belongs to the second.
    """

    opened: list[_Open] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    skipping: int = 0

    def begin(self, node: Any) -> None:
        name = _local(node)
        self.skipping += name in SKIPPED
        if node.tag == f"{W}p":
            self.opened.append(_Open(self.marks))
            self.marks = []
        elif name == "bookmarkStart":
            (self.opened[-1].marks if self.opened else self.marks).append(node.get(f"{W}name", ""))
        elif self.opened and not self.skipping:
            self._note(self.opened[-1], name, node)

    def end(self, node: Any) -> None:
        self.skipping -= _local(node) in SKIPPED
        if node.tag == f"{W}t" and self.opened and not self.skipping:
            self.opened[-1].text.append(node.text or "")

    @staticmethod
    def _note(paragraph: _Open, name: str, node: Any) -> None:
        if name == "pStyle":
            paragraph.style = node.get(f"{W}val", "")
        elif name == "numPr":
            paragraph.is_item = True
        elif name in SIGNS:
            paragraph.text.append(SIGNS[name])


def read(file: IO[bytes]) -> list[Line]:
    """All paragraphs in order, those of tables and text boxes too. Raises Unreadable."""
    try:
        with ZipFile(file) as archive:
            styles = dict(_styles(archive)) if "word/styles.xml" in archive.namelist() else {}
            return list(_lines(archive, styles))
    except (BadZipFile, KeyError, ParseError, DefusedXmlException, ZlibError, EOFError, ValueError) as damaged:
        raise Unreadable(
            _("The text of this document cannot be read. Open it in your office program, save it as DOCX again.")
        ) from damaged


def _lines(archive: ZipFile, styles: dict[str, Style]) -> Iterator[Line]:
    characters = paragraphs = 0
    for line in _paragraphs(archive, styles):
        characters, paragraphs = characters + len(line.text), paragraphs + 1
        if characters > MOST_CHARACTERS or paragraphs > MOST_PARAGRAPHS:
            raise _too_long()
        yield line


def _paragraphs(archive: ZipFile, styles: dict[str, Style]) -> Iterator[Line]:
    reading = _Reading()
    for event, node in _events(archive, "word/document.xml"):
        if event == "start":
            reading.begin(node)
        else:
            reading.end(node)
            if node.tag == f"{W}p":
                yield _line(reading.opened.pop(), styles)
            node.clear()


def _line(found: _Open, styles: dict[str, Style]) -> Line:
    style = styles.get(found.style, Style(found.style, 0))
    text = "\n".join(part.strip() for part in "".join(found.text).split("\n")).strip()
    is_item = (found.is_item or style.name.startswith("list ")) and not style.level and text
    return Line(f"- {text}" if is_item else text, style.level, style.name, tuple(found.marks))


def _styles(archive: ZipFile) -> Iterator[tuple[str, Style]]:
    """Names are English in the file whatever the program speaks; their keys are not."""
    for event, node in _events(archive, "word/styles.xml"):
        if event == "end" and node.tag == f"{W}style":
            names = node.find(f"{W}name")
            name = (names.get(f"{W}val", "") if names is not None else "").lower()
            outline = node.find(f"{W}pPr/{W}outlineLvl")
            heading = name.removeprefix("heading ")
            level = int(heading) if name != heading and heading.isdecimal() else 0
            if not level and outline is not None and outline.get(f"{W}val", "").isdecimal():
                level = (int(outline.get(f"{W}val")) + 1) % 10
            yield node.get(f"{W}styleId", ""), Style(name, level)


def _events(archive: ZipFile, part: str) -> Iterator[tuple[str, Any]]:
    if archive.getinfo(part).file_size > LARGEST_PART:
        raise _too_long()
    with archive.open(part) as stream:
        yield from iterparse(stream, events=("start", "end"))


def _local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _too_long() -> Unreadable:
    return Unreadable(_("This document is too long to be read here. It stays a file that can be opened."))
