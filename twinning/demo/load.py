"""Everything `make demo` shows, made once: records of real cohorts, a running cohort that is lived, stories."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction

from accounts.models import User
from cities.actions.themes import load_offers, load_themes
from cities.models import City
from cohorts.actions.programmes import ensure, load_file
from cohorts.models import Cohort, Pairing
from cohorts.programmes.reading import built_in_path, built_in_slugs
from milestones.actions.importing import import_into
from milestones.actions.starting import plan_start, start_cohort
from milestones.dates import add_months
from stories.from_file import load_stories
from twinning.demo import actions, history, hours, running
from twinning.demo.cast import Cast
from twinning.demo.events import load_sessions, load_visits
from twinning.demo.simulation import at, live

HERE = Path(__file__).parent


def load(*, now: datetime) -> Cohort | None:
    """Make the demo, or nothing when it is there already. Takes about half a minute."""
    if Cohort.objects.filter(is_demo=True).exists():
        return None
    with transaction.atomic():
        load_themes()
        for slug in built_in_slugs():
            load_file(built_in_path(slug))
        people = _read("people.yaml")
        users = _users(people)
        staff = users["staff@example.org"]
        records = history.load_records(by=staff)
        by_number = {str(cohort.number): cohort for cohort in records}
        load_visits(by_number, by=staff)
        load_sessions(by_number, by=staff)
        history.load_gatherings(by=staff)
        cast = _cast(people, users, now.date())
        _count_rows()
        live([*running.events(cast, now), *hours.events(cast)], until=now)
        actions.deliver_the_past(now)
        load_offers()
        load_stories(by=staff)
    return cast.cohort


def _count_rows() -> None:
    """Tell the database's planner how many rows it has by now: nothing else will before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _read(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((HERE / name).read_text(encoding="utf-8")))


def _users(people: dict[str, Any]) -> dict[str, User]:
    representatives = [person for seats in people["representatives"].values() for person in seats]
    return (
        actions.make_people(people["staff"], is_programme_staff=True, is_staff=True)
        | actions.make_people(people["evaluators"], is_evaluator=True)
        | actions.make_people([*people["facilitators"], *representatives])
    )


def _cast(people: dict[str, Any], users: dict[str, User], today: date) -> Cast:
    """Start the running cohort, bring its cities in, seat its people and name its facilitators."""
    plan = _read("running.yaml")
    first = add_months(today, -plan["months_ago"]) - timedelta(days=plan["days_ago"])
    started = at(first, 9)
    staff = users["staff@example.org"]
    template = plan_start(ensure(history.TLP), number=plan["number"], starts_on=first, name=plan["name"])
    cohort = start_cohort(template, by=staff, now=started, is_demo=True)
    import_into(cohort, _pairings(), by=staff, now=started)
    _seat_everybody(people, users, first)
    _facilitate(cohort, [users[address] for address in plan["facilitators"]])
    seated = {
        slug: {person["role"]: users[person["email"]] for person in seats}
        for slug, seats in people["representatives"].items()
    }
    reviewer = users["jonas.ek@example.org"]
    return Cast(cohort, staff, reviewer, seated, plan, _read("reviews.yaml"), today)


def _pairings() -> bytes:
    """The real pairs of the running cohort: cohort 1 with Chalkida's three-country pilot; activities as published."""
    with (history.DATA / "pairings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["cohort"] == "1" or "Chalkida" in row["twin_city"]]
    text = StringIO()
    writer = csv.DictWriter(text, [name for name in rows[0] if name != "cohort"], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _seat_everybody(people: dict[str, Any], users: dict[str, User], since: date) -> None:
    cities = City.objects.in_bulk(list(people["representatives"]), field_name="slug")
    for slug, seats in people["representatives"].items():
        for person in seats:
            actions.seat(
                cities[slug],
                users[person["email"]],
                person["role"],
                since=since,
                organisation=person.get("organisation", ""),
            )


def _facilitate(cohort: Cohort, facilitators: list[User]) -> None:
    for place, pairing in enumerate(Pairing.objects.filter(cohort=cohort).order_by("pk")):
        actions.name_facilitator(pairing, facilitators[place % len(facilitators)])
