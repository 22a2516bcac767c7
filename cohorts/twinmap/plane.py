"""Where a place lies on the map's plane, and the windows that are cut out of it.

The plane is the Lambert azimuthal equal-area projection around 10 E 52 N, in kilometres, y southwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

EARTH_KM = 6371.0088
CENTRE_LON, CENTRE_LAT = math.radians(10), math.radians(52)

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A city as the map sees it, in degrees; met as twin here and as pilot there it is one place with both roles."""

    name: str
    lat: float
    lon: float
    role: str = field(default="twin", compare=False)
    lang: str = ""


@dataclass(frozen=True)
class Exchange:
    """Who learns and who shows; `series` 2 is drawn dashed in the second colour (another cohort)."""

    learning: tuple[Place, ...]
    showing: tuple[Place, ...] = ()
    series: int = 1

    @property
    def places(self) -> tuple[Place, ...]:
        return self.learning + self.showing


def project(lon: float, lat: float) -> Point:
    """Degrees to kilometres on the plane."""
    lam, phi = math.radians(lon) - CENTRE_LON, math.radians(lat)
    sin0, cos0 = math.sin(CENTRE_LAT), math.cos(CENTRE_LAT)
    k = math.sqrt(2 / (1 + sin0 * math.sin(phi) + cos0 * math.cos(phi) * math.cos(lam)))
    x = k * math.cos(phi) * math.sin(lam)
    y = k * (cos0 * math.sin(phi) - sin0 * math.cos(phi) * math.cos(lam))
    return x * EARTH_KM, -y * EARTH_KM


def great_circle_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great circle between two points given as latitude and longitude in degrees."""
    p, q = math.radians(one[0]), math.radians(other[0])
    d = math.radians(other[1] - one[1])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(d / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


@dataclass(frozen=True)
class Frame:
    """A window on the plane: its corner and width in kilometres, drawn into width x height SVG units."""

    x: float
    y: float
    km_wide: float
    width: int
    height: int

    @property
    def scale(self) -> float:
        return self.width / self.km_wide

    @classmethod
    def around(
        cls, places: Sequence[Place], width: int, height: int, *, air: float = 0.24, least_km: float = 760
    ) -> Self:
        """The smallest window of this shape that holds the places, with a share of `air` at each edge."""
        points = [project(place.lon, place.lat) for place in places]
        xs, ys = zip(*points, strict=True)
        free = 1 - 2 * air
        km = max((max(xs) - min(xs)) / free, (max(ys) - min(ys)) / free * width / height, least_km)
        x = (max(xs) + min(xs) - km) / 2
        y = (max(ys) + min(ys) - km * height / width) / 2
        return cls(x, y, km, width, height)

    def at(self, place: Place) -> Point:
        return self.of(project(place.lon, place.lat))

    def of(self, point: Point) -> Point:
        """A point of the plane in SVG units of this window."""
        return (point[0] - self.x) * self.scale, (point[1] - self.y) * self.scale


EUROPE = Frame(-4970, -1930, 7620, 1440, 720)
"""From Iceland to the Caucasus, with room for a sentence in the Atlantic."""
CANARIES = Frame(-2805, 2010, 561, 106, 53)
"""The Canaries, cut out at the scale of EUROPE and moved into a box."""
