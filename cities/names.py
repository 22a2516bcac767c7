"""Folding names, so that Kozani finds Κοζάνη and Koeln finds Köln."""

from __future__ import annotations

import re
import unicodedata

_SINGLE = str.maketrans(
    {
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th",
    }
)  # fmt: skip


def fold(name: str) -> str:
    """Case, accents, hyphens and apostrophes taken off: the form in which names are compared."""
    bare = unicodedata.normalize("NFKD", name.casefold()).translate(_SINGLE)
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare).strip()
