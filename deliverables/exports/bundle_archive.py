"""A cohort's outputs of one kind as an archive: a folder a city with PDF, DOCX and files, and an index."""

from __future__ import annotations

import re
from collections.abc import Callable
from shutil import copyfileobj
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils import translation

from deliverables.exports import pdf, word
from deliverables.exports.bundled import Entry, entries, header
from deliverables.exports.paper import frame, paper_of
from deliverables.models import Bundle, RevisionFile
from milestones.models import Requirement
from ui.export import csv_lines
from uploads.names import clean
from uploads.states import Scan

FORBIDDEN = re.compile(r'[<>:"|?*\\/\x00-\x1f]')
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
LONGEST_NAME = 120
PIECE = 1_048_576
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""A file's own time says nothing here: when it was handed in stands in the index."""


def write(bundle: Bundle, file: IO[bytes], progress: Callable[[int], None]) -> None:
    """Fill `file`; `progress` is told how many outputs are done. One output is in memory at a time, no file is."""
    listed: list[Entry] = []
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for done, entry in enumerate(entries(bundle), 1):
            _add(archive, entry)
            if entry.revision:
                entry.revision.content = None  # the index needs no text
            listed.append(entry)
            progress(done)
        archive.writestr("index.csv", "".join(csv_lines([*header(), "PDF"], map(_line, listed))))
        archive.writestr("index.html", _index(bundle, listed))


def safe_name(name: str) -> str:
    """A file's label as a name that every system unpacks into the folder it belongs to, and runs nothing by it."""
    plain = FORBIDDEN.sub("_", clean(name)).lstrip(". ") or "file"
    if RESERVED.match(plain):
        plain = f"_{plain}"
    stem, dot, end = plain.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(end)]}.{end}" if dot else plain[:LONGEST_NAME]


def _add(archive: ZipFile, entry: Entry) -> None:
    if entry.revision is None:
        return
    folder = entry.city.slug
    paper = paper_of(entry.revision)
    stem = f"{folder}/{folder}-{entry.output.obligation.requirement.code}-r{entry.revision.number}"
    for path, content in ((f"{stem}.pdf", pdf.pdf(paper)), (f"{stem}.docx", word.word(paper))):
        archive.writestr(path, content)
        entry.paths.append(path)
    taken: set[str] = set()
    for file in entry.revision.files.all():
        if file.scan == Scan.CLEAN:
            entry.paths.append(_copy(archive, file, f"{folder}/files", taken))


def _copy(archive: ZipFile, file: RevisionFile, folder: str, taken: set[str]) -> str:
    """Put a file into the archive piece by piece, as it is: documents and pictures are packed already."""
    path = f"{folder}/{_free(safe_name(file.name), taken)}"
    with file.file.open("rb") as source, archive.open(ZipInfo(path, EARLIEST), "w") as target:
        copyfileobj(source, target, PIECE)
    return path


def _free(name: str, taken: set[str]) -> str:
    stem, dot, end = name.rpartition(".")
    free, number = name, 1
    while free.lower() in taken:
        number += 1
        free = f"{stem} ({number}){dot}{end}" if dot else f"{name} ({number})"
    taken.add(free.lower())
    return free


def _line(entry: Entry) -> list[object]:
    return [*entry.listed(), entry.paths[0] if entry.paths else ""]


def _index(bundle: Bundle, listed: list[Entry]) -> str:
    requirement = Requirement.objects.get(cohort=bundle.cohort_id, code=bundle.code)
    context = {
        "bundle": bundle,
        "requirement": requirement,
        "entries": listed,
        "words": frame(),
        "language": translation.get_language(),
        "handed_in": sum(bool(each.revision) for each in listed),
    }
    return render_to_string("deliverables/bundles/index.html", context)
