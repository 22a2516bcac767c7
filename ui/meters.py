"""Where the parts of a meter lie, so that templates need no arithmetic and pages no inline style."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import accumulate

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ui.templatetags.kit import hours

AIR = Decimal(4) / 3
"""The scale runs a third beyond the band, so that "above" can be seen."""


@dataclass(frozen=True)
class Band:
    """The hours of a month against the band of its module; all figures are Decimal hours."""

    low: Decimal
    high: Decimal
    value: Decimal
    proposed: Decimal = Decimal(0)
    average: Decimal | None = None

    @property
    def top(self) -> Decimal:
        most = max(self.high * AIR, self.value + self.proposed, self.average or 0, Decimal(1))
        return Decimal(most).to_integral_value(rounding=ROUND_CEILING)

    @property
    def colour(self) -> str:
        return "ok" if self.low <= self.value <= self.high else "soon"

    @property
    def verdict(self) -> str:
        if self.value < self.low:
            return _("%(hours)s h below the band") % {"hours": hours(self.low - self.value)}
        if self.value > self.high:
            return _("%(hours)s h above the band") % {"hours": hours(self.value - self.high)}
        return _("inside the band")

    @property
    def at(self) -> dict[str, str]:
        """Positions and widths as percentages of the scale, ready for SVG attributes."""
        lengths = {
            "low": self.low,
            "high": self.high,
            "band": self.high - self.low,
            "value": self.value,
            "proposed": self.proposed,
            "average": self.average or Decimal(0),
        }
        return {name: f"{length / self.top * 100:.2f}%" for name, length in lengths.items()}


@dataclass(frozen=True)
class WordMeter:
    """Words written against the limits of their place; 0 means no limit on that side."""

    words: int
    least: int = 0
    most: int = 0

    @property
    def is_short(self) -> bool:
        return self.words < self.least

    @property
    def is_long(self) -> bool:
        return bool(self.most) and self.words > self.most

    @property
    def limits(self) -> str:
        """150–300; from 150; up to 300; nothing where all is fine."""
        if self.least and self.most:
            return f"{self.least}–{self.most}"
        if self.least:
            return _("from %(n)d") % {"n": self.least}
        return _("up to %(n)d") % {"n": self.most} if self.most else ""

    @property
    def fill(self) -> str:
        """How much of a bar of 100 is written; the bar runs a bit beyond the last limit."""
        return f"{min(self.words / self._top, 1) * 100:.1f}"

    @property
    def edges(self) -> str:
        """The limits as strokes of an SVG path over that bar."""
        return "".join(f"M{limit / self._top * 100:.1f} 0v8" for limit in (self.least, self.most) if limit)

    @property
    def _top(self) -> float:
        return (self.most or max(self.least, self.words, 1) * 1.25) * 1.15


@dataclass(frozen=True)
class Share:
    """One part of a bar: its colour class, how many, its words and the list behind it."""

    colour: str
    count: int
    label: str | Promise
    url: str
    start: str
    width: str


def shares(parts: Iterable[tuple[str, int, str | Promise, str]]) -> list[Share]:
    """A bar cut into parts of (colour, count, label, url); empty parts are left out."""
    kept = [part for part in parts if part[1]]
    total = sum(part[1] for part in kept)
    ends = accumulate(part[1] for part in kept)
    return [
        Share(*part, start=f"{(end - part[1]) / total * 100:.2f}%", width=f"{part[1] / total * 100:.2f}%")
        for part, end in zip(kept, ends, strict=True)
    ]
