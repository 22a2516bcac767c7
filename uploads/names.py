"""Names as labels: cleaned for display, never used to store."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200


def clean(name: str) -> str:
    """The last part of a path without control, direction and zero-width characters, at most 200 long.

    The ending survives the cut; dots and blanks at the end go, because some systems drop them.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C" or char in "\t\n")
    words = " ".join(visible.split()).rstrip(". ")
    stem, dot, end = words.rpartition(".")
    return f"{stem[: LONGEST - len(end) - 1]}.{end}" if dot and len(end) < 20 else words[:LONGEST]


def ending(name: str) -> str:
    """`pdf` for `Plan.PDF`; empty when there is none, or nothing but an ending."""
    stem, dot, end = name.rpartition(".")
    return end.lower() if stem and dot else ""
