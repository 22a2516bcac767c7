"""Many cities, names and seats at once, for the import of a cohort: a fixed number of queries.

What is to be written was checked by the import's plan; the cohort's history says that it happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from cities.birth import free_slug, name_of, names_of, unsaved_city
from cities.models import City, CityName, Representative
from cities.splitting import SplitName
from cities.states import SeatRole


@transaction.atomic
def add_cities(said: Sequence[tuple[SplitName, str]]) -> list[int]:
    """Make cities from what a file says of them, each with its country's ISO code; answer their ids in that order."""
    taken = set(City.objects.values_list("slug", flat=True))
    cities = []
    for each, country in said:
        city = unsaved_city(each, country)
        city.slug = free_slug(city, taken)
        taken.add(city.slug)
        cities.append(city)
    made = City.objects.bulk_create(cities)
    names = (names_of(city, *each.aliases) for city, (each, _country) in zip(made, said, strict=True))
    CityName.objects.bulk_create([row for rows in names for row in rows])
    return [city.pk for city in made]


@transaction.atomic
def add_names(names: Iterable[tuple[int, str]]) -> None:
    """Let known cities (by id) be found by one more name each; a name a city has already stays as it is."""
    pairs = list(names)
    cities = City.objects.in_bulk([pk for pk, _name in pairs])
    CityName.objects.bulk_create([name_of(cities[pk], name) for pk, name in pairs], ignore_conflicts=True)


@transaction.atomic
def add_seats(seats: Iterable[tuple[int, str, str]], *, started_on: date) -> list[Representative]:
    """Lead seats of (city id, name, address), not invited yet: `actions.seats.invite_waiting` sends the letters."""
    return Representative.objects.bulk_create(
        Representative(city_id=pk, role=SeatRole.LEAD, name=name, email=email.strip().lower(), started_on=started_on)
        for pk, name, email in seats
    )
