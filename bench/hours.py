"""P9: what a cohort's hours cost PostgreSQL, against one indexed table of them, before and after it has grown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from django.db import connection, models, transaction

from bench.cost import backend_ms
from cohorts.models import Cohort, Participation
from hours.models import HoursEntry, MonthSheet
from hours.overview import overview
from hours.tables import entry_rows, summed

TIMES = 100
"""How many times the table is to be as long."""
REPEATS = 20
STEP = 1_000_000
"""Between the keys of a row and of its copy."""
COPIED_NUMBER = 100
MEMBERS = "SELECT id FROM cohorts_participation WHERE cohort_id = %s"
BARE = """
    CREATE TEMPORARY TABLE bare_hours ON COMMIT DROP AS
    SELECT place.city_id AS city, sheet.seat_id AS person, sheet.month, sheet.state, entry.kind, entry.hours, entry.note
    FROM hours_hoursentry entry
    JOIN hours_monthsheet sheet ON sheet.id = entry.sheet_id
    JOIN cohorts_participation place ON place.id = sheet.participation_id
"""
ANCHORS = {
    "months": "SELECT city, month, SUM(hours) FROM bare_hours WHERE city = ANY(%s) GROUP BY city, month",
    "lines": "SELECT * FROM bare_hours WHERE city = ANY(%s) ORDER BY month, city, person, kind",
    "sums": "SELECT city, person, month, SUM(hours) FROM bare_hours WHERE city = ANY(%s) GROUP BY city, person, month",
}
NAMES = {"months": "hours by city and month", "lines": "hours line by line", "sums": "hours by person"}
Costs = dict[str, float]


def measure(slug: str, rounds: int, *, today: date) -> tuple[Costs, Costs, Costs]:
    """Median CPU milliseconds of the backend: ours, ours after the growth, and the anchors then. All is rolled back."""
    cohort = Cohort.objects.get(slug=slug)
    with transaction.atomic():
        before = _medians(_ours(cohort, today), rounds)
        _grow(cohort)
        cities = list(cohort.participations.values_list("city", flat=True))
        anchors = {name: _asking(statement, cities) for name, statement in ANCHORS.items()}
        both = _medians({**_ours(cohort, today), **{f"bare {name}": ask for name, ask in anchors.items()}}, rounds)
        transaction.set_rollback(True)
    return before, {name: both[name] for name in ANCHORS}, {name: both[f"bare {name}"] for name in ANCHORS}


def _ours(cohort: Cohort, today: date) -> dict[str, Callable[[], object]]:
    entries, modules = HoursEntry.objects.of_cohort(cohort), list(cohort.modules.all())
    return {
        "months": lambda: overview(cohort, today),
        "lines": lambda: entry_rows(entries.all(), {}),
        "sums": lambda: summed(entries.all(), "person", modules),
    }


def _asking(statement: str, cities: list[int]) -> Callable[[], object]:
    def ask() -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement, [cities])
            return cursor.fetchall()

    return ask


def _medians(ways: dict[str, Callable[[], Any]], rounds: int) -> Costs:
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(rounds):
        for name, way in ways.items():
            taken[name].append(backend_ms(lambda way=way: [way() for _time in range(REPEATS)]) / REPEATS)
    return {name: median(each) for name, each in taken.items()}


def _grow(cohort: Cohort) -> None:
    """All other cohorts with their cities and hours so many times over, then the bare table of everything."""
    others = {
        Cohort: ("id <> %s", {"number": f"old.number + copy * {COPIED_NUMBER}", "slug": "old.slug || '-' || copy"}),
        Participation: ("cohort_id <> %s", {"cohort_id": _shifted("cohort_id")}),
        MonthSheet: (f"participation_id NOT IN ({MEMBERS})", {"participation_id": _shifted("participation_id")}),
        HoursEntry: (
            f"sheet_id NOT IN (SELECT id FROM hours_monthsheet WHERE participation_id IN ({MEMBERS}))",  # noqa: S608
            {"sheet_id": _shifted("sheet_id")},
        ),
    }
    for table, (others_only, changed) in others.items():
        _copy(table, {"id": _shifted("id"), **changed}, others_only, cohort)
    with connection.cursor() as cursor:
        cursor.execute(BARE)
        cursor.execute("CREATE INDEX ON bare_hours (city, month)")
        cursor.execute("ANALYZE")


def _shifted(column: str) -> str:
    """Copies of rows find copies of rows: every key moves by the same step."""
    return f"old.{column} + copy * {STEP}"


def _copy(table: type[models.Model], changed: dict[str, str], others_only: str, cohort: Cohort) -> None:
    columns = [field.column for field in table._meta.concrete_fields]
    values = ", ".join(changed.get(column, f"old.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table._meta.db_table} ({', '.join(columns)}) SELECT {values}"  # noqa: S608 - names of ours
            f" FROM {table._meta.db_table} old, generate_series(1, {TIMES - 1}) copy"
            f" WHERE old.id < {STEP} AND old.{others_only}",
            [cohort.pk],
        )
