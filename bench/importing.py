"""P11: the import of 1,000 cities through full validation against `bulk_create` of the very rows it leaves."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from statistics import median
from typing import Any, TypeVar

from django.db import models, transaction

from bench.cost import cpu_ms
from cities.models import City, CityName, Representative
from cohorts.actions.programmes import ensure
from cohorts.models import Pairing, PairingSide, Participation, PilotActivity
from milestones.actions.importing import import_into
from milestones.actions.starting import plan_start, start_cohort
from milestones.models import Obligation

TABLES: tuple[type[models.Model], ...] = (
    City, CityName, Representative, Participation, PilotActivity, PilotActivity.cities.through, Pairing, PairingSide,
    Obligation,
)  # fmt: skip
Rows = dict[type[models.Model], list[dict[str, Any]]]
Result = TypeVar("Result")


def measure(cities: int, rounds: int, *, now: datetime) -> dict[str, float]:
    """Median CPU milliseconds of both ways; each is rolled back before the next, and at the end everything."""
    with transaction.atomic():
        programme = ensure("twinning-learning-programme")
        cohort = start_cohort(plan_start(programme, number=1, starts_on=now.date()), by=None, now=now)
        content = file_of(cities)

        def bring_in() -> None:
            import_into(cohort, content, by=None, now=now)

        rows = _left_by(bring_in)
        ways: dict[str, Callable[[], object]] = {"bulk_create": lambda: _write(rows), "import": bring_in}
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _round in range(rounds):
            for name, way in ways.items():
                taken[name].append(_rolled_back(lambda way=way: cpu_ms(way)))
        transaction.set_rollback(True)
    return {name: median(each) for name, each in taken.items()}


def _left_by(way: Callable[[], object]) -> Rows:
    """The rows it makes, by table."""
    known = {table: set(table._default_manager.values_list("pk", flat=True)) for table in TABLES}

    def made() -> Rows:
        way()
        return {table: list(table._default_manager.exclude(pk__in=known[table]).values()) for table in TABLES}

    return _rolled_back(made)


def _rolled_back(way: Callable[[], Result]) -> Result:
    with transaction.atomic():
        result = way()
        transaction.set_rollback(True)
    return result


def _write(rows: Rows) -> None:
    for table, values in rows.items():
        table._default_manager.bulk_create([table(**each) for each in values])


def file_of(cities: int) -> bytes:
    """A file as a programme sends it: a twin and a pilot a row, an activity, a representative."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [
            "twin_city",
            "twin_country",
            "pilot_city",
            "pilot_country",
            "pilot_activity",
            "representative_name",
            "representative_email",
        ]
    )
    for n in range(cities // 2):
        writer.writerow(
            [
                f"Twinstad {n}",
                "Romania",
                f"Pilotstad {n}",
                "Greece",
                f"Activity {n}: streets for people",
                f"Person {n}",
                f"person-{n}@example.org",
            ]
        )
    return text.getvalue().encode()
