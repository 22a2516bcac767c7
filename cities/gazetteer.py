"""Where European places lie, how many live there and what else they are called: read from `data/gazetteer.csv`.

The file was made once from GeoNames (see `data/README.md`) and is read at the first question.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from cities.names import keys

FILE = Path(__file__).parent / "data" / "gazetteer.csv"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the gazetteer. `population` is None where the source counts only a part of it or none.

    `keys` are the forms by which it is matched, as `cities.names.keys` makes them.
    """

    name: str
    country: str
    population: int | None
    latitude: Decimal
    longitude: Decimal
    time_zone: str
    keys: tuple[str, ...]


def lookup(name: str, country: str) -> Place | None:
    """The place of that name in the country (ISO code); of several, the one whose own name it is, then the largest."""
    found = places_called(name, country)
    own = [place for place in found if set(keys(place.name)) & set(keys(name))]
    return next(iter(own or found), None)


def knows(name: str, country: str) -> bool:
    """True when some place of the country is called `name` in any language."""
    return bool(places_called(name, country))


def places_called(name: str, country: str) -> list[Place]:
    """Every place of the country that is called `name`, the largest first."""
    known = _by_country().get(country, {})
    found = dict.fromkeys(place for key in keys(name) for place in known.get(key, ()))
    return sorted(found, key=lambda place: -(place.population or 0))


def synonyms(name: str, country: str | None = None) -> frozenset[str]:
    """The keys of all names of the places called `name`: `Cologne` answers with those of Köln, too."""
    countries = [country] if country else list(_by_country())
    return frozenset(key for each in countries for place in places_called(name, each) for key in place.keys)


def zone_of_country(country: str) -> str | None:
    """The time zone of the country's largest place: what to assume for a place the gazetteer does not know."""
    return _zones().get(country)


@cache
def _places() -> tuple[Place, ...]:
    with FILE.open(encoding="utf-8", newline="") as source:
        rows = csv.reader(source)
        next(rows)
        return tuple(_place(*cells) for cells in rows)


def _place(name: str, country: str, population: str, *rest: str) -> Place:
    latitude, longitude, zone, names = rest
    known = int(population) if population else None
    return Place(name, country, known, Decimal(latitude), Decimal(longitude), zone, tuple(names.split("|")))


@cache
def _by_country() -> dict[str, dict[str, list[Place]]]:
    index: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in _places():
        for key in place.keys:
            index[place.country][key].append(place)
    return index


@cache
def _zones() -> dict[str, str]:
    largest = sorted(_places(), key=lambda place: place.population or 0)
    return {place.country: place.time_zone for place in largest}
