"""Second visits of the running cohort (`trips.yaml`): one at each step, from the poll for its days to its closing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from cities.models import City, Theme
from cohorts.models import Pairing
from goals.models import LearningGoal
from polls.actions import Span, answer
from twinning.demo.cast import ROADMAP, Cast
from twinning.demo.simulation import Event, at
from twinning.demo.spending import Journey
from twinning.demo.writing import row_key
from visits.actions import agenda, attendance, closing, party, planning, polls, reports
from visits.actions.agenda import Wording
from visits.actions.attendance import Seen
from visits.actions.party import Named
from visits.actions.records import Days
from visits.models import Visit
from visits.people import expected
from visits.states import Presence

TRIPS = Path(__file__).parent / "trips.yaml"
CODE = "site-visit-2"
TOLD = ("needs_room", "diet", "access_needs", "emergency_contact")
STEPS = ("proposed", "confirmed", "held", "reported", "closed")


def events(cast: Cast) -> Iterator[Event]:
    for said in yaml.safe_load(TRIPS.read_text(encoding="utf-8")):
        yield from Trip(cast, said).events()


@dataclass
class Trip:
    """A line of `trips.yaml`; `visit` once it was proposed."""

    cast: Cast
    said: dict[str, Any]
    visit: Visit = field(init=False)

    def events(self) -> Iterator[Event]:
        said = self.said
        proposed = self._day(-said["proposed"])
        yield Event(at(proposed, 9), self.propose)
        if "poll" in said:
            yield Event(at(proposed, 10), self.ask_for_days)
        if self._has("confirmed") or said["until"] == "cancelled":
            yield Event(at(proposed + timedelta(days=2), 10), self.confirm)
        for place, slot in enumerate(said.get("agenda", [])):
            yield Event(at(self._day(-5), 8, place), partial(self.plan_slot, slot))
        for place, person in enumerate(said.get("party", [])):
            yield Event(at(self._day(-4), 8, place), partial(self.name, person))
        if said["until"] == "cancelled":
            yield Event(at(proposed + timedelta(days=20), 9), self.move)
            yield Event(at(self._day(-2), 11), self.cancel)
        if self._has("held"):
            yield from self._afterwards(self.days.last)
        planned = min(self.days.first, self.cast.today) - timedelta(days=3) if "first" in said else self.cast.today
        for each in said.get("travel", []):
            yield from self._journey(each).events(planned, lambda: self.visit)

    def _afterwards(self, last: date) -> Iterator[Event]:
        yield Event(at(last, 16), self.complete)
        for place, side in enumerate(self.said["report"]):
            yield Event(at(last + timedelta(days=1), 9 + place), partial(self.report, side))
        if self._has("closed"):
            yield Event(at(last + timedelta(days=3), 9), self.close)

    def _journey(self, said: dict[str, Any]) -> Journey:
        city = self.said["guests"][0]
        before, traveller = self.days.first - timedelta(days=1), self.cast.who(city, said["role"])
        return Journey(said, traveller, City.objects.get(slug=city), self.cast.staff, before, self.days.last)

    def propose(self, now: datetime) -> None:
        cities = [City.objects.get(slug=slug) for slug in self.said["guests"]]
        side = {"sides__participation": self.cast.participation(self.said["guests"][0])}
        plan = planning.Plan(
            cities,
            City.objects.get(slug=self.said["host"]),
            pairing=Pairing.objects.standing().get(**side),
            number=2,
            requirements=list(self.cast.cohort.requirements.filter(code=CODE)),
        )
        days = self.days if "first" in self.said else None
        self.visit = planning.propose(self.cast.cohort, plan, days=days, by=self._guest(), now=now)

    def ask_for_days(self, now: datetime) -> None:
        said = self.said["poll"]
        spans = [Span(self._day(first), self._day(first + said["days"] - 1)) for first in said["first"]]
        poll = polls.ask_for_days(self.visit, spans, by=self._guest(), now=now)
        options = list(poll.options.order_by("pk").values_list("pk", flat=True))
        for city, choices in said["answers"].items():
            answer(poll, dict(zip(options, choices, strict=True)), by=self.cast.who(city, "lead"))

    def confirm(self, now: datetime) -> None:
        self.visit = planning.confirm(self.visit, by=self._host(), now=now)

    def plan_slot(self, said: dict[str, Any], now: datetime) -> None:
        owed = self.cast.owed(self.said["guests"][0], ROADMAP)
        goals = [row_key(owed, "goals", number) for number in said.get("goals", [])]
        starts = said.get("starts")
        wording = Wording(
            said["title"],
            said.get("day"),
            time.fromisoformat(starts) if starts else None,
            said.get("minutes", 60),
            place=said.get("place", ""),
            host_person=said.get("host_person", ""),
            is_public=said.get("public", False),
            themes=list(Theme.objects.filter(slug__in=said.get("themes", []))),
            goals=list(LearningGoal.objects.filter(pk__in=goals)),
        )
        agenda.add(self.visit, wording, by=self._host(), now=now)

    def name(self, said: dict[str, Any], now: datetime) -> None:
        """Whoever has a seat is named by it; others by name and address, and one of them stays at home after all."""
        person = self.cast.who(said["city"], said["role"]) if "role" in said else None
        who = Named(
            City.objects.get(slug=said["city"]),
            person.name if person else said["name"],
            person.email if person else said["email"],
            said["category"],
        )
        delegate = party.name_delegate(self.visit, who, by=self._guest(), now=now)
        told: dict[str, Any] = {
            key: said[key] for key in ("needs_room", "diet", "access_needs", "emergency_contact") if key in said
        }
        if "arrives" in said:
            told |= {"arrives_at": self._instant(said["arrives"], 18), "departs_at": self._instant(said["departs"], 9)}
            party.tell(delegate, told, by=person, now=now)
        if said.get("cancelled"):
            party.move(delegate, "cancel", by=self._guest(), now=now)

    def move(self, now: datetime) -> None:
        said = self.said["moved"]
        first = self._day(said["to"])
        days = Days(first, first + timedelta(days=self.said["days"] - 1))
        self.visit = planning.reschedule(self.visit, days, reason=said["reason"], by=self._host(), now=now)

    def cancel(self, now: datetime) -> None:
        self.visit = planning.cancel(self.visit, reason=self.said["reason"], by=self._guest(), now=now)

    def complete(self, now: datetime) -> None:
        seen = [Seen(each.key, Presence.PRESENT) for each in expected(self.visit)]
        attendance.note(self.visit, seen, by=self._host(), now=now)
        self.visit = attendance.complete(self.visit, by=self._host(), now=now)

    def report(self, side: str, now: datetime) -> None:
        by = self._host() if side == "host" else self._guest()
        reports.hand_in(self.visit, side, self.said["report"][side], was=0, by=by, now=now)

    def close(self, now: datetime) -> None:
        self.visit = closing.close(self.visit, by=self._guest(), now=now)

    @property
    def days(self) -> Days:
        first = self._day(self.said["first"])
        return Days(first, first + timedelta(days=self.said["days"] - 1))

    def _has(self, step: str) -> bool:
        until = self.said["until"]
        return until in STEPS and STEPS.index(step) <= STEPS.index(until)

    def _day(self, days: int) -> date:
        return self.cast.today + timedelta(days=days)

    def _instant(self, days: int, hour: int) -> datetime:
        """That many days after the first one, on the clock of the visit."""
        day = self._day(self.said["first"] + days)
        return datetime.combine(day, time(hour), ZoneInfo(self.visit.zone)).astimezone(UTC)

    def _guest(self) -> Any:
        return self.cast.who(self.said["guests"][0], "lead")

    def _host(self) -> Any:
        return self.cast.who(self.said["host"], "lead")
