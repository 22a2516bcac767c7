"""Real cohorts as records: their true dates, cities and pairings; nothing is asked of them."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cities.actions.cities import create_city
from cities.countries import parse_country
from cities.models import City
from cities.splitting import split_names
from cohorts.actions.programmes import ensure
from cohorts.models import Cohort
from milestones.actions.importing import import_into
from milestones.actions.joining import join
from milestones.actions.starting import plan_start, start_cohort
from twinning.demo.events import load_exchange, load_groups, load_meeting

DATA = Path(__file__).parent / "data"
TLP = "twinning-learning-programme"

LEAD_COUNTRIES = {
    "Aachen": "DE", "Guimarães": "PT", "Lahti": "FI", "Leuven": "BE", "Mannheim": "DE", "Stockholm": "SE", "Umeå": "SE",
    "Valencia": "ES",
}  # fmt: skip
"""The file names the lead cities alone."""

EXCHANGE_COUNTRIES = {"București Sector 2": "RO", "București Sector 6": "RO", "Leiria": "PT", "León": "ES"}

RECORDS = (
    # number, first day, months of the three modules: twenty months each, as twinning/demo/data/cohorts.csv says
    (1, date(2023, 9, 25), (4, 10, 6)),
    (2, date(2024, 9, 16), (4, 10, 6)),
)
GATHERINGS: tuple[tuple[str, str, date, tuple[int, ...] | None], ...] = (
    # programme, name, first day as far as it is known (the fifth year of +CityxChange began late in 2022), lengths
    ("lighthouse-follower-consortium", "+CityxChange", date(2018, 11, 1), None),
    ("online-discussion-groups", "Online Discussion Groups, first cohort", date(2024, 9, 1), None),
    ("peer-exchange-visits", "Covenant of Mayors twinning visits", date(2022, 1, 1), (3, 9)),
)


def load_records(*, by: Any) -> list[Cohort]:
    """Cohorts 1 and 2 with what is published of their cities and pairings."""
    return [_record(number, first, months, by) for number, first, months in RECORDS]


def load_gatherings(*, by: Any) -> list[Cohort]:
    """Programmes of other shapes: a consortium of lead and follower cities, discussion groups, an exchange of peers."""
    consortium, groups, exchange = (_gathering(*each, by) for each in GATHERINGS)
    for row in _rows("consortium.csv"):
        _join(consortium, row["city"], row["country"], row["role"], by)
    leads = {name.strip() for row in _rows("discussion_groups.csv") for name in row["lead_cities"].split(";")}
    for name in sorted(leads - {""}):
        _join(groups, name, LEAD_COUNTRIES[name], "lead", by)
    for row in _rows("peer_visits.csv"):
        for key, role in (("host", "lead"), ("guest", "partner")):
            for name in row[key].split("; "):
                _join(exchange, name, EXCHANGE_COUNTRIES[name], role, by)
    load_meeting(consortium, by=by)
    load_groups(groups, by=by)
    load_exchange(exchange, by=by)
    return [consortium, groups, exchange]


def _gathering(slug: str, name: str, first: date, months: tuple[int, ...] | None, by: Any) -> Cohort:
    plan = plan_start(ensure(slug), number=1, starts_on=first, module_months=months, name=name)
    return start_cohort(plan, by=by, now=datetime.combine(first, time(10), UTC), is_record=True)


def _join(cohort: Cohort, name: str, country: str, role: str, by: Any) -> None:
    now = datetime.combine(cohort.starts_on, time(10), UTC)
    code = parse_country(country) or country
    said = split_names(name, code)
    city = City.objects.match(said.name, code) or create_city(said, code, by=by, now=now)
    join(cohort, city, role, joined_on=cohort.starts_on, by=by, now=now)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _record(number: int, first: date, months: tuple[int, ...], by: Any) -> Cohort:
    now = datetime.combine(first, time(10), UTC)
    plan = plan_start(ensure(TLP), number=number, starts_on=first, module_months=months)
    cohort = start_cohort(plan, by=by, now=now, is_record=True)
    import_into(cohort, (DATA / "pairings.csv").read_bytes(), by=by, now=now)
    return cohort
