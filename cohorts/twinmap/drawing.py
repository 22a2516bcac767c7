"""The twinning map: rings for twins, discs for pilots, an arc for each exchange, over quiet borderless land.

Pure functions from places to safe inline SVG. Colours come from the page through the classes `map__*`,
so light and dark share one drawing; `title` and `desc` say in words what it shows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import product

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cohorts.twinmap.labels import Label, around, box_of, placed
from cohorts.twinmap.land import land_path
from cohorts.twinmap.plane import CANARIES, EUROPE, Exchange, Frame, Place, Point

RADIUS = 4.2
NAMES = 14
"""Size of a name on the map of Europe; the few key names grow to KEY_NAMES where the screen is small."""
KEY_NAMES = 33
SHOWING = ("pilot", "lead")
"""Roles drawn as a disc: they have something inside. All others are rings."""
KEYS, NAMED = 8, 30
"""Key names and all names on the map of Europe; more would drown the arcs."""
MANY_PILOTS = 3
MANY_ARCS = 6
CARD_TOLERANCE, CARD_ISLAND = 1.4, 12
"""A card shows 640 units on some 400 pixels: a coarser coast halves what is sent, and nobody misses it."""
BLEED = 320
"""How far the land of Europe runs on to the right on very wide screens."""
BOX = (452, 588)
"""Where the box of the Canaries stands, with 6 units of air around it."""
SOUTH_OF_THE_MAP = 30.0


def europe(exchanges: Sequence[Exchange], *, title: str, desc: str, ident: str = "map") -> SafeString:
    """The signature image: every exchange on one map of Europe, 1440 x 720 units."""
    looks = _looks(exchanges)
    signs = {place: _on_europe(place) for place in looks}
    in_box = any(_in_canaries(place) for place in looks)
    reach = _reach(exchanges, signs)
    order = sorted(signs, key=lambda place: (-reach[place], place.name))
    return format_html(
        '<svg class="map hero__map" viewBox="0 0 {w} {h}" preserveAspectRatio="xMaxYMid slice" role="img"'
        ' aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{title}</title><desc id="{id}-d">{desc}</desc>'
        '<path class="map__land" d="{land}"/>{box}{arcs}{signs}{labels}</svg>',
        w=EUROPE.width,
        h=EUROPE.height,
        id=ident,
        title=title,
        desc=desc,
        land=land_path(EUROPE, bleed=BLEED),
        box=_canary_box() if in_box else "",
        arcs=_arcs(exchanges, signs, bend=0.17),
        signs=_signs(signs, looks, RADIUS),
        labels=_europe_labels([(place, signs[place]) for place in order], in_box),
    )


def crop(
    exchange: Exchange, *, width: int = 480, height: int = 360, title: str = "", ident: str = "crop", css: str = ""
) -> SafeString:
    """The cut-out of one exchange, true to scale: the picture until somebody sends a photograph.

    Without a title it is decoration, for places where the words beside it say the same.
    """
    frame = Frame.around(exchange.places, width, height)
    signs = {place: frame.at(place) for place in exchange.places}
    faint = len(exchange.learning) * len(exchange.showing) > MANY_ARCS
    head = format_html('role="img" aria-labelledby="{}-t"', ident) if title else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="map-crop{css}" viewBox="0 0 {w} {h}" preserveAspectRatio="xMidYMid slice" focusable="false"'
        ' {head}>{title}<path class="map__land" d="{land}"/>{arcs}{signs}{labels}</svg>',
        css=f" {css}" if css else "",
        w=width,
        h=height,
        head=head,
        title=format_html('<title id="{}-t">{}</title>', ident, title) if title else "",
        land=land_path(frame, tolerance=CARD_TOLERANCE, smallest=CARD_ISLAND),
        arcs=_crop_arcs(exchange, signs, faint),
        signs=_signs(signs, _looks([exchange]), RADIUS + 1.8),
        labels=_crop_labels(signs, frame),
    )


def arc(start: Point, end: Point, bend: float = 0.2) -> str:
    """A shallow curve; it always bows to the north, so that bundles read as one gesture."""
    (ax, ay), (bx, by) = start, end
    across, down = by - ay, ax - bx
    if down > 0 or (down == 0 and across < 0):
        across, down = -across, -down
    cx, cy = (ax + bx) / 2 + across * bend, (ay + by) / 2 + down * bend
    return f"M{ax:.1f} {ay:.1f}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}"


def _looks(exchanges: Iterable[Exchange]) -> dict[Place, tuple[str, int]]:
    """Every place once, north before south, with its role over all exchanges and the first series it is in."""
    looks: dict[Place, tuple[str, int]] = {}
    for exchange in exchanges:
        for place in exchange.places:
            role, series = looks.get(place, (place.role, exchange.series))
            looks[place] = (role if role == place.role else "both", min(series, exchange.series))
    return dict(sorted(looks.items(), key=lambda item: -item[0].lat))


def _reach(exchanges: Iterable[Exchange], signs: dict[Place, Point]) -> dict[Place, float]:
    """The longest arc of every place: who came from far is named first."""
    reach = dict.fromkeys(signs, 0.0)
    for exchange in exchanges:
        for twin, pilot in product(exchange.learning, exchange.showing):
            length = math.dist(signs[twin], signs[pilot])
            reach[twin], reach[pilot] = max(reach[twin], length), max(reach[pilot], length)
    return reach


def _in_canaries(place: Place) -> bool:
    return place.lat < SOUTH_OF_THE_MAP


def _on_europe(place: Place) -> Point:
    if not _in_canaries(place):
        return EUROPE.at(place)
    x, y = CANARIES.at(place)
    return x + BOX[0], y + BOX[1]


def _canary_box() -> SafeString:
    return format_html(
        '<g class="map__inset-group" transform="translate({} {})"><rect class="map__inset" x="-6" y="-6" width="{}"'
        ' height="{}" rx="2"/><svg width="{}" height="{}" overflow="hidden"><path class="map__land" d="{}"/></svg></g>',
        *BOX,
        CANARIES.width + 12,
        CANARIES.height + 12,
        CANARIES.width,
        CANARIES.height,
        land_path(CANARIES, smallest=0.5),
    )


def _arcs(exchanges: Iterable[Exchange], signs: dict[Place, Point], bend: float) -> SafeString:
    drawn = [
        (len(exchange.showing) > MANY_PILOTS, exchange.series, arc(signs[twin], signs[pilot], bend))
        for exchange in exchanges
        for twin, pilot in product(exchange.learning, exchange.showing)
    ]
    faint_first = sorted(drawn, key=lambda each: not each[0])
    return format_html_join(
        "",
        '<path class="map__arc{}{}" d="{}"/>',
        ((_second("map__arc", two), " map__arc--faint" if many else "", d) for many, two, d in faint_first),
    )


def _crop_arcs(exchange: Exchange, signs: dict[Place, Point], faint: bool) -> SafeString:
    curves = [arc(signs[twin], signs[pilot]) for twin, pilot in product(exchange.learning, exchange.showing)]
    halos = format_html_join("", '<path class="map__halo" d="{}"/>', ((d,) for d in curves if not faint))
    css = f"{_second('map__arc', exchange.series)} map__arc--{'crop-faint' if faint else 'on'}"
    return halos + format_html_join("", '<path class="map__arc{}" d="{}"/>', ((css, d) for d in curves))


def _signs(signs: dict[Place, Point], looks: dict[Place, tuple[str, int]], radius: float) -> SafeString:
    return format_html_join("", "{}", ((_sign(look, signs[place], radius),) for place, look in looks.items()))


def _sign(look: tuple[str, int], at: Point, radius: float) -> SafeString:
    role, series = look
    if role == "both":
        return _circle("twin", 1, at, radius + 1.2) + _circle("pilot", 2, at, radius - 1.2)
    if role in SHOWING:
        return _circle("pilot", series, at, radius + 0.6)
    return _circle("twin", series, at, radius)


def _circle(kind: str, series: int, at: Point, radius: float) -> SafeString:
    css = f"map__{kind}"
    x, y, r = (f"{length:.1f}" for length in (*at, radius))
    return format_html('<circle class="{}{}" cx="{}" cy="{}" r="{}"/>', css, _second(css, series), x, y, r)


def _second(css: str, series: int) -> str:
    return f" {css}--2" if series == 2 else ""


def _europe_labels(signs: list[tuple[Place, Point]], in_box: bool) -> SafeString:
    window = (EUROPE.width * 0.33, 4.0, EUROPE.width - 4.0, EUROPE.height - 34.0)
    taken = [around(point, RADIUS + 1) for _place, point in signs]
    if in_box:
        taken.append((BOX[0] - 6, BOX[1] - 6, BOX[0] + CANARIES.width + 6, BOX[1] + CANARIES.height + 6))
    key = placed(signs, size=KEY_NAMES, gap=11, window=window, taken=taken)[:KEYS]
    named = {label.place for label in key}
    rest = [(place, point) for place, point in signs if place not in named]
    more = placed(rest, size=NAMES, gap=9, window=window, taken=taken + [box_of(label, NAMES) for label in key])
    return _texts(key, "map__label map__label--key") + _texts(more[: NAMED - len(key)], "map__label")


def _crop_labels(signs: dict[Place, Point], frame: Frame) -> SafeString:
    window = (4.0, 4.0, frame.width - 4.0, frame.height - 4.0)
    size = frame.width / 21
    taken = [around(point, RADIUS + 4) for point in signs.values()]
    labels = placed(signs.items(), size=size, gap=14, window=window, taken=taken)
    return _texts(labels, "map__label map__label--crop")


def _texts(labels: Iterable[Label], css: str) -> SafeString:
    return format_html_join(
        "",
        '<text class="{}" x="{}" y="{}" text-anchor="{}"{}>{}</text>',
        (
            (
                css,
                f"{x:.1f}",
                f"{y:.1f}",
                anchor,
                format_html(' lang="{}"', place.lang) if place.lang else "",
                place.name,
            )
            for place, x, y, anchor in labels
        ),
    )
