"""The one question asked of every file before anything of it is kept: is it what its name says, and harmless?

The rules stand in docs/formats.md, "Uploads". Each look inside reads the file piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from uploads import odf, ooxml, pdf, pictures
from uploads.names import clean, ending
from uploads.refusals import Unfit, UploadRefused

MEBIBYTE = 1_048_576
LARGEST = 25 * MEBIBYTE
MOST_FILES = 10
KINDS_IN_WORDS = "PDF, DOCX, ODT, XLSX, ODS, PPTX, PNG, JPEG"
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


class Kind(NamedTuple):
    """A kind of file that is taken: its type, the look inside, and what helps when that finds something."""

    content_type: str
    look: Callable[[IO[bytes], str], None]
    advice: str | Promise


class Checked(NamedTuple):
    """A file that may be kept: the label and the type it will be served with."""

    name: str
    content_type: str


SAVE_AGAIN = gettext_lazy("Save it without that, or as PDF, and upload it again.")
PRINT_AGAIN = gettext_lazy("Print it to a new PDF and upload that.")
EXPORT_AGAIN = gettext_lazy("Export it again as PNG or JPEG.")

KINDS = {
    "pdf": Kind("application/pdf", pdf.look, PRINT_AGAIN),
    "docx": Kind(f"{OPEN_XML}wordprocessingml.document", ooxml.look, SAVE_AGAIN),
    "xlsx": Kind(f"{OPEN_XML}spreadsheetml.sheet", ooxml.look, SAVE_AGAIN),
    "pptx": Kind(f"{OPEN_XML}presentationml.presentation", ooxml.look, SAVE_AGAIN),
    "odt": Kind(f"{OPEN_DOCUMENT}text", odf.look, SAVE_AGAIN),
    "ods": Kind(f"{OPEN_DOCUMENT}spreadsheet", odf.look, SAVE_AGAIN),
    "png": Kind("image/png", pictures.look, EXPORT_AGAIN),
    "jpg": Kind("image/jpeg", pictures.look, EXPORT_AGAIN),
    "jpeg": Kind("image/jpeg", pictures.look, EXPORT_AGAIN),
}


def check(upload: UploadedFile) -> Checked:
    """Look at one uploaded file. Raises UploadRefused with the sentence the person reads."""
    name, size = clean(upload.name or ""), upload.size or 0
    kind = KINDS.get(ending(name))
    if kind is None:
        raise _refused(name, _("is of a kind that is not taken"), _("Please hand in %(k)s.") % {"k": KINDS_IN_WORDS})
    if size == 0:
        raise _refused(name, _("is empty (0 bytes)"), _("Check that it opens on your computer and choose it again."))
    if size > LARGEST:
        too_large = _("is %(size)s MB, and 25 MB is the most") % {"size": f"{size / MEBIBYTE:.1f}"}
        raise _refused(name, too_large, _("Make its pictures smaller, or hand it in as several files."))
    try:
        kind.look(upload, kind.content_type)
    except Unfit as unfit:
        raise _refused(name, str(unfit), unfit.advice or str(kind.advice)) from unfit
    return Checked(name, kind.content_type)


def _refused(name: str, rule: str, what_works: str) -> UploadRefused:
    words = {"name": name or _("A file without a name"), "rule": rule, "what_works": what_works}
    return UploadRefused(_("“%(name)s” %(rule)s. %(what_works)s") % words)
