"""Sessions of the running cohort (`sessions.yaml`): held, going on today, ahead, still without a date, cancelled."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

from accounts.models import User
from cities.models import City, Theme
from cohorts.models import Pairing
from learning.actions import afterwards, attendance, registering, sessions
from learning.actions.polls import ask_for_date
from learning.actions.sessions import Said, When
from learning.models import LearningSession, Registration
from learning.states import Attendance
from milestones.models import Requirement
from polls.actions import Slot, answer
from twinning.demo.cast import Cast
from twinning.demo.simulation import Event, at

ZONE = "Europe/Brussels"
ANNOUNCED_BEFORE = timedelta(days=21)
SOON = timedelta(minutes=20)
"""The session of today begins that long after the demo is made, so that its check-in is open."""


@cache
def plan() -> dict[str, Any]:
    return dict(yaml.safe_load((Path(__file__).parent / "sessions.yaml").read_text(encoding="utf-8")))


def held_codes() -> set[str]:
    """What the cohort asks for that is met by a session here; the rest is marked by hand."""
    return {said["code"] for said in plan()["held"]}


def events(cast: Cast, now: datetime, spared: set[tuple[str, str]]) -> Iterator[Event]:
    """`spared` are the cities, each with a code, that were not there."""
    for said in plan()["held"]:
        due = cast.due(said["code"])
        absent = {city for city, code in spared if code == said["code"]}
        yield from _held(Meeting(cast, said, at(due, 12)), due, [city for city in cast.twins if city not in absent])
    yield from _ahead(cast, now)


def _held(meeting: Meeting, day: date, cities: list[str]) -> Iterator[Event]:
    begins = at(day, 12)
    yield Event(begins - ANNOUNCED_BEFORE, meeting.announce)
    for place, city in enumerate(cities):
        for role in ("lead", "second"):
            yield Event(begins - timedelta(days=3 + place % 14, hours=place % 5), partial(meeting.register, city, role))
    yield Event(begins + timedelta(hours=3), meeting.close)
    yield Event(begins + timedelta(hours=20), meeting.say_how_it_was)


def _ahead(cast: Cast, now: datetime) -> Iterator[Event]:
    said = plan()
    soon = (now + SOON).replace(second=0, microsecond=0)
    yield from _announced(cast, said["today"], soon - timedelta(minutes=soon.minute % 5))
    for key in ("next_week", "with_pilot"):
        yield from _announced(cast, said[key], _on(cast, said[key]))
    off = said["cancelled"]
    meeting = yield from _announced(cast, off, _on(cast, off))
    yield Event(at(cast.today - timedelta(days=1), 15), partial(meeting.cancel, off["reason"]))
    undated = Meeting(cast, said["to_be_dated"], None)
    yield Event(at(cast.today - timedelta(days=4), 9), undated.find_a_date)


def _announced(cast: Cast, said: dict[str, Any], begins: datetime) -> Generator[Event, None, Meeting]:
    """Announced nine days ago at the latest; answers the meeting, for what happens to it later."""
    meeting = Meeting(cast, said, begins)
    announced = min(begins - ANNOUNCED_BEFORE, at(cast.today - timedelta(days=9), 9))
    yield Event(announced, meeting.announce)
    for place, city in enumerate([*said.get("registered", []), *said.get("waiting", [])]):
        for role in ("lead", "second"):
            yield Event(announced + timedelta(days=1, hours=place), partial(meeting.register, city, role))
    return meeting


def _on(cast: Cast, said: dict[str, Any]) -> datetime:
    return at(cast.today + timedelta(days=said["days"]), said["hour"])


@dataclass
class Meeting:
    """A session of `sessions.yaml`, before and after it was drafted; `begins` is None while its date is looked for."""

    cast: Cast
    said: dict[str, Any]
    begins: datetime | None
    session: LearningSession | None = None

    def draft(self, now: datetime) -> LearningSession:
        said, asked = self.said, self._requirement()
        fields = {
            "title": said.get("title") or (asked.name if asked else ""),
            "kind": said["kind"],
            "summary": said["summary"],
            "requirement": asked,
            "module": asked.module if asked else None,
            "speakers": said["speakers"],
            "capacity": said.get("capacity"),
            "online_link": "https://meet.example.org/twinning",
            "recording": "https://video.example.org/twinning" if asked else "",
        }
        if "city" in said:
            side = {"sides__participation": self.cast.participation(said["city"])}
            fields |= {"audience": "pairing", "pairing": Pairing.objects.standing().get(**side)}
        elif "invited" in said:
            fields |= {"audience": "cities"}
        themes = list(Theme.objects.filter(slug__in=said["themes"]))
        cities = list(City.objects.filter(slug__in=said.get("invited", [])))
        drafted = Said(fields, When(self.begins, ZONE, said["minutes"]), themes, cities)
        self.session = sessions.draft(self.cast.cohort, drafted, by=self.cast.staff, now=now)
        return self.session

    def announce(self, now: datetime) -> None:
        self.session = sessions.announce(self.draft(now), by=self.cast.staff, now=now)

    def register(self, city: str, role: str, now: datetime) -> None:
        participation = self.cast.participation(city)
        if self.session and participation.is_active:
            registering.register(self.session, city=participation.city, by=self.cast.who(city, role), now=now)

    def close(self, now: datetime) -> None:
        """Now and then the second of a city was ill."""
        if self.session is None:
            return
        marks = {each.pk: Attendance.PRESENT for each in self._comers()}
        ill = [each.pk for each in self._comers() if each.user != self._lead_of(each)]
        marks |= dict.fromkeys(ill[::6], Attendance.EXCUSED)
        attendance.note(self.session, marks, by=self.cast.staff, now=now)
        self.session = attendance.close(self.session, by=self.cast.staff, now=now)

    def say_how_it_was(self, now: datetime) -> None:
        was_there = [each for each in self._comers() if each.attendance == Attendance.PRESENT][::3]
        for each, said in zip(was_there, cycle(plan()["feedback"]), strict=False):
            answers = afterwards.Answers(
                said["useful"], said["clear"], said["will_use"], said["line"], said.get("quote", False)
            )
            afterwards.give_feedback(each, answers, now=now)

    def cancel(self, reason: str, now: datetime) -> None:
        if self.session:
            self.session = sessions.cancel(self.session, by=self.cast.staff, now=now, reason=reason)

    def find_a_date(self, now: datetime) -> None:
        session, hour = self.draft(now), self.said["hour"]
        begins = [at(self.cast.today + timedelta(days=days), hour) for days in self.said["slots"]]
        slots = [Slot(each, each + timedelta(minutes=self.said["minutes"])) for each in begins]
        poll = ask_for_date(session, slots, by=self.cast.staff, now=now)
        options = list(poll.options.order_by("pk").values_list("pk", flat=True))
        for city, choices in self.said["answers"].items():
            answer(poll, dict(zip(options, choices, strict=True)), by=self.cast.who(city, "lead"))

    def _requirement(self) -> Requirement | None:
        return self.cast.cohort.requirements.select_related("module").filter(code=self.said.get("code")).first()

    def _comers(self) -> list[Registration]:
        return list(Registration.objects.registered().filter(session=self.session).with_names().order_by("pk"))

    def _lead_of(self, place: Registration) -> User | None:
        return self.cast.people[place.city.slug]["lead"] if place.city else None
