"""A small programme with milestones, and cities that settle what they ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from accounts.models import User
from cohorts.models import Cohort, Participation
from deliverables.models import Deliverable
from milestones.actions.joining import join
from milestones.actions.obligations import fulfil
from milestones.models import Milestone, Obligation, Requirement
from milestones.states import Anchor, Kind
from tests.factories import CityFactory, CohortFactory, ModuleFactory, RequirementFactory, UserFactory
from workflow.history import record

NOW = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Programme:
    """Kick-off and roadmap make "Learning path agreed"; the plan, counted from the roadmap, makes "Ready to act"."""

    cohort: Cohort = field(default_factory=CohortFactory)
    staff: User = field(default_factory=lambda: UserFactory(name="Sofia Brandt", staff=True))
    ana: User = field(default_factory=lambda: UserFactory(name="Ana Moldovan"))

    def __post_init__(self) -> None:
        module = ModuleFactory(cohort=self.cohort)
        kick_off = self.asks(module, "kick-off", "Kick-off", kind=Kind.SESSION, owed_by=["twin", "pilot"])
        roadmap = self.asks(module, "roadmap", "Learning Roadmap")
        counted = {"anchor": Anchor.FULFILLED, "anchor_requirement": roadmap}
        plan = self.asks(module, "plan", "Action Plan", **counted)
        report = self.asks(module, "report", "Report", offset_months=1)
        for position, (name, asked) in enumerate(
            {"Learning path agreed": [kick_off, roadmap], "Ready to act": [plan, report], "Asks nothing": []}.items()
        ):
            Milestone.objects.create(cohort=self.cohort, name=name, position=position).requirements.set(asked)

    def asks(self, module: object, code: str, name: str, **facts: object) -> Requirement:
        return RequirementFactory(module=module, code=code, name=name, **facts)

    def city(self, role: str = "twin", name: str = "") -> Participation:
        city = CityFactory(name=name) if name else CityFactory()
        return join(self.cohort, city, role, joined_on=self.cohort.starts_on, by=None, now=NOW)

    def settle(self, who: Participation, code: str, at: datetime = NOW) -> Obligation:
        return fulfil(owed(who, code), by=self.staff, now=at)

    def hand_in(self, who: Participation, code: str, at: datetime = NOW) -> None:
        """As the room of outputs does it: the city's own step, and the evidence in the portal's name."""
        output = Deliverable.objects.create(obligation=owed(who, code))
        record(output, "submit", "submitted", by=self.ana, now=at)
        fulfil(output.obligation, by=self.ana, now=at, by_evidence=True)


def owed(who: Participation, code: str) -> Obligation:
    return who.obligations.get(requirement__code=code)
