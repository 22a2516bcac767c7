"""PDF: documents, not programs. Attachments and links are fine; scripts and launches are not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import StreamObject

from uploads.archives import ends_as_archive
from uploads.pieces import holds, pieces, tail
from uploads.refusals import Unfit

HEADER = re.compile(rb"%PDF-[12]\.\d")
AFTER_THE_END = re.compile(rb"%%EOF[\s\x00]*$")
NAME_ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
NAME_ENDS = rb"(?=[\s/<>\[\]()%\x00]|$)"
ACTIVE = re.compile(rb"/(JavaScript|Launch|RichMedia|Rendition|XFA|ImportData)" + NAME_ENDS)
ENCRYPTED = re.compile(rb"/Encrypt(?=[\s<])")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
PLAIN_DEFLATE = re.compile(rb"/Filter\s*\[?\s*/(FlateDecode|Fl)\b\s*\]?(?!\s*/(ASCII|LZW|RunLength|Flate|Crypt))")
PREDICTED = re.compile(rb"/Predictor\s+(?!1\b)")
OBJECT_NUMBER = re.compile(rb"(\d+)\s+\d+\s*$")
HEADER_LENGTH = 1_024
STEP = 65_536
CANNOT_READ = (PyPdfError, NotImplementedError, LookupError, ValueError, TypeError, AttributeError, RecursionError)
MOST_UNPACKED = 200 * 1_048_576


def look(file: IO[bytes], _content_type: str) -> None:
    """Raises Unfit. Objects are found by reading all bytes, not by trusting the file's own table of contents."""
    file.seek(0)
    if not HEADER.match(file.read(HEADER_LENGTH)):
        raise Unfit(_("is not a PDF inside"), _("Open it where it was made, and save or print it as PDF."))
    if not AFTER_THE_END.search(tail(file, HEADER_LENGTH)):
        raise Unfit(_("does not end like a PDF: it is cut off, or something follows"))
    if ends_as_archive(file):
        raise Unfit(_("is a PDF and an archive at the same time"))
    encrypted = holds(file, ENCRYPTED)
    for part in _packed_when_encrypted(file) if encrypted else _packed(file):
        _check(part)
    for _offset, piece in pieces(file):
        _check(piece)


def _check(part: bytes) -> None:
    if found := ACTIVE.search(_plain_names(part)):
        action = {"name": found[1].decode()}
        raise Unfit(_("has a script or an action inside that starts by itself (%(name)s)") % action)


def _plain_names(part: bytes) -> bytes:
    """Names may be written with escapes (`/J#61vaScript`)."""
    return NAME_ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), part)


def _packed(file: IO[bytes]) -> Iterator[bytes]:
    """The contents of all packed object streams, piece by piece."""
    budget = MOST_UNPACKED
    for _number, start in _object_streams(file):
        file.seek(start)
        unpacker, before = zlib.decompressobj(), b""
        while not unpacker.eof and (packed := unpacker.unconsumed_tail or file.read(STEP)):
            try:
                part = unpacker.decompress(packed, STEP)
            except zlib.error as damaged:
                raise _unreadable() from damaged
            budget -= len(part)
            if budget < 0:
                raise Unfit(_("would swell to a size that no such document has"))
            yield before + part
            before = part[-64:]


def _object_streams(file: IO[bytes]) -> set[tuple[int, int]]:
    """The packed object streams: the number of each, and where its data begins."""
    found: set[tuple[int, int]] = set()
    for offset, piece in pieces(file):
        for stream in STREAM.finditer(piece):
            before = piece[max(0, stream.start() - HEADER_LENGTH) : stream.start()]
            head, _obj, dictionary = before.rpartition(b"obj")
            dictionary = _plain_names(dictionary)
            if b"/ObjStm" not in dictionary or b"/Filter" not in dictionary:
                continue
            number = OBJECT_NUMBER.search(head)
            if not number or not PLAIN_DEFLATE.search(dictionary) or PREDICTED.search(dictionary):
                raise _unreadable()
            found.add((int(number[1]), offset + stream.end()))
    return found


def _packed_when_encrypted(file: IO[bytes]) -> Iterator[bytes]:
    """The same for a document whose text is encrypted but that opens without a password."""
    try:
        reader = PdfReader(file, strict=False)
        if not reader.decrypt(""):
            raise Unfit(_("needs a password to open"), _("Save it without a password and upload it again."))
        numbers = [number for number, _start in _object_streams(file)]
        if len(set(numbers)) < len(numbers):
            raise _unreadable()
        for number in numbers:
            stream = reader.get_object(number)
            if not isinstance(stream, StreamObject):
                raise _unreadable()
            yield stream.get_data()
    except CANNOT_READ as damaged:
        raise _unreadable() from damaged


def _unreadable() -> Unfit:
    return Unfit(_("is protected or damaged in a way that cannot be checked"))
