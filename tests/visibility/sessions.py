"""Sessions: who is invited, who leads, who was registered; their objects and their doors.

The kick-off invites the public cohort, the workshop a pairing, the talk Köln alone, the open talk anybody; there is a
draft, a session of the hidden cohort, and one that Alba Iulia leads for Köln's. Izmir was registered and has left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from cities.models import City
from learning.models import AttendanceDraft, CatchUp, Feedback, LeadCity, LearningSession, Material, Quote, Registration
from polls.models import Answer, Option, Poll
from tests.visibility.door import NOBODY, TEAM, Door, Row, of_each, pages
from tests.visibility.roles import EVERYBODY, NOW, SEATS, WITH_A_LOGIN, World, people_of, room_of, writers_of
from workflow.history import record

IN = [slug for slug in SEATS if slug not in ("osijek", "izmir")]
INVITED = frozenset().union(*(people_of(slug) for slug in IN))
READERS = {
    "kickoff": INVITED | {"withdrawn"},  # Izmir keeps what it was registered for
    "workshop": room_of("kozani"),
    "talk": people_of("koln") | people_of("alba-iulia"),
    "open": WITH_A_LOGIN,
    "hidden": people_of("osijek"),
    "draft": frozenset(),
}
COMES = {
    "kickoff": [slug for slug in SEATS if slug != "osijek"],
    "workshop": ["alba-iulia", "kozani"],
    "talk": ["koln"],
    "open": ["penteli"],
    "hidden": ["osijek"],
}


def make_sessions(world: World) -> None:
    pairing = next(each for each, readers in world.pairings.items() if "kozani" in readers)
    for code, readers in READERS.items():
        session = _session(world, code, pairing)
        for slug in COMES.get(code, []):
            _place(world, session, code, slug)
        _afterwards(world, session, code)
        _poll(world, session, code, readers)


def _session(world: World, code: str, pairing: Any) -> LearningSession:
    readers = EVERYBODY if code == "open" else READERS[code]
    audience = {"workshop": "pairing", "talk": "cities", "open": "public"}.get(code, "cohort")
    session = LearningSession.objects.create(
        cohort=world.cohorts["hidden" if code == "hidden" else "public"],
        audience=audience,
        pairing=pairing if code == "workshop" else None,
        updated_at=NOW,
        starts_at=NOW + timedelta(days=3650),
        ends_at=NOW + timedelta(days=3650, hours=1),
        minutes=60,
        state="drafted" if code == "draft" else "announced",
        announced_at=None if code == "draft" else NOW,
        title=world.word(f"title of the {code} session", readers),
        summary=world.word(f"summary of the {code} session", readers),
        speakers=world.word(f"speakers of the {code} session", readers),
        online_link=f"https://{world.word(f'link of the {code} session', _comers(code))}.example.org/",
    )
    if code == "talk":
        session.cities.set([world.cities["koln"]])
        LeadCity.objects.create(session=session, city=world.cities["alba-iulia"])
    inside = READERS[code]
    Material.objects.create(
        session=session, name=world.word(f"material of {code}", inside), url="https://x.example.org/"
    )
    record(session, "note", "noted", by=None, now=NOW, note=world.word(f"history of the {code} session", []))
    world.sessions[code] = session
    return session


def _comers(code: str) -> frozenset[str]:
    """Whoever reads the room and whose city has a place."""
    return frozenset().union(*(people_of(slug) for slug in COMES.get(code, []))) & (READERS[code] | {"withdrawn"})


def _place(world: World, session: LearningSession, code: str, slug: str) -> None:
    own = people_of(slug) & READERS[code]
    user = world.people[next(iter(SEATS[slug]))]
    Registration.objects.create(
        session=session,
        user=user,
        city=world.cities[slug],
        email=user.email,
        state="registered",
        at=NOW,
        name=user.name,
        deputy_name=world.word(f"deputy of {slug} at {code}", own),
        deputy_email=f"{world.canaries.plant(f'address of the deputy of {slug} at {code}', TEAM)}@example.org",
    )


def _afterwards(world: World, session: LearningSession, code: str) -> None:
    """Answers of four people, which nobody reads; a quote; a guest; a file nobody but its bringer reads."""
    for number in range(4):
        line = world.canaries.plant(f"feedback {number} on {code}", [])
        Feedback.objects.create(session=session, mark=f"{number}", useful=5, clear=5, will_use=5, line=line)
    Quote.objects.create(
        session=session,
        text=world.word(f"quote from {code}", []),
        name=world.word(f"who said it at {code}", []),
        consented_at=NOW,
    )
    Registration.objects.create(
        session=session,
        name=world.word(f"guest of {code}", []),
        state="registered",
        at=NOW,
        email=f"{world.word(f'address of the guest of {code}', [])}@example.org",
    )
    CatchUp.objects.create(
        session=session,
        user=world.people["soria"],
        city=City.objects.get(slug="soria"),
        at=NOW,
        learned=world.word(f"what was learned from {code}", {"soria"}),
        use=world.word(f"use of {code}", {"soria"}),
    )
    for role in TEAM:
        name = world.canaries.plant(f"name of {role}'s file of {code}", {role})
        AttendanceDraft.objects.create(
            session=session, by=world.people[role], file_name=name, rows=[{"name": "X", "email": ""}], made_at=NOW
        )


def _poll(world: World, session: LearningSession, code: str, readers: frozenset[str]) -> None:
    """Asked of Alba Iulia for the kick-off only."""
    if code != "kickoff":
        return
    asked = people_of("alba-iulia")
    poll = Poll.objects.create(cohort=session.cohort, question=session.title, about=f"/sessions/{session.pk}/dates/")
    poll.cities.set([world.cities["alba-iulia"]])
    option = Option.objects.create(poll=poll, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    Answer.objects.create(option=option, user=world.people["alba"], choice="yes")
    session.poll = poll
    session.save()
    assert asked <= readers


def rooms(world: World) -> Iterator[Any]:
    for code, each in world.sessions.items():
        yield {"pk": each.pk}, READERS[code] | TEAM, NOBODY


def run_rooms(world: World) -> Iterator[Any]:
    return ((kwargs, readers, TEAM) for kwargs, readers, _acts in rooms(world))


def entered_rooms(world: World) -> Iterator[Any]:
    """Whoever is invited today registers; staff register others."""
    for code, each in world.sessions.items():
        invited = READERS[code] - ({"withdrawn"} if code == "kickoff" else set())
        yield {"pk": each.pk}, READERS[code] | TEAM, (invited if code != "draft" else NOBODY) | TEAM


def places(world: World) -> Iterator[Any]:
    for each in Registration.objects.exclude(city=None).select_related("city"):
        slug = each.city.slug
        yield {"pk": each.pk}, people_of(slug) | TEAM, writers_of(slug) | {next(iter(SEATS[slug]))} | TEAM


def own_rooms(world: World) -> Iterator[Any]:
    """Check-in and feedback: of one's own place only."""
    for code, each in world.sessions.items():
        own = frozenset(next(iter(SEATS[slug])) for slug in COMES.get(code, []))
        yield {"pk": each.pk}, own & READERS[code], own & READERS[code]


