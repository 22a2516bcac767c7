"""DOCX, XLSX, PPTX: their parts, and the relationships that say what each part is for."""

from __future__ import annotations

import re
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZipFile

from django.utils.translation import gettext as _

from uploads.archives import START, head_of, is_foreign, open_archive
from uploads.refusals import Unfit
from uploads.xml import entity_in, local, read

TYPES = "[Content_Types].xml"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MACROS = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet", re.IGNORECASE)
MACRO_PART = re.compile(r"vbaproject\.bin$|vbadata\.xml$|/(macrosheets|dialogsheets)/", re.IGNORECASE)
CONTROL_PART = re.compile(r"(^|/)activex/", re.IGNORECASE)
CHART_WORKBOOK = re.compile(r"(^|/)embeddings/[^/]+\.xlsx$", re.IGNORECASE)
CHART_RELATIONS = re.compile(r"(^|/)charts/_rels/[^/]+\.rels$", re.IGNORECASE)
# Where a program may look outside: links and linked pictures; nothing that is loaded as a part of the document.
LINKS = {"hyperlink", "image", "video", "audio", "media", "externallinkpath", "xlpathmissing", "xlstartup"}
OBJECTS = {"oleobject", "control", "activexcontrolbinary", "frame", "subdocument", "afchunk"}
MACRO_RELATIONS = {"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "attachedtoolbars"}
ON_A_LOCAL_DISK = re.compile(r"^(file:///)?[A-Za-z]:[/\\]|^[^:/\\]+$")
DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)


def look(file: IO[bytes], content_type: str) -> None:
    """Raises Unfit for macros, objects, templates and frames from elsewhere, and for what is no such document."""
    _look(file, content_type, with_charts=True)


def _look(file: IO[bytes], content_type: str, *, with_charts: bool) -> None:
    with open_archive(file) as archive:
        names = archive.namelist()
        _check_type(archive, content_type)
        for name in names:
            _check_name(name)
        behind_charts = set[str]()
        for name in names:
            _check_part(archive, name, behind_charts)
        for entry in archive.infolist():
            head = head_of(archive, entry)
            if with_charts and CHART_WORKBOOK.search(entry.filename) and entry.filename in behind_charts:
                _check_workbook(archive, entry.filename)
            elif is_foreign(entry.filename, head):
                raise Unfit(_("has another file or an archive inside (%(part)s)") % {"part": entry.filename[:80]})


def _check_type(archive: ZipFile, content_type: str) -> None:
    if TYPES not in archive.namelist():
        raise Unfit(_("is an archive, not a document"))
    found: set[str] = set()
    read(archive, TYPES, lambda _space, _name, attributes: found.add(attributes.get("ContentType", "")))
    if any(MACROS.search(each) for each in found):
        raise _has_macros()
    if f"{content_type}.main+xml" not in found:
        raise Unfit(
            _("is another kind of document than its name says"),
            _("Save it in the format you want to hand in, and upload that file."),
        )


def _check_name(name: str) -> None:
    if MACRO_PART.search(name):
        raise _has_macros()
    if CONTROL_PART.search(name):
        raise Unfit(_("has ActiveX controls inside"))


def _check_part(archive: ZipFile, name: str, behind_charts: set[str]) -> None:
    lower = name.lower()
    if lower.endswith(".rels"):
        read(archive, name, lambda _space, _name, found: _check_relation(name, found, behind_charts))
    elif lower.startswith("word/") and lower.endswith(".xml"):
        _check_fields(archive, name)
    elif "/externallinks/" in lower and lower.endswith(".xml"):
        read(archive, name, lambda _space, element, _found: _no_dde(element))
    elif lower.endswith((".xml", ".svg")):
        read(archive, name)
    elif lower.endswith(".vml"):
        with archive.open(name) as part:
            if entity_in(part):
                raise Unfit(_("declares entities in its XML, which no office program writes"))


def _check_relation(name: str, found: dict[str, str], behind_charts: set[str]) -> None:
    kind = local(found, "Type").rpartition("/")[2].lower()
    target, outside = local(found, "Target"), local(found, "TargetMode").lower() == "external"
    if kind in MACRO_RELATIONS:
        raise _has_macros()
    if kind == "attachedtemplate" and outside and not ON_A_LOCAL_DISK.search(target):
        raise Unfit(_("loads its template from elsewhere"))
    if kind in OBJECTS or (outside and kind not in LINKS and kind != "attachedtemplate"):
        raise Unfit(_("has an object or a frame inside that comes from another program or place"))
    if kind == "package" and CHART_RELATIONS.search(name):
        base = name.split("/charts/", 1)[0]
        behind_charts.add(target.lstrip("/") if target.startswith("/") else target.replace("../", f"{base}/", 1))


def _check_workbook(archive: ZipFile, name: str) -> None:
    """The numbers behind a chart: a workbook like any other, without charts of its own."""
    with archive.open(name) as part, SpooledTemporaryFile(max_size=len(START) << 18) as copy:
        while piece := part.read(1 << 16):
            copy.write(piece)
        _look(copy, WORKBOOK, with_charts=False)


def _check_fields(archive: ZipFile, name: str) -> None:
    """Word fields that start another program (DDE); their words may be cut into many runs."""
    words: list[str] = []
    inside = False

    def element(_space: str, element_name: str, found: dict[str, str]) -> None:
        nonlocal inside
        inside = element_name == "instrText"
        if element_name == "fldChar":
            words.append(" " if local(found, "fldCharType") == "begin" else "")
        elif element_name == "fldSimple":
            words.append(f" {local(found, 'instr')} ")

    read(archive, name, element, lambda text: words.append(text) if inside else None)
    if DDE.search("".join(words)):
        raise Unfit(_("has a field inside that starts another program (DDE)"))


def _no_dde(element: str) -> None:
    if element in ("ddeLink", "oleLink"):
        raise Unfit(_("has a link inside that starts another program (DDE)"))


def _has_macros() -> Unfit:
    return Unfit(_("has macros inside"))
