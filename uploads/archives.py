"""What office files have in common: they are ZIP archives, and an archive can lie in many ways."""

from __future__ import annotations

import re
import stat
import struct
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from uploads.pieces import tail
from uploads.refusals import Unfit

START = b"PK\x03\x04"
END = b"PK\x05\x06"
END_LENGTH = 22
LONGEST_COMMENT = 65_535
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ENTRIES = 5_000
MOST_BYTES = 400 * 1_048_576
SMALL = 1_048_576
HIGHEST_RATIO = 200
UNSAFE_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f]")
# Archives, programs and OLE; metafiles (EMZ, WMZ) are gzip by nature.
FOREIGN_HEADS = (START, OLE, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF", b"MZ", b"\x7fELF")
GZIP_BY_NATURE = (".emz", ".wmz")


def open_archive(file: IO[bytes]) -> ZipFile:
    """The archive, once it is sure that reading it can do no harm. Raises Unfit."""
    file.seek(0)
    head = file.read(8)
    if head == OLE:
        raise Unfit(
            _("needs a password to open, or is of an old kind"), _("Save it in today's format without a password.")
        )
    if not (head.startswith(START) and ends_as_archive(file)):
        raise _not_one()
    try:
        archive = ZipFile(file)
    except (BadZipFile, NotImplementedError, ValueError, struct.error) as damaged:
        raise _not_one() from damaged
    entries = archive.infolist()
    _check_sizes(entries)
    _check_layout(entries, archive.start_dir)
    for entry in entries:
        _check_entry(entry)
    return archive


def head_of(archive: ZipFile, entry: ZipInfo) -> bytes:
    with archive.open(entry) as part:
        return part.read(8)


def is_foreign(name: str, head: bytes) -> bool:
    """An archive, a program or an OLE object where only text, pictures and fonts belong."""
    if name.lower().endswith(GZIP_BY_NATURE) and head.startswith(b"\x1f\x8b"):
        return False
    return head.startswith(FOREIGN_HEADS)


def ends_as_archive(file: IO[bytes]) -> bool:
    """The last bytes are the directory of a ZIP archive that ends exactly where the file ends."""
    end = tail(file, END_LENGTH + LONGEST_COMMENT)
    at = end.rfind(END)
    while at >= 0:
        if len(end) - at >= END_LENGTH and at + END_LENGTH + struct.unpack_from("<H", end, at + 20)[0] == len(end):
            return True
        at = end.rfind(END, 0, at)
    return False


def _check_sizes(entries: list[ZipInfo]) -> None:
    too_full = len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES
    swells = any(
        entry.file_size > SMALL and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1) for entry in entries
    )
    if too_full or swells:
        raise Unfit(_("would swell to a size that no such document has"))


def _check_layout(entries: list[ZipInfo], directory_at: int) -> None:
    """No entry lies inside another one, none twice, nothing before the first."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset + 30 + entry.compress_size for entry in ordered]
    starts = [entry.header_offset for entry in ordered] + [directory_at]
    overlap = any(end > start for end, start in zip(ends, starts[1:], strict=True))
    twice = len({entry.filename.lower() for entry in entries}) < len(entries)
    if not entries or starts[0] != 0 or overlap or twice:
        raise Unfit(_("is put together in a way that cannot be trusted"))


def _check_entry(entry: ZipInfo) -> None:
    if UNSAFE_NAME.search(entry.orig_filename) or stat.S_ISLNK(entry.external_attr >> 16):
        raise Unfit(_("holds a part whose name leads outside the document"))
    if entry.flag_bits & 1:
        raise Unfit(_("needs a password to open"), _("Save it without a password and upload it again."))
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Unfit(_("is packed in a way that office programs do not use"))


def _not_one() -> Unfit:
    return Unfit(
        _("is not a whole document of the kind its name says"),
        _("Open it in the program that made it, save it in that format, and upload it again."),
    )
