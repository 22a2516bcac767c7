"""Time zones as people choose them: by area and city, Europe first."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

AREAS = ("Europe", "Atlantic", "Asia", "Africa", "America", "Australia", "Indian", "Pacific")


@cache
def zones() -> tuple[str, ...]:
    """Every zone named by area and city, in the order of AREAS; `CET` and the like are none of them."""
    named = (zone for zone in available_timezones() if zone.partition("/")[0] in AREAS)
    return tuple(sorted(named, key=lambda zone: (AREAS.index(_area(zone)), zone)))


def present_name(zone: str) -> str:
    """What a zone is called today: Europe/Kyiv for Europe/Kiev. Any other word stays as it is."""
    places, renamed = _names()
    while _area(zone) in AREAS and zone not in places and zone in renamed:
        zone = renamed[zone]
    return zone


@cache
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of a select, grouped by area: Europe: Brussels, Bucharest ... Each zone is there once, as it is called
    today.
    """
    offered = (zone for zone in zones() if present_name(zone) == zone)
    return [(area, [(zone, _place(zone)) for zone in group]) for area, group in groupby(offered, _area)]


class ZoneField(forms.ChoiceField):
    """A zone to choose. One that is kept or sent under an old name is the same zone under its present one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Time zone"), "choices": zone_choices, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return present_name(value) if value else value

    def to_python(self, value: Any) -> str:
        return present_name(super().to_python(value))


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


@cache
def _names() -> tuple[frozenset[str], dict[str, str]]:
    """From the tables of the time zone database: the zones that stand for a place today, and its links from other
    names, each to the zone it leads to.
    """
    tables = files("tzdata") / "zoneinfo"
    rows = [line.split("\t") for line in (tables / "zone.tab").read_text().splitlines() if not line.startswith("#")]
    links = [line.split() for line in (tables / "tzdata.zi").read_text().splitlines() if line.startswith("L ")]
    return frozenset(row[2] for row in rows), {name: target for _link, target, name in links}
