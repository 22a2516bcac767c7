"""Which language a place name is written in, so that it is spoken, hyphenated and drawn rightly."""

from __future__ import annotations

import unicodedata

CYRILLIC_BY_COUNTRY = {"BG": "bg", "UA": "uk", "RS": "sr", "MK": "mk", "BA": "sr", "ME": "sr"}
LATIN_BY_COUNTRY = {
    "AT": "de", "CZ": "cs", "DE": "de", "DK": "da", "EE": "et", "ES": "es", "FI": "fi", "FR": "fr", "HR": "hr",
    "HU": "hu", "IS": "is", "IT": "it", "LT": "lt", "LV": "lv", "NL": "nl", "NO": "no", "PL": "pl", "PT": "pt",
    "RO": "ro", "SE": "sv", "SI": "sl", "SK": "sk", "TR": "tr",
}  # fmt: skip
"""Countries with one main language; where there are several (Belgium, Switzerland) a guess would do harm."""


def language_of(name: str, country: str = "") -> str:
    """The language code of a local name: by its script first, then by its country (ISO, two letters); or ''."""
    match _script(name):
        case "GREEK":
            return "el"
        case "CYRILLIC":
            return CYRILLIC_BY_COUNTRY.get(country, "uk")
    return LATIN_BY_COUNTRY.get(country, "")


def _script(name: str) -> str:
    first = next((char for char in name if char.isalpha()), " ")
    return unicodedata.name(first).split(" ")[0]
