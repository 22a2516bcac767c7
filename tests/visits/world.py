"""Alba Iulia learns from Kozani in a cohort that asks for a site visit; a facilitator goes along, Galway stays home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from cohorts.models import Cohort, Pairing, Participation
from milestones.models import Obligation, Requirement
from milestones.states import Kind
from tests.factories import (
    CityFactory,
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    PairingFactory,
    ParticipationFactory,
    RequirementFactory,
    SeatFactory,
    UserFactory,
)
from visits.actions import agenda, attendance, party, planning, reports
from visits.actions.records import Days
from visits.models import AgendaSlot, Delegate, Visit
from visits.states import ReportSide

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 10), date(2026, 3, 11)
USUAL = Days(FIRST, LAST)
EVENING = datetime(2026, 3, 11, 18, tzinfo=UTC)
LATER = datetime(2026, 3, 20, 9, tzinfo=UTC)
ARRIVES = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)
DEPARTS = datetime(2026, 3, 11, 18, tzinfo=UTC)
TOLD: dict[str, Any] = {
    "arrives_at": ARRIVES, "departs_at": DEPARTS, "needs_room": True, "diet": "zqdiet vegetarian",
    "access_needs": "zqaccess no stairs", "emergency_contact": "zqcontact +40 700",
}  # fmt: skip
WORDS = {"topics": "Heat", "practices": "First the tariff, then the pipes", "next_steps": "The council hears of it"}


@dataclass
class Exchange:
    cohort: Cohort
    pairing: Pairing
    alba: Participation
    kozani: Participation
    requirement: Requirement
    owed: Obligation
    ana: User
    nikos: User
    viewer: User
    facilitator: User
    stranger: User
    staff: User

    def plan(self, **changes: Any) -> planning.Plan:
        said = {
            "guests": [self.alba.city],
            "host": self.kozani.city,
            "pairing": self.pairing,
            "requirements": [self.requirement],
        }
        return planning.Plan(**{**said, **changes})

    def proposed(self, days: Days | None = USUAL, *, by: User | None = None, **changes: Any) -> Visit:
        return planning.propose(self.cohort, self.plan(**changes), days=days, by=by or self.ana, now=NOW)

    def confirmed(self, **changes: Any) -> Visit:
        return planning.confirm(self.proposed(**changes), by=self.nikos, now=NOW)

    def held(self, **changes: Any) -> Visit:
        visit = self.confirmed(**changes)
        self.was_there(visit, self.ana, self.nikos)
        return attendance.complete(visit, by=self.ana, now=EVENING)

    def reported(self) -> Visit:
        visit = self.held()
        for side, person in ((ReportSide.HOST, self.nikos), (ReportSide.GUESTS, self.ana)):
            reports.hand_in(visit, side, WORDS, was=0, by=person, now=EVENING)
        return Visit.objects.get(pk=visit.pk)

    def was_there(self, visit: Visit, *people: User, at: datetime = EVENING) -> None:
        seen = [attendance.Seen(f"u{person.pk}", "present") for person in people]
        attendance.note(visit, seen, by=self.ana, now=at)

    def slot(self, visit: Visit, title: str, day: int | None = None, at: str = "", minutes: int = 60) -> AgendaSlot:
        starts = time.fromisoformat(at) if at else None
        return agenda.add(visit, agenda.Wording(title, day, starts, minutes), by=self.ana, now=NOW)


def make_exchange() -> Exchange:
    cohort = CohortFactory()
    module = ModuleFactory(cohort=cohort)
    requirement = RequirementFactory(module=module, kind=Kind.VISIT, code="site-visit-1", name="First site visit")
    rows = {
        name: ParticipationFactory(
            cohort=cohort,
            city=CityFactory(name=name, slug=name.lower().replace(" ", "-")),
            role="pilot" if name == "Kozani" else "twin",
        )
        for name in ("Alba Iulia", "Kozani", "Galway")
    }
    people = {name: SeatFactory(city=row.city).user for name, row in rows.items()}
    facilitator = UserFactory(name="Marta Lindqvist")
    alba, kozani = rows["Alba Iulia"], rows["Kozani"]
    pairing = PairingFactory(cohort=cohort, facilitator=facilitator, learning=[alba], showing=[kozani])
    return Exchange(
        cohort,
        pairing,
        alba,
        kozani,
        requirement,
        ObligationFactory(requirement=requirement, participation=alba),
        people["Alba Iulia"],
        people["Kozani"],
        SeatFactory(city=alba.city, role="viewer").user,
        facilitator,
        people["Galway"],
        UserFactory(staff=True),
    )


def days_from(today: date, first: int, count: int = 2) -> Days:
    start = today + timedelta(days=first)
    return Days(start, start + timedelta(days=count - 1))


def named(exchange: Exchange, visit: Visit, person: User | str, category: str = "", by: User | None = None) -> Delegate:
    name, email = (person, f"{person.lower()}@example.org") if isinstance(person, str) else (person.name, person.email)
    who = party.Named(exchange.alba.city, name, email, category)
    return party.name_delegate(visit, who, by=by or exchange.ana, now=NOW)


def fresh(delegate: Delegate) -> Delegate:
    return Delegate.objects.with_names().get(pk=delegate.pk)
