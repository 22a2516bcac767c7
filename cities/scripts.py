"""Greek and Cyrillic written in Latin letters, the way road signs and keyboards do it.

No single table is right: `Χαλκίδα` is Chalkida on the map and Halkida in a mail, and a Cyrillic name does not
say whether it is Bulgarian, Ukrainian or Serbian. So a name has several romanisations and is found by each.
Sources: ELOT 743 (Greece), the Bulgarian Transliteration Act of 2009, resolution 55 of 2010 (Ukraine),
Gaj's Latin alphabet (Serbian) with the digraphs used for Macedonian.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache


def _table(letters: str) -> dict[str, str]:
    """`а=a ж=zh ь=` as a dictionary."""
    return dict(pair.split("=") for pair in letters.split())


_ELOT = _table(
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o "
    "ου=ou γγ=ng γξ=nx γχ=nch"
)
_GREEK_BY_EAR = _ELOT | _table("χ=h υ=i ει=i οι=i υι=i αι=e")

_BULGARIAN = _table(
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h ц=ts ч=ch ш=sh щ=sht "
    "ъ=a ь=y ю=yu я=ya ё=yo ы=y э=e і=i ї=i є=e ґ=g"
)
_UKRAINIAN = _BULGARIAN | _table("г=h є=ie и=y і=i ї=i й=i х=kh щ=shch ь= ю=iu я=ia зг=zgh ъ=")
_SERBIAN = _BULGARIAN | _table("ђ=d ж=z ј=j љ=lj њ=nj ћ=c х=h ц=c ч=c џ=dz ш=s ѓ=gj ќ=kj ѕ=dz")
_UKRAINIAN_FIRST = _table("є=ye ї=yi й=y ю=yu я=ya")
"""How Ukrainian writes these letters at the beginning of a word."""

WORD_START = r"(?<![\w'’ʼ])"
"""Not after an apostrophe: `Кам’янець` is Kamianets."""

_GREEK = re.compile(r"[\u0370-\u03ff]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_VOICED = "αεηιουωβγδζλμνρ"
_DIPHTHONG_V = re.compile(rf"([αεη])υ(?=[{_VOICED}])")
_DIPHTHONG_F = re.compile(r"([αεη])υ")
_FIRST_B = re.compile(r"\bμπ")


def romanisations(name: str) -> list[str]:
    """`name` in Latin letters, one spelling per usual way; nothing for a name that is Latin already.

    `name` is in lower case with its accents. The first one is the official way of the likeliest language.
    """
    if _GREEK.search(name):
        return _greek(name)
    if _CYRILLIC.search(name):
        return _cyrillic(unicodedata.normalize("NFC", name))
    return []


def _greek(name: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    heard = _DIPHTHONG_F.sub(r"\1f", _DIPHTHONG_V.sub(r"\1v", _FIRST_B.sub("b", bare)))
    return [_write(heard, _ELOT), _write(heard, _GREEK_BY_EAR)]


def _cyrillic(name: str) -> list[str]:
    first = re.sub(rf"{WORD_START}[єїйюя]", lambda letter: _UKRAINIAN_FIRST[letter[0]], name)
    ways = [_write(name, _BULGARIAN), _write(first, _UKRAINIAN), _write(name, _SERBIAN)]
    return ways[1:2] + ways[:1] + ways[2:] if re.search("[іїєґ'’ʼ]", name) else ways


def _write(name: str, table: Mapping[str, str]) -> str:
    """`name` letter by letter through `table`, pairs of letters before single ones."""
    return re.sub(_pattern(tuple(table)), lambda letters: table[letters[0]], name)


@cache
def _pattern(letters: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(letters, key=len, reverse=True)))
