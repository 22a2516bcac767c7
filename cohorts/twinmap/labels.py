"""Where names go: eight positions around each sign, the first without a clash wins, else the name is left out.

Nothing is lost with a name: every map stands beside the same content as a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cohorts.twinmap.plane import Place, Point

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in SVG units."""

LETTER = 0.56
"""Mean width of a letter of Commissioner, in ems."""
SIDES = (
    (1, 0.35, "start"),
    (-1, 0.35, "end"),
    (0.75, -0.3, "start"),
    (-0.75, -0.3, "end"),
    (0.75, 1.0, "start"),
    (-0.75, 1.0, "end"),
    (0, -0.75, "middle"),
    (0, 1.4, "middle"),
)
"""Right, left, the four corners, above, below: horizontal gap and baseline shift in shares, anchor."""


class Label(NamedTuple):
    place: Place
    x: float
    y: float
    anchor: str


def placed(
    signs: Iterable[tuple[Place, Point]], *, size: float, gap: float, window: Box, taken: Sequence[Box] = ()
) -> list[Label]:
    """Labels of `size` units for the signs in the order given; `gap` keeps them off their sign.

    `window` is where text may stand, `taken` what is drawn already.
    """
    boxes, labels = list(taken), []
    for place, point in signs:
        for label in _positions(place, point, size, gap):
            box = box_of(label, size)
            if _inside(box, window) and not any(_clash(box, other) for other in boxes):
                boxes.append(box)
                labels.append(label)
                break
    return labels


def box_of(label: Label, size: float) -> Box:
    """The room a label takes, estimated from its letters."""
    width = len(label.place.name) * size * LETTER
    left = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
    return left, label.y - size * 0.8, left + width, label.y + size * 0.25


def around(point: Point, radius: float) -> Box:
    """The room a sign takes."""
    return point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius


def _positions(place: Place, point: Point, size: float, gap: float) -> Iterable[Label]:
    for across, down, anchor in SIDES:
        lift = gap * (0.6 if down > 0.5 else -0.6 if down < 0 else 0)
        yield Label(place, point[0] + across * gap, point[1] + down * size + lift, anchor)


def _inside(box: Box, window: Box) -> bool:
    return box[0] >= window[0] and box[1] >= window[1] and box[2] <= window[2] and box[3] <= window[3]


def _clash(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
