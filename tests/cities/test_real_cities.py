"""Every city of the real programmes is understood: its country, its names, its place on the map."""

import csv
from collections.abc import Iterator
from pathlib import Path

from cities.countries import parse_country
from cities.gazetteer import lookup
from cities.splitting import split_names

DATA = Path(__file__).resolve().parents[2] / "twinning" / "demo" / "data"
COLUMNS = [
    ("pairings.csv", "twin_city", "twin_country"),
    ("pairings.csv", "pilot_city", "pilot_country"),
    ("pilot_cities.csv", "city", "country"),
    ("consortium.csv", "city", "country"),
]


def written() -> Iterator[tuple[str, str]]:
    for name, city, country in COLUMNS:
        with (DATA / name).open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                cities = [part.strip() for part in row[city].split(";") if part.strip()]
                countries = [part.strip() for part in row[country].split(";")]
                yield from zip(cities, countries * (len(cities) if len(countries) == 1 else 1), strict=True)


def test_every_real_city_stands_on_the_map() -> None:
    lost = [
        (cell, country)
        for cell, country in sorted(set(written()))
        if not (code := parse_country(country)) or not lookup(split_names(cell, code).name, code)
    ]
    assert lost == []


def test_there_are_real_cities_to_look_at() -> None:
    assert len(set(written())) > 90
