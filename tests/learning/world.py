"""A small cohort that meets: Alba Iulia and Köln are invited, Larissa is in another cohort; one kick-off is owed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from accounts.models import User
from cities.models import City
from cohorts.models import Cohort
from learning.actions import sessions
from learning.actions.registering import register
from learning.actions.sessions import Said, When
from learning.models import LearningSession, Registration
from milestones.models import Obligation, Requirement
from milestones.states import Kind
from tests.factories import (
    CityFactory,
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    ParticipationFactory,
    RequirementFactory,
    SeatFactory,
    UserFactory,
)

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
BEGINS = datetime(2026, 5, 14, 8, 0, tzinfo=UTC)
AFTER = BEGINS + timedelta(hours=2)


@dataclass
class World:
    """People are named by their city; `ana` leads Alba Iulia, `radu` is her deputy there, `greta` leads Köln."""

    staff: User
    ana: User
    radu: User
    greta: User
    stranger: User
    alba: City
    koln: City
    cohort: Cohort
    kick_off: Requirement
    owed: dict[str, Obligation] = field(default_factory=dict)

    def session(self, *, announce: bool = True, now: datetime = NOW, **said: Any) -> LearningSession:
        """A kick-off on Thursday at ten in Brussels, announced unless said otherwise."""
        when = said.pop("when", When(BEGINS, "Europe/Brussels", 90))
        more = {name: said.pop(name) for name in ("themes", "cities", "leads", "materials") if name in said}
        fields = {
            "title": "Kick-off",
            "kind": "kick_off",
            "requirement": self.kick_off,
            "module": self.kick_off.module,
            "online_link": "https://meet.example.org/kick-off",
            **said,
        }
        made = sessions.draft(self.cohort, Said(fields, when, **more), by=self.staff, now=now)
        return sessions.announce(made, by=self.staff, now=now) if announce else made

    def place(self, session: LearningSession, person: User, now: datetime = NOW) -> Registration:
        return register(session, by=person, now=now)


def make_world(template: dict[str, Any] | None = None) -> World:
    cohort = CohortFactory(template=template or {})
    kick_off = RequirementFactory(
        module=ModuleFactory(cohort=cohort), code="kick-off", name="Kick-off", kind=Kind.SESSION, why="Meet."
    )
    alba = CityFactory(name="Alba Iulia", slug="alba-iulia")
    koln = CityFactory(name="Köln", slug="koln", country="DE", time_zone="Europe/Berlin")
    larissa = ParticipationFactory(city__name="Larissa")
    world = World(
        staff=UserFactory(name="Sofia Brandt", staff=True),
        ana=_person(alba, "Ana Moldovan", "Europe/Bucharest"),
        radu=_person(alba, "Radu Pop", "Europe/Bucharest", role="deputy"),
        greta=_person(koln, "Greta Lind", "Europe/Berlin"),
        stranger=SeatFactory(city=larissa.city).user,
        alba=alba,
        koln=koln,
        cohort=cohort,
        kick_off=kick_off,
    )
    for city in (alba, koln):
        participation = ParticipationFactory(cohort=cohort, city=city)
        world.owed[city.slug] = ObligationFactory(requirement=kick_off, participation=participation)
    return world


def _person(city: City, name: str, zone: str, role: str = "lead") -> User:
    user = UserFactory(name=name, time_zone=zone)
    SeatFactory(city=city, user=user, role=role, name=name)
    return user


def enter(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client
