"""Taking apart what a spreadsheet writes into one cell: `Κοζάνη (Kozani)`, `Bolzano / Bozen`, `Medijana (Niš)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cities import gazetteer
from cities.names import fold, is_latin, keys

_IN_BRACKETS = re.compile(r"^(?P<name>[^()]*\S)\s*\((?P<inside>[^()]+)\)$")
_BODIES = re.compile(
    r"\b("
    r"agency|agencia|agentur|foundation|fundac\w*|gmbh|ltd|s a|stadtwerke|syndicat|universi\w*|αναπτυξιακη|"
    r"association|asociatia|consorci\w*|intercommunal\w*|mancomunidad|union|verband|"
    r"commun\w+|comunidad\w*|comunitat|concello|conseil|council|gemeinde\w*|gmina|kommun\w*|municip\w*|stadt|"
    r"opcina|opstina|obshtina|δημοσ|община|громада|"
    r"agglomerat\w*|metropol\w*|comarca|county|departement\w*|diputacion|district|fylke|judet\w*|kreis|landkreis|"
    r"perifer\w*|powiat|provinc\w*|region\w*|voivod\w*|wojewodztwo|περιφερεια"
    r")\b"
)
"""Folded words of bodies: firms and schools, unions, municipalities, areas."""


@dataclass(frozen=True)
class SplitName:
    """What one cell says: the name to show, its English form, other names to match by, and a remark."""

    name: str
    english_name: str = ""
    aliases: tuple[str, ...] = ()
    note: str = ""

    @property
    def alias(self) -> str:
        """The first name to match by besides the one shown."""
        return next(filter(None, (self.english_name, *self.aliases)), "")


def split_names(cell: str, country: str) -> SplitName:
    """The names in `cell`, for a city of `country` (ISO code).

    `A / B` is one city in two languages: B becomes an alias. In `A (B)` B is the English form, or an alias when
    it is not in Latin letters; but it stays a note, never a name to match by, when it names a body (`Courcy
    (Communauté urbaine du Grand Reims)`) or another place of the country (`Medijana (Niš)`). A name whose own
    spelling has brackets (`Halle (Saale)`) stays whole.
    """
    text = " ".join(cell.split())
    bracket = _IN_BRACKETS.match(text)
    if not bracket or _is_written_so(text, country):
        name, *aliases = _languages(text)
        return SplitName(name, aliases=tuple(aliases))
    name, *aliases = _languages(bracket["name"])
    english, *more = _languages(bracket["inside"])
    if _names_a_body(bracket["inside"]) or _is_another_place(name, english, country):
        return SplitName(name, aliases=tuple(aliases), note=bracket["inside"].strip())
    if is_latin(english):
        return SplitName(name, english, (*aliases, *more))
    return SplitName(name, aliases=(*aliases, english, *more))


def _languages(text: str) -> list[str]:
    """`Donostia / San Sebastián` in its two names; a text without a slash, or with nothing beside it, as one."""
    parts = [part.strip() for part in text.split("/")]
    return parts if all(keys(part) for part in parts) else [text.strip()]


def _is_written_so(text: str, country: str) -> bool:
    place = gazetteer.lookup(text, country)
    return place is not None and "(" in place.name and fold(place.name) == fold(text)


def _names_a_body(text: str) -> bool:
    return bool(_BODIES.search(fold(text)))


def _is_another_place(name: str, other: str, country: str) -> bool:
    """True when the country has a place called `other` that is not the one called `name`."""
    if set(keys(name)) & set(keys(other)):
        return False
    known = gazetteer.places_called(other, country)
    return bool(known) and not set(known) & set(gazetteer.places_called(name, country))
