"""Making many cities and seats at once, as an import needs them: a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.text import slugify

from cities.gazetteer import lookup, zone_of_country
from cities.models import City, CityName, Representative
from cities.names import is_latin, latin, searchable
from cities.splitting import SplitName
from cities.states import SeatRole
from ui.languages import language_of


def add_cities(said: Sequence[tuple[SplitName, str]]) -> list[int]:
    """Make cities from their names and countries; answers their keys in the same order."""
    taken = set(City.objects.values_list("slug", flat=True))
    cities = [_city(names, country, taken) for names, country in said]
    City.objects.bulk_create(cities, batch_size=500)
    add_names(
        (city.pk, name)
        for city, (names, _country) in zip(cities, said, strict=True)
        for name in (city.name, city.english_name, *names.aliases)
    )
    return [city.pk for city in cities]


def add_names(names: Iterable[tuple[int, str]]) -> None:
    """Further names by which known cities are found."""
    CityName.objects.bulk_create(
        (CityName(city_id=pk, name=name, folded=searchable(name)) for pk, name in dict.fromkeys(names) if name),
        batch_size=500,
        ignore_conflicts=True,
    )


def add_seats(seats: Iterable[tuple[int, str, str]], *, started_on: date) -> None:
    """Lead seats to be claimed, by city, name and address; their invitations are sent by staff."""
    Representative.objects.bulk_create(
        (
            Representative(city_id=pk, role=SeatRole.LEAD, name=name, email=email, started_on=started_on)
            for pk, name, email in seats
        ),
        batch_size=500,
    )


def _city(names: SplitName, country: str, taken: set[str]) -> City:
    place = lookup(names.name, country) or lookup(names.english_name, country)
    english = names.english_name
    if not english and not is_latin(names.name):
        english = place.name if place and is_latin(place.name) else latin(names.name)
    return City(
        slug=_free_slug(names.name if is_latin(names.name) else english, taken),
        name=names.name,
        english_name=english,
        language=language_of(names.name, country),
        country=country,
        population=place.population if place else None,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        time_zone=(place.time_zone if place else zone_of_country(country)) or "Europe/Brussels",
        note=names.note[:200],
    )


def _free_slug(name: str, taken: set[str]) -> str:
    base = slugify(latin(name))[:70] or "city"
    slug = next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
    taken.add(slug)
    return slug
