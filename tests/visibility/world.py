"""Cities that share a room, cities that do not, people who come and go; every object carries words of its own.

Alba Iulia and Kozani are a pairing with a facilitator. Köln, Soria and Valencia (a pilot city of URBANEW) are
another, from which Izmir has withdrawn. Penteli takes part without a counterpart. Osijek is in a cohort that is not
public. Galway has ended its pairing with Penteli.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.actions import invite
from accounts.models import User
from cities.models import City, Representative, Theme
from cities.states import SeatRole
from cohorts.models import Cohort, ImportDraft, Pairing, Participation
from deliverables.models import Deliverable, Review, Revision, RevisionFile
from deliverables.states import State, Verdict
from hours.models import HoursEntry, MonthSheet
from mailing.models import Message
from milestones.models import Extension, Milestone, Obligation, Requirement
from milestones.states import Kind, ObligationState
from stories.models import Picture, Story
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
from tests.visibility.canaries import Canaries
from tests.visibility.passkeys import passkey
from workflow.history import record

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
ANONYMOUS, STAFF = "anonymous", frozenset({"staff"})
SEATS = {
    "alba-iulia": {"alba": "lead", "deputy": "deputy", "viewer": "viewer"},
    "kozani": {"kozani": "lead"},
    "koln": {"koln": "lead"},
    "soria": {"soria": "lead"},
    "valencia": {"valencia": "lead"},
    "izmir": {"withdrawn": "lead"},
    "penteli": {"unpaired": "lead"},
    "galway": {"galway": "lead"},
    "osijek": {"hidden": "lead"},
}
"""Who holds which seat of which city, by the name the tests call the person."""
PILOTS = {"kozani", "valencia", "galway"}
SHARE_A_ROOM = [
    {"alba", "deputy", "viewer", "kozani", "facilitator"},
    {"koln", "soria", "valencia"},
]
OTHERS = {"ended", "facilitator", "evaluator", "staff", "colleague"}
WITH_A_LOGIN = frozenset(role for seats in SEATS.values() for role in seats) | OTHERS
EVERYBODY = WITH_A_LOGIN | {ANONYMOUS}


def people_of(slug: str) -> frozenset[str]:
    return frozenset(SEATS[slug])


def writers_of(slug: str) -> frozenset[str]:
    return frozenset(role for role, seat in SEATS[slug].items() if seat != SeatRole.VIEWER)


def room_of(slug: str) -> frozenset[str]:
    """Everybody who stands in a pairing with the city today, its own people among them."""
    own = people_of(slug)
    return own.union(*(room for room in SHARE_A_ROOM if own & room))


@dataclass
class World:
    canaries: Canaries = field(default_factory=Canaries)
    people: dict[str, User] = field(default_factory=dict)
    cities: dict[str, City] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    participations: dict[str, Participation] = field(default_factory=dict)
    pairings: dict[Pairing, frozenset[str]] = field(default_factory=dict)
    """Each with those who may enter its room."""
    authenticator: Authenticator = field(init=False)

    def word(self, place: str, readers: Iterable[str]) -> str:
        """A word for one place, for its readers and for programme staff."""
        return self.canaries.plant(place, {*readers, "staff", "colleague"})

    def city_of(self, obligation: Obligation) -> str:
        return obligation.participation.city.slug


def make_world() -> World:
    world = World()
    _people(world)
    _cohorts(world)
    for slug in SEATS:
        _city(world, slug)
    _pairings(world)
    for obligation in Obligation.objects.select_related("participation__city", "requirement"):
        _obligation(world, obligation)
    for slug in SEATS:
        _stories(world, slug)
        _hours(world, slug)
    _programme(world)
    return world


def _people(world: World) -> None:
    for slug, seats in SEATS.items():
        for role in seats:
            world.people[role] = UserFactory(name=world.word(f"name of {role}", room_of(slug)))
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
        module = ModuleFactory(cohort=cohort, name=world.word("module of the hidden cohort", members) if secret else "M")
        for code, kind in (("roadmap", Kind.OUTPUT), ("plan", Kind.OUTPUT), ("kickoff", Kind.SESSION)):
            said = world.word(f"name of the requirement {code}, {name}", members)
            requirement = RequirementFactory(
                module=module, code=code, kind=kind, name=said, short_name=said, owed_by=["twin", "pilot"]
            )
            record(requirement, "change", "changed", by=None, now=NOW, note=world.word(f"history of {code}, {name}", []))
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
        city=city, user=None, role="second", name=word(f"invited to {slug}", room), email=f"{word(f'address of the second of {slug}', room)}@example.org"
    )  # fmt: skip
    offered.invitation, _token = invite(
        email=offered.email, name=offered.name, purpose=word(f"purpose of an invitation to {slug}", []),
        language="en", time_zone="Europe/Brussels", by=world.people["staff"], now=NOW,
    )  # fmt: skip
    offered.save()
    former = {"user": world.people["ended"]} if slug == "alba-iulia" else {"user": None}
    SeatFactory(
        city=city, **former, name=word(f"former person of {slug}", []), email=f"former@{slug}.example.org",
        role="second", ended_on=date(2026, 2, 1), end_reason=word(f"why a seat of {slug} ended", []),
    )  # fmt: skip
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


def _obligation(world: World, obligation: Obligation) -> None:
    slug, code = world.city_of(obligation), obligation.requirement.code
    own = people_of(slug)
    for verb in ("extend", "note"):
        note = world.word(f"history of {slug}'s {code} ({verb})", own)
        record(obligation, verb, "noted", by=None, now=NOW, note=note)
    Extension.objects.create(
        obligation=obligation, new_due_on=date(2026, 6, 1), at=NOW,
        reason=world.word(f"why {slug}'s {code} was extended", own),
    )  # fmt: skip
    if code == "kickoff":
        obligation.state, obligation.fulfilled_at = ObligationState.FULFILLED, NOW
        obligation.fulfilled_note = world.word(f"evidence for {slug}'s {code}", own)
        obligation.save()
        return
    deliverable = Deliverable.objects.create(obligation=obligation, state=State.DRAFT)
    if code == "roadmap":
        _handed_in(world, deliverable, slug)
    _revision(world, deliverable, 2, f"draft of {slug}'s {code}", own)


def _handed_in(world: World, deliverable: Deliverable, slug: str) -> None:
    obligation = deliverable.obligation
    revision = _revision(world, deliverable, 1, f"{slug}'s roadmap", room_of(slug))
    revision.submitted_at, revision.submitted_by = NOW, revision.by
    revision.save()
    note = world.word(f"answer to {slug}'s roadmap", people_of(slug))
    Review.objects.create(
        revision=revision, verdict=Verdict.CHANGES_ASKED, note=note, fingerprint="0" * 64,
        by=world.people["staff"], at=NOW + timedelta(days=1),
    )  # fmt: skip
    deliverable.state = State.CHANGES_ASKED
    deliverable.save()
    obligation.state, obligation.fulfilled_at = ObligationState.FULFILLED, NOW
    obligation.save()
    note = world.word(f"history of {slug}'s output", people_of(slug))
    record(deliverable, "note", "noted", by=None, now=NOW, note=note)


def _revision(world: World, deliverable: Deliverable, number: int, what: str, readers: Iterable[str]) -> Revision:
    slug = world.city_of(deliverable.obligation)
    author = world.people[next(iter(SEATS[slug]))]
    revision = Revision.objects.create(
        deliverable=deliverable, number=number, by=author, created_at=NOW, note=world.word(f"note of {what}", readers)
    )
    content = world.word(f"content of {what}", readers).encode()
    RevisionFile.objects.create(
        revision=revision, file=default_storage.save("deliverables/00/file", ContentFile(content)), by=author, at=NOW,
        name=f"{world.word(f'file name of {what}', readers)}.pdf", size=len(content), sha256="0" * 64,
        content_type="application/pdf",
    )  # fmt: skip
    return revision


def _stories(world: World, slug: str) -> None:
    """In every state, by somebody whose seat has ended since; Soria's are about a cohort that is not public."""
    for state in ("draft", "offered", "retired") if slug == "osijek" else ("draft", "offered", "published", "retired"):
        readers = EVERYBODY if state == "published" else people_of(slug)
        said = {
            part: world.word(f"{part} of a {state} story of {slug}", readers)
            for part in ("title", "lead", "body", "pull_quote", "byline")
        }
        story = Story.objects.create(
            slug=f"{state}-of-{slug}", state=state, written_by=world.people["ended"], changed_at=NOW,
            published_on=date(2026, 3, 1), cohort=world.cohorts["hidden" if slug == "soria" else "public"], **said,
        )  # fmt: skip
        story.cities.set([world.cities[slug]])
        alt, credit, content = (world.word(f"{part} of a picture ({state}, {slug})", readers) for part in ("alt", "credit", "content"))
        place = default_storage.save("pictures/picture.jpg", ContentFile(content.encode()))
        Picture.objects.create(story=story, file=place, alt=alt, credit=credit, width=4, height=3)
        record(story, "send_back", "sent it back", by=None, now=NOW, note=world.word(f"history of the {state} story of {slug}", people_of(slug)))


