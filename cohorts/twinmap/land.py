"""The coasts inside a window as one SVG path.

`land.json` is Natural Earth land at 1:10m on the plane of `plane.py`: land only, without any border, so that
the map takes no side on Crimea, Cyprus or elsewhere (made once by docs/build/build-land.mjs).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from cohorts.twinmap.plane import Frame, Point

Ring = list[Point]
Window = tuple[float, float, float, float]
"""Left, top, right, bottom."""
EDGE = 12
"""How far the coast is drawn beyond the window, in SVG units, so that its line is cut out of sight."""


@lru_cache(maxsize=512)
def land_path(frame: Frame, *, tolerance: float = 0.6, smallest: float = 3.5, bleed: int = EDGE) -> str:
    """The `d` of a path of all coasts in `frame`; `bleed` is how far it runs on to the right.

    `tolerance` (SVG units) is what the line may lose, `smallest` (square units) the island left out.
    """
    parts = []
    window = (-EDGE, -EDGE, frame.width + bleed, frame.height + EDGE)
    for ring, corners in _rings():
        if not _meet(_in_units(corners, frame), window):
            continue
        seen = _clip(_in_units(ring, frame), window)
        if len(seen) > 3 and _area(seen) >= smallest:
            line = _thin([*seen, seen[0]], tolerance)[:-1]
            if len(line) > 2:
                parts.append(_written(line))
    return "".join(parts)


@cache
def _rings() -> list[tuple[Ring, Ring]]:
    """Each coast with the two corners of the box around it."""
    text = (Path(__file__).parent / "land.json").read_text(encoding="utf-8")
    rings = [[(x, y) for x, y in ring] for ring in json.loads(text)["rings"]]
    return [(ring, [(min(xs), min(ys)), (max(xs), max(ys))]) for ring in rings for xs, ys in [zip(*ring, strict=True)]]


def _meet(corners: Ring, window: Window) -> bool:
    """Whether anything of a box can be seen in the window."""
    (west, north), (east, south) = corners
    left, top, right, bottom = window
    return west <= right and east >= left and north <= bottom and south >= top


def _in_units(ring: Ring, frame: Frame) -> Ring:
    return [frame.of(point) for point in ring]


def _clip(ring: Ring, window: Window) -> Ring:
    """Sutherland-Hodgman against the window."""
    left, top, right, bottom = window
    sides: tuple[tuple[Callable[[Point], bool], int, float], ...] = (
        (lambda p: p[0] >= left, 0, left),
        (lambda p: p[0] <= right, 0, right),
        (lambda p: p[1] >= top, 1, top),
        (lambda p: p[1] <= bottom, 1, bottom),
    )
    for inside, axis, value in sides:
        ring = _clip_side(ring, inside, axis, value)
    return ring


def _clip_side(ring: Ring, inside: Callable[[Point], bool], axis: int, value: float) -> Ring:
    kept: Ring = []
    for before, point in zip(ring[-1:] + ring[:-1], ring, strict=True):
        if inside(point) != inside(before):
            share = (value - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + (point[1 - axis] - before[1 - axis]) * share
            kept.append((value, other) if axis == 0 else (other, value))
        if inside(point):
            kept.append(point)
    return kept


def _area(ring: Ring) -> float:
    return abs(sum(ring[i - 1][0] * y - x * ring[i - 1][1] for i, (x, y) in enumerate(ring))) / 2


def _thin(line: Ring, tolerance: float) -> Ring:
    """Douglas-Peucker: drop the points that nobody would miss."""
    keep, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        worst, away = _farthest(line, first, last)
        if away > tolerance:
            keep.add(worst)
            spans += [(first, worst), (worst, last)]
    return [line[i] for i in sorted(keep)]


def _farthest(line: Ring, first: int, last: int) -> tuple[int, float]:
    """The point between two others that is farthest from the straight line through them, and how far it is."""
    (ax, ay), (bx, by) = line[first], line[last]
    dx, dy = bx - ax, by - ay
    between = range(first + 1, last)
    if length := math.hypot(dx, dy):
        away = [abs((line[i][0] - ax) * dy - (line[i][1] - ay) * dx) / length for i in between]
    else:
        away = [math.dist(line[i], line[first]) for i in between]
    most = max(away, default=0.0)
    return (first + 1 + away.index(most) if away else first), most


def _written(line: Ring) -> str:
    """Relative steps in tenths: about half the bytes of absolute ones."""
    grid = [(round(x * 10), round(y * 10)) for x, y in line]
    steps = [f"{_n(x - px)} {_n(y - py)}" for (px, py), (x, y) in pairwise(grid)]
    return f"M{_n(grid[0][0])} {_n(grid[0][1])}l{' '.join(steps)}z".replace(" -", "-")


def _n(tenths: int) -> str:
    return f"{tenths / 10:.1f}".removesuffix(".0").replace("-0.", "-.").removeprefix("0") or "0"
