"""Time zones as people choose them: by area and city, Europe first."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

AREAS = ("Europe", "Atlantic", "Asia", "Africa", "America", "Australia", "Indian", "Pacific")


@cache
def zones() -> tuple[str, ...]:
    """Every zone named by area and city, in the order of AREAS; `CET` and the like are none of them."""
    named = (zone for zone in available_timezones() if zone.partition("/")[0] in AREAS)
    return tuple(sorted(named, key=lambda zone: (AREAS.index(_area(zone)), zone)))


@cache
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of a select, grouped by area: Europe: Brussels, Bucharest ..."""
    return [(area, [(zone, _place(zone)) for zone in group]) for area, group in groupby(zones(), _area)]


def known_zone(value: str) -> None:
    """A validator for model fields."""
    if value not in zones():
        raise ValidationError(
            _("“%(zone)s” is not a time zone by area and city, such as Europe/Brussels."), params={"zone": value}
        )


def _area(zone: str) -> str:
    return zone.partition("/")[0]


def _place(zone: str) -> str:
    return zone.partition("/")[2].replace("_", " ").replace("/", ", ")
