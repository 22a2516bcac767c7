"""All arithmetic of travel money: pure, in Decimal euros, half a cent up. Nothing else in this room adds or rounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
EXACT = 60
"""Digits of a division before it is rounded to cents: enough that no quotient near half a cent is rounded twice."""


def in_euros(amount: Decimal, rate: Decimal) -> Decimal:
    """`amount` of a currency of which `rate` units are one euro, in euros, to the cent."""
    with localcontext() as exact:
        exact.prec = EXACT
        return (amount / rate).quantize(CENT, ROUND_HALF_UP)


def total(sums: Iterable[Decimal]) -> Decimal:
    return sum(sums, NOTHING)


@dataclass(frozen=True)
class Account:
    """One trip as the balance sees it: its state, what was estimated, what is written down as spent."""

    state: str
    estimate: Decimal
    spent: Decimal


@dataclass(frozen=True)
class Balance:
    """Where one person stands. `claimed` waits for an answer; `approved` holds what is paid as well.

    `ceiling` is None where the programme has none.
    """

    ceiling: Decimal | None
    estimated: Decimal = NOTHING
    claimed: Decimal = NOTHING
    approved: Decimal = NOTHING
    paid: Decimal = NOTHING

    @property
    def held(self) -> Decimal:
        """What the ceiling is held against."""
        return self.approved + self.claimed

    @property
    def left(self) -> Decimal | None:
        """Negative when the ceiling is passed."""
        return None if self.ceiling is None else self.ceiling - self.held

    @property
    def is_over(self) -> bool:
        """Exactly at the ceiling is fine."""
        return self.left is not None and self.left < 0

    @property
    def is_estimated_over(self) -> bool:
        return self.ceiling is not None and self.estimated > self.ceiling

    @property
    def bar(self) -> dict[str, str]:
        """How long the parts of its bar are, of 320, on a scale that ends beyond the ceiling and every sum."""
        end = max(self.ceiling or NOTHING, self.estimated, self.held) * Decimal("1.1") or Decimal(1)
        parts = {"held": self.held, "approved": self.approved, "paid": self.paid, "estimated": self.estimated}
        if self.ceiling is not None:
            parts["ceiling"] = self.ceiling
        return {name: f"{each * 320 / end:.1f}" for name, each in parts.items()}


def balance(accounts: Iterable[Account], ceiling: Decimal | None) -> Balance:
    """The balance of one person's trips. Claimed is what is submitted and not returned."""
    every = list(accounts)
    return Balance(
        ceiling,
        estimated=total(each.estimate for each in every),
        claimed=total(each.spent for each in every if each.state == "submitted"),
        approved=total(each.spent for each in every if each.state in ("approved", "paid")),
        paid=total(each.spent for each in every if each.state == "paid"),
    )


@dataclass(frozen=True)
class Band:
    """From so many kilometres one way on, there and back is worth `eur`; `green_eur` by train and the like."""

    from_km: int
    eur: Decimal
    green_eur: Decimal


@dataclass(frozen=True)
class UnitCosts:
    """A table of sums that are paid whatever was spent: by distance, and for each day."""

    slug: str
    name: str
    source: str
    day_eur: Decimal
    bands: Sequence[Band]


def unit_cost(table: UnitCosts, *, km: Decimal, is_green: bool, days: int) -> Decimal:
    """What a journey of `km` one way with so many days is worth; below the first band the way is worth nothing."""
    reached = [band for band in table.bands if km >= band.from_km]
    way = NOTHING
    if reached:
        band = max(reached, key=lambda each: each.from_km)
        way = band.green_eur if is_green else band.eur
    return (way + table.day_eur * days).quantize(CENT, ROUND_HALF_UP)
