"""The real cohorts 1 and 2 as records: their true dates, cities and pairings; nothing is asked of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cohorts.actions.programmes import ensure
from cohorts.models import Cohort
from milestones.actions.importing import import_into
from milestones.actions.starting import plan_start, start_cohort

DATA = Path(__file__).parent / "data"
TLP = "twinning-learning-programme"

RECORDS = (
    # number, first day, months of the three modules: twenty months each, as twinning/demo/data/cohorts.csv says
    (1, date(2023, 9, 25), (4, 10, 6)),
    (2, date(2024, 9, 16), (4, 10, 6)),
)
DISCUSSION_GROUPS = (date(2024, 9, 16), (1, 3, 2))


def load_records(*, by: Any) -> list[Cohort]:
    """Both cohorts with what is published of their cities and pairings."""
    return [_record(number, first, months, by) for number, first, months in RECORDS]


def _record(number: int, first: date, months: tuple[int, ...], by: Any) -> Cohort:
    now = datetime.combine(first, time(10), UTC)
    plan = plan_start(ensure(TLP), number=number, starts_on=first, module_months=months)
    cohort = start_cohort(plan, by=by, now=now, is_record=True)
    import_into(cohort, (DATA / "pairings.csv").read_bytes(), by=by, now=now)
    return cohort
