"""How far a leg is and what it emits: great circles between cities, and factors that are data with source and year."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cohorts.twinmap.plane import great_circle_km
from travel.states import Mode

BY_DAY_KM = 800
"""Below this a train gets one there within a day."""
BY_NIGHT_KM = 1500
"""Below this a night on a train is often possible."""


class Factor(NamedTuple):
    """Kilograms of CO2 equivalent for one person and kilometre."""

    kg: float
    source: str
    year: int


@cache
def factors() -> dict[str, Factor]:
    """By mode; read once, as the file belongs to the release."""
    said: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "emissions.yaml").read_text(encoding="utf-8"))
    return {mode: Factor(each["kg"], each["source"], each["year"]) for mode, each in said.items()}


def kilometres(origin: City, destination: City) -> int | None:
    """The great circle between two cities; None where the portal does not know where one of them lies."""
    places = [(each.latitude, each.longitude) for each in (origin, destination)]
    points = [(float(lat), float(lon)) for lat, lon in places if lat is not None and lon is not None]
    return round(great_circle_km(*points)) if len(points) == 2 else None


def kilograms(mode: str, km: int) -> float:
    return factors()[mode].kg * km


def rail_hint(mode: str, km: int | None) -> str | Promise:
    """What somebody who means to fly might think about; nothing where there is nothing to say."""
    if mode != Mode.PLANE or km is None or km >= BY_NIGHT_KM:
        return ""
    if km < BY_DAY_KM:
        return _("Under 800 km: by train this is often a day, with a fifth of the emissions.")
    return _("Perhaps a night train goes there: a fifth of the emissions, and one night of hotel less.")
