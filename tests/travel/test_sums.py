"""The sums of travel money, against a second calculation that knows nothing of the first: whole numbers only."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from cohorts.programmes.reading import BUILT_IN, built_in_path, built_in_slugs, read
from travel.emissions import factors, kilometres, rail_hint
from travel.schemes import slugs, table_of
from travel.states import Mode, TripState
from travel.sums import Account, balance, in_euros, unit_cost

SEED = 20261122


def cents_of(cents: int, millionths: int) -> int:
    """Hundredths of a currency at so many millionths of a unit for one euro, in cents: half a cent up, in integers."""
    return (2 * cents * 1_000_000 + millionths) // (2 * millionths)


def table_in_cents(bands: list[tuple[int, int, int]], km: int, green: bool, day: int, days: int) -> int:
    """Walks the table from its end, where the other takes the largest that is reached."""
    for start, plain, better in sorted(bands, reverse=True):
        if start <= km:
            return (better if green else plain) + day * days
    return day * days


@pytest.mark.proof
def test_every_amount_agrees_with_the_second_calculation(sample: Callable[[int, int], int]) -> None:
    chance = random.Random(SEED)  # noqa: S311 - cases, no secrets
    for _case in range(sample(2000, 100_000)):
        cents = chance.choice([chance.randint(1, 10**4), chance.randint(1, 10**9)])
        millionths = chance.choice([1_000_000, 2_000_000, 8_000_000, chance.randint(1, 10**9), 4_976_000])
        found = in_euros(Decimal(cents).scaleb(-2), Decimal(millionths).scaleb(-6))
        assert int(found.scaleb(2)) == cents_of(cents, millionths), (cents, millionths)


@pytest.mark.proof
def test_every_balance_agrees_with_the_second_calculation(sample: Callable[[int, int], int]) -> None:
    chance = random.Random(SEED + 1)  # noqa: S311
    for _case in range(sample(2000, 100_000)):
        rows = [
            (chance.choice(TripState.values), chance.randint(0, 120_000), chance.randint(0, 120_000))
            for _trip in range(chance.randint(0, 6))
        ]
        ceiling = chance.choice([90_000, chance.randint(1, 300_000)])
        found = balance(
            (Account(s, Decimal(e).scaleb(-2), Decimal(c).scaleb(-2)) for s, e, c in rows), Decimal(ceiling).scaleb(-2)
        )
        waiting = settled = out = guessed = 0
        for state, estimate, spent in rows:
            guessed += estimate
            waiting += spent if state == "submitted" else 0
            settled += spent if state == "approved" else 0
            out += spent if state == "paid" else 0
        left = ceiling - waiting - settled - out
        said = [found.estimated, found.claimed, found.approved, found.paid, found.left]
        assert [int((each or Decimal(0)).scaleb(2)) for each in said] == [guessed, waiting, settled + out, out, left]
        assert found.is_over == (left < 0)


@pytest.mark.proof
def test_every_unit_cost_agrees_with_the_second_calculation(sample: Callable[[int, int], int]) -> None:
    chance = random.Random(SEED + 2)  # noqa: S311
    table = table_of("erasmus-2021")
    bands = [(each.from_km, int(each.eur * 100), int(each.green_eur * 100)) for each in table.bands]
    for _case in range(sample(2000, 100_000)):
        km, green, days = chance.randint(0, 12_000), chance.random() < 0.5, chance.randint(1, 20)
        found = unit_cost(table, km=Decimal(km), is_green=green, days=days)
        assert int(found * 100) == table_in_cents(bands, km, green, int(table.day_eur * 100), days)


@pytest.mark.parametrize(
    ("amount", "rate", "eur"),
    [
        ("0.01", "2", "0.01"),  # half a cent goes up
        ("1.00", "3", "0.33"),
        ("100.00", "4.976", "20.10"),
        ("0.01", "2.000001", "0.00"),
        ("84.00", "1", "84.00"),
    ],
)
def test_half_a_cent_goes_up(amount: str, rate: str, eur: str) -> None:
    assert str(in_euros(Decimal(amount), Decimal(rate))) == eur


def test_exactly_at_the_ceiling_is_fine() -> None:
    at = [Account("approved", Decimal(0), Decimal("500.00")), Account("submitted", Decimal(0), Decimal("400.00"))]
    assert not balance(at, Decimal(900)).is_over
    over = [*at, Account("submitted", Decimal(0), Decimal("0.01"))]
    assert balance(over, Decimal(900)).is_over
    assert not balance([*at, Account("returned", Decimal(0), Decimal(300))], Decimal(900)).is_over


def test_every_table_fits_its_schema_and_programmes_know_all_of_them() -> None:
    tables = [table_of(slug) for slug in slugs()]
    assert [each.slug for each in tables] == slugs()
    assert all(list(each.bands) == sorted(each.bands, key=lambda band: band.from_km) for each in tables)
    schema = json.loads((BUILT_IN / "schema.json").read_text(encoding="utf-8"))
    travel = schema["$defs"]["template"]["properties"]["travel"]["properties"]
    assert travel["table"]["enum"] == slugs()
    said = [read(built_in_path(slug)).content.get("travel") for slug in built_in_slugs()]
    assert {each["table"] for each in said if each and "table" in each} <= set(slugs())


def test_every_means_has_a_factor_with_source_and_year() -> None:
    assert set(factors()) == set(Mode.values)
    assert all(each.kg > 0 and each.source and each.year >= 2020 for each in factors().values())


@pytest.mark.django_db
def test_distances_are_great_circles_and_hints_are_for_those_who_fly() -> None:
    from tests.factories import CityFactory  # noqa: PLC0415

    bucharest = CityFactory(latitude=Decimal("44.43225"), longitude=Decimal("26.10626"))
    lisbon = CityFactory(latitude=Decimal("38.71667"), longitude=Decimal("-9.13333"))
    nowhere = CityFactory(latitude=None, longitude=None)
    assert kilometres(bucharest, lisbon) == pytest.approx(2970, abs=15)
    assert kilometres(bucharest, nowhere) is None
    assert [bool(rail_hint("plane", km)) for km in (799, 1499, 1500, None)] == [True, True, False, False]
    assert rail_hint("train", 500) == ""
