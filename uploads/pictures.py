"""PNG and JPEG: one picture of a bearable size, with nothing hidden in it or behind it."""

from __future__ import annotations

import re
import struct
import warnings
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from uploads.archives import ends_as_archive
from uploads.pieces import holds
from uploads.refusals import Unfit

MOST_PIXELS = 50_000_000
FORMATS = {"image/png": ("PNG",), "image/jpeg": ("JPEG", "MPO")}
PNG_START = 8
ACTIVE = re.compile(rb"<script|<\?php|<html|<!doctype html|%PDF-1", re.IGNORECASE)


def look(file: IO[bytes], content_type: str) -> None:
    """Raises Unfit. Only the structure is read: no pixel is decoded, so a large picture costs no memory."""
    formats = FORMATS[content_type]
    try:
        with warnings.catch_warnings():
            # The limit below is ours; Pillow's own is only a warning at this size.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=formats[:1]) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise Unfit(_("is %(w)s × %(h)s pixels, and 50 megapixels is the most") % {"w": width, "h": height})
                picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as damaged:
        raise Unfit(_("is not a whole %(kind)s picture inside") % {"kind": formats[0]}) from damaged
    except Image.DecompressionBombError as bomb:
        raise Unfit(_("has far more than 50 megapixels")) from bomb
    _nothing_behind(file, content_type)


def _nothing_behind(file: IO[bytes], content_type: str) -> None:
    whole = _png_is_whole(file) if content_type == "image/png" else holds(file, re.compile(rb"\xff\xd9"))
    if not whole:
        raise Unfit(_("does not end where the picture ends"))
    if ends_as_archive(file) or holds(file, ACTIVE):
        raise Unfit(_("is a picture and something else at the same time"))


def _png_is_whole(file: IO[bytes]) -> bool:
    """The last chunk is IEND and the file ends with it."""
    file.seek(PNG_START)
    while len(head := file.read(8)) == 8:
        length, name = struct.unpack(">I4s", head)
        file.seek(length + 4, 1)
        if name == b"IEND":
            return not file.read(1)
    return False
