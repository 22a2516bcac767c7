"""Hours as people type them, kept as Decimal quarter hours. Pure."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from workflow.refusals import Refusal

QUARTER = Decimal("0.25")
LARGEST = Decimal(744)
"""A month of thirty-one days has no more hours than this."""

_DECIMAL = re.compile(r"(\d{0,4})(?:[.,](\d{1,4}))?\s*h?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,3})\s*[:h]\s*([0-5]\d)", re.ASCII)
_MINUTES = re.compile(r"(\d{1,5})\s*(?:m|min)", re.ASCII)


class NotHours(Refusal):
    """What was typed is no amount of quarter hours."""


def parse(text: str) -> Decimal:
    """`1.5`, `1,5`, `.5`, `1:30`, `1h30`, `90m` or `90 min` as hours, a multiple of 0.25; nothing typed is zero.

    Raises NotHours for anything else: signs, exponents, other scripts' digits, more than a month holds; what is not
    a quarter hour is refused with the two nearest that are.
    """
    typed = text.strip().lower()
    if not typed or typed in ("-", "–"):
        return Decimal("0.00")
    hours = _read(typed)
    if hours is None:
        raise NotHours(_("“%s” is not an amount of hours; type 1.5, 1:30 or 90m.") % text.strip()[:30])
    if hours > LARGEST:
        raise NotHours(_("“%s” is more than a month has hours.") % text.strip()[:30])
    if hours % QUARTER:
        below = (hours / QUARTER).to_integral_value(ROUND_FLOOR) * QUARTER
        above = (hours / QUARTER).to_integral_value(ROUND_CEILING) * QUARTER
        raise NotHours(
            _("“%(typed)s” is not a quarter hour; the nearest are %(below)s and %(above)s.")
            % {"typed": text.strip()[:30], "below": below, "above": above}
        )
    return hours.quantize(Decimal("0.01"))


def _read(typed: str) -> Decimal | None:
    if found := _CLOCK.fullmatch(typed):
        return Decimal(found[1]) + Decimal(found[2]) / 60
    if found := _MINUTES.fullmatch(typed):
        return Decimal(found[1]) / 60
    if (found := _DECIMAL.fullmatch(typed)) and (found[1] or found[2]):
        return Decimal(f"{found[1] or 0}.{found[2] or 0}")
    return None
