"""Which city a cell means: one the portal knows by any of its names, or a new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cities.gazetteer import lookup
from cities.models import CityName
from cities.names import keys
from cities.splitting import SplitName, split_names
from cohorts.importing.rows import Written


@dataclass(frozen=True)
class Place:
    """A city of the file: `pk` is set when the portal knows it already, else `said` holds what the cell names."""

    name: str
    country: str
    said: SplitName | None = None
    pk: int | None = None

    def __str__(self) -> str:
        return self.name


class Places:
    """Every city of the countries in a file, by every name; asks the database once."""

    def __init__(self, countries: Iterable[str]) -> None:
        self.by_key: dict[tuple[str, str], Place] = {}
        self.found: dict[Written, Place] = {}
        self.new_names: dict[tuple[int, str], None] = {}
        rows = CityName.objects.filter(city__country__in=set(countries)).order_by("pk")
        for pk, name, country, folded in rows.values_list("city", "city__name", "city__country", "folded"):
            place = Place(name, str(country), pk=pk)
            for key in filter(None, folded.split("|")):
                self.by_key.setdefault((str(country), key), place)

    def find(self, written: Written) -> Place:
        """The city a cell names; the same for every way of writing it."""
        if written not in self.found:
            self.found[written] = self._find(written)
        return self.found[written]

    def _find(self, written: Written) -> Place:
        said, country = split_names(written.text, written.country), written.country
        wanted = list(_keys(said, country))
        place = next((self.by_key[country, key] for key in wanted if (country, key) in self.by_key), None)
        if place is None:
            place = Place(said.name, country, said)
        elif place.pk:
            for name in filter(None, (said.english_name, *said.aliases)):
                if not any((country, key) in self.by_key for key in keys(name)):
                    self.new_names[place.pk, name] = None
        for key in wanted:
            self.by_key.setdefault((country, key), place)
        return place


def _keys(said: SplitName, country: str) -> Iterator[str]:
    """By which a city is matched: its own name first, then its others, then what the gazetteer calls it."""
    for name in (said.name, said.english_name, *said.aliases):
        yield from keys(name)
    if place := lookup(said.name, country):
        yield from keys(place.name)