def caught_up_rooms(world: World) -> Iterator[Any]:
    return ((kwargs, readers, readers) for kwargs, readers, _acts in rooms(world))


def polls(world: World) -> Iterator[Any]:
    yield {"pk": world.sessions["kickoff"].pk}, people_of("alba-iulia") | TEAM, people_of("alba-iulia")


def quotes(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, TEAM, TEAM) for each in Quote.objects.all())


def open_rooms(world: World) -> Iterator[Any]:
    for code, each in world.sessions.items():
        yield {"pk": each.pk}, EVERYBODY if code == "open" else NOBODY, EVERYBODY if code == "open" else NOBODY


def cohorts(world: World) -> Iterator[Any]:
    return (({"slug": each.slug}, TEAM, TEAM) for each in world.cohorts.values())


def by_link(name: str) -> Row:
    return lambda world: [Door(name, {"token": "no-such-token"}, sees=EVERYBODY)]


DOORS: dict[str, Row] = {
    **pages("learning:sessions", sees=WITH_A_LOGIN),
    **pages("learning:quotes", sees=TEAM),
    **pages("open_sessions", sees=EVERYBODY),
    **of_each(open_rooms, "open_session"),
    **of_each(rooms, "learning:session"),
    **of_each(entered_rooms, "learning:register", "learning:register_colleague"),
    **of_each(places, "learning:cancel_registration", "learning:deputy", "learning:come_oneself"),
    **of_each(own_rooms, "learning:check_in", "learning:feedback"),
    **of_each(caught_up_rooms, "learning:catch_up"),
    **of_each(polls, "learning:dates"),
    **of_each(run_rooms, "learning:ask_date", "learning:decide", "learning:edit", "learning:announce", "learning:move",
              "learning:cancel", "learning:slide", "learning:people", "learning:add_person", "learning:bring_list",
              "learning:matching", "learning:drop_list", "learning:close", "learning:reopen"),
    **of_each(quotes, "learning:withdraw_quote"),
    **of_each(cohorts, "learning:planning", "learning:new", "learning:completion"),
    "learning:confirm": by_link("learning:confirm"),
    "learning:place": by_link("learning:place"),
}  # fmt: skip
