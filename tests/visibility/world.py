"""Cities that share a room, cities that do not, people who come and go; every object carries words of its own.

Alba Iulia and Kozani are a pairing with a facilitator. Köln, Soria and Valencia (a pilot city of URBANEW) are
another, from which Izmir has withdrawn. Penteli takes part without a counterpart. Osijek is in a cohort that is not
public. Galway has ended its pairing with Penteli.
"""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator

from accounts.actions import invite
from cities.models import Representative
from milestones.models import Milestone, Obligation, Requirement
from milestones.states import Kind
from tests.factories import (
    ActivityFactory,
    CityFactory,
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    PairingFactory,
    ParticipationFactory,
    ProgrammeFactory,
    RequirementFactory,
    SeatFactory,
    UserFactory,
)
from tests.visibility.declared import make_declared
from tests.visibility.passkeys import passkey
from tests.visibility.published import make_published
from tests.visibility.roles import EVERYBODY, NOW, PILOTS, SEATS, WITH_A_LOGIN, World, known_to, people_of, room_of
from tests.visibility.sessions import make_sessions
from tests.visibility.taken_away import make_taken_away
from tests.visibility.talked_about import talk
from tests.visibility.thread import make_thread
from tests.visibility.travelling import make_trip
from tests.visibility.work import hours, obligation, programme, stories
from tests.visibility.written import make_written
from workflow.history import record


def make_world() -> World:
    world = World()
    _people(world)
    _cohorts(world)
    for slug in SEATS:
        _city(world, slug)
    _pairings(world)
    for each in Obligation.objects.select_related("participation__city", "requirement"):
        obligation(world, each)
    for slug in SEATS:
        stories(world, slug)
        hours(world, slug)
    make_declared(world)
    make_thread(world)
    make_sessions(world)
    make_trip(world)
    talk(world)
    make_published(world)
    make_taken_away(world)
    make_written(world)
    programme(world)
    return world


def _people(world: World) -> None:
    for slug, seats in SEATS.items():
        for role in seats:
            world.people[role] = UserFactory(name=world.word(f"name of {role}", known_to(slug)))
    for role in ("ended", "facilitator"):
        world.people[role] = UserFactory()
    world.people["evaluator"] = UserFactory(is_evaluator=True)
    for role in ("staff", "colleague"):
        world.people[role] = UserFactory(staff=True)
    world.authenticator = Authenticator.objects.create(
        user=world.people["alba"],
        type=Authenticator.Type.WEBAUTHN,
        data={"name": world.canaries.plant("name of Alba Iulia's key", {"alba"}), "credential": passkey()},
    )


def _cohorts(world: World) -> None:
    roles = [
        {"role": "twin", "name": "Twin city", "side": "learning"},
        {"role": "pilot", "name": "Pilot city", "side": "showing"},
    ]
    inside = [role for slug in SEATS if slug != "osijek" for role in SEATS[slug]]
    for name, members in (("public", [*inside, "facilitator"]), ("hidden", people_of("osijek"))):
        secret = name == "hidden"
        programme = ProgrammeFactory()
        said = world.word("name of the hidden cohort", members) if secret else "Cohort one"
        cohort = CohortFactory(
            programme=programme, name=said, slug=f"{name}-cohort", is_public=not secret, template={"roles": roles}
        )
        module = ModuleFactory(
            cohort=cohort, name=world.word("module of the hidden cohort", members) if secret else "M"
        )
        for code, kind in (("roadmap", Kind.OUTPUT), ("plan", Kind.OUTPUT), ("kickoff", Kind.SESSION)):
            said = world.word(f"name of the requirement {code}, {name}", members)
            requirement = RequirementFactory(
                module=module, code=code, kind=kind, name=said, short_name=said, owed_by=["twin", "pilot"]
            )
            record(
                requirement, "change", "changed", by=None, now=NOW, note=world.word(f"history of {code}, {name}", [])
            )
        milestone = Milestone.objects.create(cohort=cohort, name="Ready", position=1)
        milestone.requirements.set(Requirement.objects.filter(cohort=cohort))
        world.cohorts[name] = cohort


def _city(world: World, slug: str) -> None:
    own, room, hidden = people_of(slug), room_of(slug), slug == "osijek"
    word = world.word
    city = CityFactory(
        slug=slug,
        name=word(f"name of {slug}", WITH_A_LOGIN if hidden else EVERYBODY),
        note=word(f"note on {slug}", []),
        offers=word(f"offers of {slug}", WITH_A_LOGIN if hidden else EVERYBODY),
        latitude=45,
        longitude=23,
    )
    for role, seat in SEATS[slug].items():
        user = world.people[role]
        organisation = word(f"organisation of {role}", own)
        SeatFactory(city=city, user=user, role=seat, organisation=organisation)
    offered = SeatFactory(
        city=city,
        user=None,
        role="second",
        name=word(f"invited to {slug}", known_to(slug)),
        email=f"{word(f'address of the second of {slug}', room)}@example.org",
    )
    offered.invitation, _token = invite(
        email=offered.email,
        name=offered.name,
        purpose=word(f"purpose of an invitation to {slug}", []),
        language="en",
        time_zone="Europe/Brussels",
        by=world.people["staff"],
        now=NOW,
    )
    offered.save()
    former = {"user": world.people["ended"]} if slug == "alba-iulia" else {"user": None}
    SeatFactory(
        city=city,
        **former,
        name=word(f"former person of {slug}", []),
        email=f"former@{slug}.example.org",
        role="second",
        ended_on=date(2026, 2, 1),
        end_reason=word(f"why a seat of {slug} ended", []),
    )
    for subject in (city, *Representative.objects.filter(city=city)):
        record(subject, "note", "noted", by=None, now=NOW, note=word(f"history of {slug}", []))
    cohort = world.cohorts["hidden" if hidden else "public"]
    world.cities[slug] = city
    world.participations[slug] = participation = ParticipationFactory(
        cohort=cohort, city=city, role="pilot" if slug in PILOTS else "twin"
    )
    record(participation, "note", "noted", by=None, now=NOW, note=word(f"history of {slug} in its cohort", []))
    for requirement in Requirement.objects.filter(cohort=cohort):
        ObligationFactory(requirement=requirement, participation=participation)


def _pairings(world: World) -> None:
    """`None` among the sides of the third: it has ended, and both sides keep its history."""
    rooms = [
        (["alba-iulia"], ["kozani"], room_of("kozani"), None),
        (["koln", "soria", "izmir"], ["valencia"], room_of("koln"), None),
        (["penteli"], ["galway"], people_of("penteli") | people_of("galway"), date(2026, 3, 1)),
    ]
    for learning, showing, readers, ended_on in rooms:
        pairing = PairingFactory(
            cohort=world.cohorts["public"],
            activity=ActivityFactory(summary=world.word(f"what {learning} look at", readers)),
            facilitator=world.people["facilitator"] if "kozani" in showing else None,
            ended_on=ended_on,
            end_reason=world.word(f"why {learning} parted", readers) if ended_on else "",
            learning=[world.participations[slug] for slug in learning],
            showing=[world.participations[slug] for slug in showing],
        )
        record(pairing, "pair", "paired", by=None, now=NOW, note=world.word(f"history of {learning}", readers))
        world.pairings[pairing] = readers
    left = world.participations["izmir"]
    left.withdrawn_on, left.withdrawal_reason = date(2026, 3, 10), world.word("why Izmir left", [])
    left.save()
