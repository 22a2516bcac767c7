"""Site visits that took place, as `data/events.csv` tells them: a day, two days, or only a month."""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cities.models import City
from cohorts.models import Cohort
from visits.actions.records import Days, note_visit
from visits.models import Visit

EVENTS = Path(__file__).parent / "data" / "events.csv"
WHEN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?|(\d{4})-(\d{2})")


def load_visits(cohorts: dict[str, Cohort], *, by: Any) -> list[Visit]:
    """Visits of the cohorts given by the number in the file; a date that is no date ("before 8 April") is left out."""
    with EVENTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "site_visit" and row["cohort"] in cohorts]
    found = ((row, _days(row["date"])) for row in rows)
    return [_visit(row, days, cohorts[row["cohort"]], by) for row, days in found if days]


def _days(text: str) -> Days | None:
    said = WHEN.fullmatch(text)
    if said is None:
        return None
    if said[1]:
        return Days(date.fromisoformat(said[1]), date.fromisoformat(said[2] or said[1]))
    year, month = int(said[3]), int(said[4])
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]), only_month=True)


def _visit(row: dict[str, str], days: Days, cohort: Cohort, by: Any) -> Visit:
    named = [name.strip() for name in row["cities"].split(";")]
    cities = list(City.objects.filter(names__name__in=named).distinct())
    title = row["title"].split(" (")[0]
    return note_visit(
        cohort, title, cities=cities, host=City.objects.filter(names__name=row["place"]).first(), days=days,
        place=row["place"], source=row["source"], by=by, now=datetime.combine(days.last, time(18), UTC),
    )  # fmt: skip
