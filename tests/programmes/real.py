"""Real cities from the data of the demo, joined to real cohorts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from cities.actions.cities import create_city
from cities.countries import parse_country
from cities.models import City
from cities.splitting import split_names
from cohorts.actions.programmes import ensure
from cohorts.models import Cohort
from milestones.actions.starting import plan_start, start_cohort

DATA = Path(__file__).parents[2] / "twinning" / "demo" / "data"
NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def pairings_of(*twins: str) -> bytes:
    """The rows of these twins as a spreadsheet of their own."""
    with (DATA / "pairings.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *lines = file.read().splitlines()
    chosen = [line for line in lines if any(twin in line.split(",")[1] for twin in twins)]
    assert len(chosen) == len(twins)
    return "\n".join([header, *chosen]).encode()


def started(slug: str, number: int = 1, starts_on: date = date(2023, 9, 25)) -> Cohort:
    return start_cohort(plan_start(ensure(slug), number=number, starts_on=starts_on), by=None, now=NOW)


def city(name: str, country: str, **facts: object) -> City:
    """A city by the name and country of a data file, made when it is new."""
    code = parse_country(country)
    assert code
    said = split_names(name, code)
    return City.objects.match(said.name, code) or create_city(said, code, by=None, now=NOW, **facts)


def names(cities: object) -> list[str]:
    return sorted(each.city.name for each in cities)  # type: ignore[attr-defined]