def _hours(world: World, slug: str) -> None:
    own = people_of(slug)
    for seat in Representative.objects.active().writing().filter(city=world.cities[slug]):
        sheet = MonthSheet.objects.create(
            seat=seat, participation=world.participations[slug], month=date(2026, 3, 1),
            note=world.word(f"note on a month of {slug}", own),
        )  # fmt: skip
        HoursEntry.objects.create(sheet=sheet, kind="outputs", hours=7, note=world.word(f"note on hours of {slug}", own))
        record(sheet, "note", "noted", by=None, now=NOW, note=world.word(f"history of hours of {slug}", own))


def _programme(world: World) -> None:
    """What only the programme team has: its outbox, its own invitations, files that wait for an import."""
    Theme.objects.create(slug="heat", name="Heat", kind="domain")
    for urgent in (False, True):
        plant = world.canaries.plant if urgent else world.word
        Message.objects.create(
            key=f"mail-{urgent}", kind="notice", to="somebody@example.org", language="en", urgent=urgent,
            subject=world.word(f"subject of a mail, urgent: {urgent}", []), state="in_doubt", worker="w",
            text=plant(f"text of a mail, urgent: {urgent}", []), html=f"<p>{plant(f'html of a mail, urgent: {urgent}', [])}</p>",
        )  # fmt: skip
    for role in ("staff", "colleague"):
        words = (world.canaries.plant(f"{part} of the file {role} brought", {role}) for part in ("name", "content"))
        name, content = words
        sheet = f"twin_city,twin_country,representative_name,representative_email\nBelfast,UK,{content},a@example.org\n"
        ImportDraft.objects.create(
            cohort=world.cohorts["public"], by=world.people[role], file_name=name, content=sheet.encode(), made_at=NOW
        )
    invite(
        email=f"{world.word('address of a colleague to be', [])}@example.org", name=world.word("name of a colleague to be", []),
        language="en", time_zone="Europe/Brussels", by=world.people["staff"], now=NOW, as_programme_staff=True,
    )  # fmt: skip
