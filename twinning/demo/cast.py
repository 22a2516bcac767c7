"""The running demo cohort with its people, its plan and its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from cohorts.models import Cohort, Participation
from milestones.models import Obligation

ROADMAP = "learning-roadmap"


@dataclass
class Cast:
    """Who hands in, who reviews, and what is written in the demo's files. `people` are by city and role."""

    cohort: Cohort
    staff: User
    reviewer: User
    people: dict[str, dict[str, User]]
    plan: dict[str, Any]
    words: dict[str, Any]
    today: date
    turn: dict[str, int] = field(default_factory=dict)

    def participation(self, city: str) -> Participation:
        return Participation.objects.select_related("city", "cohort").get(cohort=self.cohort, city__slug=city)

    def owed(self, city: str, code: str) -> Obligation:
        return Obligation.objects.with_names().get(
            participation__cohort=self.cohort, participation__city__slug=city, requirement__code=code
        )

    def who(self, city: str, role: str) -> User:
        """A person of a city; where a seat is not filled, its lead."""
        seats = self.people[city]
        return seats.get(role, seats["lead"])

    def next_words(self, kind: str, city: str, **wanted: str) -> dict[str, Any]:
        """The next entry of a kind: the city's own in their order, else the others, going round."""
        fitting = [entry for entry in self.words[kind] if wanted.items() <= entry.items()]
        own = [entry for entry in fitting if entry.get("city") == city]
        entries = own or [entry for entry in fitting if "city" not in entry]
        key = f"{kind}{sorted(wanted.items())}{city if own else ''}"
        self.turn[key] = self.turn.get(key, -1) + 1
        return dict(entries[self.turn[key] % len(entries)])

    @property
    def twins(self) -> list[str]:
        return sorted(self.cohort.participations.filter(role="twin").values_list("city__slug", flat=True))

    def due(self, code: str) -> date:
        day = self.cohort.requirements.select_related("module", "cohort").get(code=code).due_on
        if day is None:
            raise LookupError(f"{code} has no date of its own")
        return day

    def handed_in(self) -> dict[tuple[str, str], date]:
        """When each output is handed in for the first time, by city and code."""
        return dict(self._roadmaps()) | {
            (each["city"], each["output"]): self.today - timedelta(days=each["handed_in"])
            for each in self.plan["ahead"]
            if "handed_in" in each
        }

    def _roadmaps(self) -> Iterator[tuple[tuple[str, str], date]]:
        said, due = self.plan["roadmap"], self.due(ROADMAP)
        for place, city in enumerate(self.twins):
            if city in said["newest"]:
                yield (city, ROADMAP), self.today - timedelta(days=said["newest"][city])
            elif city not in said["draft"] and city not in said["late"]:
                yield (city, ROADMAP), due - timedelta(days=said["handed_in"].get(city, 2 + place * 5 % 19))
