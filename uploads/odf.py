"""ODT and ODS: what LibreOffice and its relatives write."""

from __future__ import annotations

import re
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from django.utils.translation import gettext as _

from uploads.archives import head_of, is_foreign, open_archive
from uploads.refusals import Unfit
from uploads.xml import local, read

MANIFEST = "META-INF/manifest.xml"
# Libraries are listed even when they hold no module.
MACRO_PART = re.compile(r"^(Basic|Dialogs)/(?!.*(script|dialog)-l[bc]\.xml$).*[^/]$|^Scripts/.*[^/]$", re.IGNORECASE)
SCRIPT = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
FRAMES = {"floating-frame", "object-ole", "applet", "plugin"}
DDE = {"dde-source", "dde-connection-decl", "dde-link"}
REMOTE = re.compile(r"^(https?|ftps?|smb|webdavs?|vnd\.[^:]+):|^(file:)?[/\\]{2}[^/\\]", re.IGNORECASE)


def look(file: IO[bytes], content_type: str) -> None:
    """Raises Unfit for macros, passwords, objects and templates from elsewhere, and for what is no such document."""
    with open_archive(file) as archive:
        _check_type(archive, content_type)
        read(archive, MANIFEST, _no_password)
        for entry in archive.infolist():
            name = entry.filename
            if MACRO_PART.search(name):
                raise Unfit(_("has macros inside"))
            if is_foreign(name, head_of(archive, entry)):
                raise Unfit(_("has another file or an OLE object inside (%(part)s)") % {"part": name[:80]})
            if name.lower().endswith((".xml", ".rdf", ".svg")) and name != MANIFEST:
                read(archive, name, _check_element)


def _check_type(archive: ZipFile, content_type: str) -> None:
    first = archive.infolist()[0]
    if first.filename != "mimetype" or first.compress_type != ZIP_STORED or MANIFEST not in archive.namelist():
        raise Unfit(_("is an archive, not a document"))
    if first.file_size > 200 or archive.read(first).strip() != content_type.encode():
        raise Unfit(
            _("is another kind of document than its name says"),
            _("Save it in the format you want to hand in, and upload that file."),
        )


def _no_password(_space: str, name: str, _found: dict[str, str]) -> None:
    if name == "encryption-data":
        raise Unfit(_("needs a password to open"), _("Save it without a password and upload it again."))


def _check_element(space: str, name: str, found: dict[str, str]) -> None:
    if name == "script" or (name == "event-listener" and space == SCRIPT):
        raise Unfit(_("has macros inside"))
    if name in FRAMES or (name == "object" and REMOTE.search(local(found, "href"))):
        raise Unfit(_("has an object or a frame inside that comes from another program or place"))
    if name in DDE:
        raise Unfit(_("has a link inside that starts another program (DDE)"))
    if name == "template" and REMOTE.search(local(found, "href")):
        raise Unfit(_("loads its template from elsewhere"))
