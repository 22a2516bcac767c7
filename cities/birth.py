"""What a new city gets without being asked: its place on the map, clock, population, address and names."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import chain, count
from typing import Any

from django.utils.text import slugify

from cities import gazetteer
from cities.gazetteer import Place
from cities.models import City, CityName
from cities.names import is_latin, keys, latin, searchable
from cities.splitting import SplitName
from cities.states import CityKind
from ui.languages import language_of

WITH_OWN_FIGURE = (CityKind.CITY, CityKind.DISTRICT)
"""Kinds whose population is that of the place of their name; an agglomeration has more than its main town."""
LONGEST_SLUG = 80


def unsaved_city(said: SplitName, country: str, kind: str = CityKind.CITY, parent: City | None = None) -> City:
    """A city with everything the gazetteer knows of it, without its slug.

    What the gazetteer does not know stands where the place in its note stands (`Medijana (Niš)`), else where its
    parent does, in that one's time zone, and without a population.
    """
    place = _first_known((said.name, said.english_name, *said.aliases), country)
    city = City(
        name=said.name,
        english_name=said.english_name or english_name(said.name, place),
        language=language_of(said.name, country),
        country=country,
        kind=kind,
        parent=parent,
        note=said.note,
        population=place.population if place and kind in WITH_OWN_FIGURE else None,
        **_position(place or _first_known((said.note,), country) or parent),
    )
    city.time_zone = city.time_zone or gazetteer.zone_of_country(country) or City.time_zone.field.default
    return city


def english_name(name: str, place: Place | None) -> str:
    """What an English reader can say, for a name in another script; nothing for a Latin one."""
    return "" if is_latin(name) else latin(place.name if place else name)


def free_slug(city: City, taken: Container[str]) -> str:
    """The ASCII form of the name that no other city has as its address: `koln`, `victoria-ro`, `victoria-ro-2`."""
    base = slugify(latin(city.name if is_latin(city.name) else city.latin_name))[: LONGEST_SLUG - 8] or "city"
    with_country = f"{base}-{str(city.country).lower()}"
    return next(slug for slug in chain((base,), _numbered(with_country)) if slug not in taken)


def names_of(city: City, *more: str) -> list[CityName]:
    """Unsaved rows for all names by which the city is found, each once."""
    names = dict.fromkeys(name for name in (city.name, city.english_name, *more) if keys(name))
    return [name_of(city, name) for name in names]


def name_of(city: City, name: str) -> CityName:
    language = "en" if name == city.english_name else language_of(name, str(city.country))
    return CityName(city=city, name=name, language=language, folded=searchable(name))


def _first_known(names: tuple[str, ...], country: str) -> Place | None:
    return next(filter(None, (gazetteer.lookup(name, country) for name in names if name)), None)


def _position(at: Place | City | None) -> dict[str, Any]:
    if at is None:
        return {"time_zone": ""}
    return {"latitude": at.latitude, "longitude": at.longitude, "time_zone": at.time_zone}


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    yield from (f"{slug}-{number}" for number in count(2))
