"""Folding names, so that Kozani finds Κοζάνη and Koeln finds Köln."""

from __future__ import annotations

import re
import unicodedata

from cities.scripts import WORD_START, romanisations

_SINGLE = str.maketrans(
    {
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h",
        "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e",
    }
)  # fmt: skip
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_APOSTROPHES = "\N{MODIFIER LETTER APOSTROPHE}\N{MODIFIER LETTER TURNED COMMA}\N{MODIFIER LETTER PRIME}"
_BETWEEN_WORDS = re.compile(rf"[\W_{_APOSTROPHES}]+")


def fold(name: str) -> str:
    """Case, accents, hyphens and apostrophes taken off: the words of a name as they are compared.

    Each script stays itself (`Κοζάνη` is `κοζανη`); `keys` adds the Latin spellings.
    """
    if name.isascii():
        bare = name.lower()
    else:
        lower = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
        bare = "".join(c for c in lower.translate(_SINGLE) if not unicodedata.combining(c))
    return _BETWEEN_WORDS.sub(" ", bare).strip()


def keys(name: str) -> tuple[str, ...]:
    """Every form by which `name` is matched: folded and without spaces, romanised, with umlauts spelt out.

    `Köln` has `koln` and `koeln`; `Χαλκίδα` has `χαλκιδα`, `chalkida` and `halkida`. Two names are the same
    when they share a key. A name without letters or digits has none.
    """
    spellings = [fold(name)]
    if not name.isascii():
        lower = unicodedata.normalize("NFC", name).lower()
        others = [lower.translate(_SPELT_OUT), *romanisations(lower)]
        spellings += [folded for folded in map(fold, others) if folded.isascii()]
    return tuple(filter(None, dict.fromkeys(each.replace(" ", "") for each in spellings)))


def searchable(name: str) -> str:
    """All keys of a name in one text, each between bars, so that `|kozani|` finds it whole and `koz` in part."""
    return f"|{'|'.join(keys(name))}|"


def latin(name: str) -> str:
    """`name` in plain Latin letters with its capitals: for addresses and English lists."""
    lower = unicodedata.normalize("NFC", name).lower()
    if ways := romanisations(lower):
        name = re.sub(rf"{WORD_START}\w", lambda first: first[0].upper(), ways[0])
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "".join(_without_stroke(c) for c in bare).strip()


def _without_stroke(letter: str) -> str:
    bare = letter.lower().translate(_SINGLE)
    return bare if letter.islower() else bare.capitalize()


def is_latin(name: str) -> bool:
    """True for names that an English reader can say: every letter in them is a Latin one."""
    return all("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha())
