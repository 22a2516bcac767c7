"""Real objects for the tests, small and believable. Traits name roles and states."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import factory
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.models import User
from cities.models import City, CityName, Representative, Theme
from cities.names import searchable
from cohorts.models import Cohort, Module, Pairing, PairingSide, Participation, PilotActivity, Programme
from cohorts.states import Role, Side
from goals.models import LearningGoal
from milestones.models import Obligation, Requirement
from milestones.states import Anchor, Kind
from visits.models import Takeaway, Visit


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")

    class Params:
        staff = factory.Trait(is_programme_staff=True)

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **fields: Any) -> User:
        return model_class.objects.create_user(**fields)

    @factory.post_generation
    def second_factor(self: User, create: bool, extracted: bool | None, **kwargs: object) -> None:
        """Whoever needs a second factor has one, or no page but its set-up would open; False leaves it out."""
        if create and extracted is not False and self.needs_second_factor:
            TOTP.activate(self, generate_totp_secret())


class CityFactory(factory.django.DjangoModelFactory[City]):
    class Meta:
        model = City
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"City {n}")
    slug = factory.Sequence(lambda n: f"city-{n}")
    country = "RO"
    time_zone = "Europe/Bucharest"

    @factory.post_generation
    def called(self: City, create: bool, extracted: object, **kwargs: object) -> None:
        CityName.objects.get_or_create(city=self, name=self.name, defaults={"folded": searchable(self.name)})


class SeatFactory(factory.django.DjangoModelFactory[Representative]):
    """A claimed lead seat; `user=None` leaves it to be claimed."""

    class Meta:
        model = Representative

    city = factory.SubFactory(CityFactory)
    user = factory.SubFactory(UserFactory)
    name = factory.LazyAttribute(lambda seat: seat.user.name if seat.user else "Somebody")
    email = factory.LazyAttribute(lambda seat: seat.user.email if seat.user else f"{seat.city.slug}@example.org")
    role = "lead"
    started_on = date(2026, 1, 1)


class ProgrammeFactory(factory.django.DjangoModelFactory[Programme]):
    class Meta:
        model = Programme
        django_get_or_create = ("slug",)

    slug = "twinning-learning-programme"
    name = "Twinning Learning Programme"


class CohortFactory(factory.django.DjangoModelFactory[Cohort]):
    class Meta:
        model = Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.LazyAttribute(lambda cohort: f"Cohort {cohort.number}")
    slug = factory.LazyAttribute(lambda cohort: f"cohort-{cohort.number}")
    starts_on = date(2026, 1, 1)
    ends_on = date(2027, 6, 30)


class ModuleFactory(factory.django.DjangoModelFactory[Module]):
    class Meta:
        model = Module

    cohort = factory.SubFactory(CohortFactory)
    position = factory.Sequence(lambda n: n)
    slug = factory.LazyAttribute(lambda module: f"module-{module.position}")
    name = factory.LazyAttribute(lambda module: f"Module {module.position}")
    starts_on = factory.SelfAttribute("cohort.starts_on")
    ends_on = factory.SelfAttribute("cohort.ends_on")
    hours_min = Decimal("8.00")
    hours_max = Decimal("12.00")


class ParticipationFactory(factory.django.DjangoModelFactory[Participation]):
    class Meta:
        model = Participation

    cohort = factory.SubFactory(CohortFactory)
    city = factory.SubFactory(CityFactory)
    role = Role.TWIN
    joined_on = factory.SelfAttribute("cohort.starts_on")

    class Params:
        pilot = factory.Trait(role=Role.PILOT)


class ActivityFactory(factory.django.DjangoModelFactory[PilotActivity]):
    class Meta:
        model = PilotActivity

    name = factory.Sequence(lambda n: f"Pilot activity {n}")


class PairingFactory(factory.django.DjangoModelFactory[Pairing]):
    """`learning=[...]`, `showing=[...]`: participations of the same cohort."""

    class Meta:
        model = Pairing
        skip_postgeneration_save = True

    cohort = factory.SubFactory(CohortFactory)
    starts_on = factory.SelfAttribute("cohort.starts_on")

    @factory.post_generation
    def learning(self: Pairing, create: bool, extracted: list[Participation] | None, **kwargs: object) -> None:
        for each in extracted or []:
            PairingSide.objects.create(pairing=self, participation=each, side=Side.LEARNING)

    @factory.post_generation
    def showing(self: Pairing, create: bool, extracted: list[Participation] | None, **kwargs: object) -> None:
        for each in extracted or []:
            PairingSide.objects.create(pairing=self, participation=each, side=Side.SHOWING)


class RequirementFactory(factory.django.DjangoModelFactory[Requirement]):
    class Meta:
        model = Requirement

    module = factory.SubFactory(ModuleFactory)
    cohort = factory.SelfAttribute("module.cohort")
    position = factory.Sequence(lambda n: n)
    code = factory.LazyAttribute(lambda requirement: f"requirement-{requirement.position}")
    name = factory.LazyAttribute(lambda requirement: f"Requirement {requirement.position}")
    short_name = factory.LazyAttribute(lambda requirement: f"R{requirement.position}")
    kind = Kind.OUTPUT
    owed_by = [Role.TWIN]
    anchor = Anchor.COHORT_START
    offset_months = 3


class ObligationFactory(factory.django.DjangoModelFactory[Obligation]):
    class Meta:
        model = Obligation

    requirement = factory.SubFactory(RequirementFactory)
    participation = factory.SubFactory(ParticipationFactory, cohort=factory.SelfAttribute("..requirement.cohort"))
    base_due_on = factory.LazyAttribute(lambda obligation: obligation.requirement.due_on)
    effective_due_on = factory.SelfAttribute("base_due_on")


class GoalFactory(factory.django.DjangoModelFactory[LearningGoal]):
    """A goal of a city, in the obligation that is its roadmap."""

    class Meta:
        model = LearningGoal

    id = factory.LazyFunction(uuid4)
    written_in = factory.SubFactory(ObligationFactory)
    participation = factory.SelfAttribute("written_in.participation")
    question = factory.Sequence(lambda n: f"How do we do {n}?")
    position = factory.Sequence(lambda n: n + 1)
    first_at = at = datetime(2026, 3, 1, 9, tzinfo=UTC)


class VisitFactory(factory.django.DjangoModelFactory[Visit]):
    """A visit that was held; `guests=[...]`: the cities that go, with the host among those that take part."""

    class Meta:
        model = Visit
        skip_postgeneration_save = True

    cohort = factory.SubFactory(CohortFactory)
    title = factory.Sequence(lambda n: f"Visit {n}")
    host = None
    host_kind = factory.LazyAttribute(lambda visit: "city" if visit.host else "elsewhere")
    state = "held"
    starts_on = date(2026, 3, 10)
    ends_on = date(2026, 3, 11)
    updated_at = datetime(2026, 2, 1, 9, tzinfo=UTC)

    @factory.post_generation
    def guests(self: Visit, create: bool, extracted: list[City] | None, **kwargs: object) -> None:
        self.cities.set([*(extracted or []), *([self.host] if self.host else [])])


class TakeawayFactory(factory.django.DjangoModelFactory[Takeaway]):
    class Meta:
        model = Takeaway

    participation = factory.SubFactory(ParticipationFactory)
    visit = factory.SubFactory(VisitFactory, cohort=factory.SelfAttribute("..participation.cohort"))
    practice = factory.Sequence(lambda n: f"Practice {n}")
    at = datetime(2026, 3, 11, 15, tzinfo=UTC)


class ThemeFactory(factory.django.DjangoModelFactory[Theme]):
    class Meta:
        model = Theme

    slug = factory.Sequence(lambda n: f"theme-{n}")
    name = factory.Sequence(lambda n: f"Theme {n}")
    kind = "domain"
