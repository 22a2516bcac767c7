"""First visits of the running cohort, and what the cities take home from them (`outputs/visits.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from cities.models import City
from goals.models import LearningGoal
from milestones.actions import obligations
from twinning.demo.cast import ROADMAP, Cast
from twinning.demo.simulation import Event, at
from twinning.demo.writing import row_key
from visits.actions.records import Days, note_visit
from visits.actions.takeaways import Said, note_takeaway
from visits.models import Visit

VISITS = Path(__file__).parent / "outputs" / "visits.yaml"
CODE = "site-visit-1"


def events(cast: Cast, handed_in: dict[tuple[str, str], date]) -> Iterator[Event]:
    """A visit is noted on its last day; takeaways follow as soon as there is a roadmap whose goals they answer."""
    due = cast.due(CODE)
    for said in yaml.safe_load(VISITS.read_text(encoding="utf-8")):
        last = due - timedelta(days=said["ends"])
        trip = Trip(cast, said, Days(last - timedelta(days=said["days"] - 1), last))
        yield Event(at(last, 17), trip.note)
        for city, takeaways in said["takeaways"].items():
            day = max(last, handed_in.get((city, ROADMAP), last)) + timedelta(days=1)
            for place, each in enumerate(takeaways):
                yield Event(at(day, 15, 10 * place), partial(trip.take_home, city, each))


@dataclass
class Trip:
    """A visit of `visits.yaml`, before and after it was noted."""

    cast: Cast
    said: dict[str, Any]
    days: Days
    visit: Visit | None = None

    def note(self, now: datetime) -> None:
        cities = City.objects.filter(slug__in=self.said["cities"])
        host = City.objects.get(slug=self.said["host"])
        self.visit = note_visit(
            self.cast.cohort,
            self.said["title"],
            cities=cities,
            host=host,
            days=self.days,
            place=host.name,
            by=self.cast.staff,
            now=now,
        )
        for city in set(self.said["cities"]).intersection(self.cast.twins):
            owed = self.cast.owed(city, CODE)
            obligations.fulfil(owed, by=self.cast.staff, now=now, note="Both sides were there, four people in all")

    def take_home(self, city: str, each: dict[str, Any], now: datetime) -> None:
        if self.visit is None:
            return
        owed = self.cast.owed(city, ROADMAP)
        goals = LearningGoal.objects.filter(pk__in=[row_key(owed, "goals", number) for number in each["goals"]])
        said = Said(each["practice"], each["text"], each["useful_for"], list(goals))
        note_takeaway(self.visit, owed.participation, said, by=self.cast.who(city, each["by"]), now=now)
