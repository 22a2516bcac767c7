"""The pages of sessions: the same address for every role, two clicks to register, few statements."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learning.actions import attendance
from learning.actions.registering import Guest, give_place
from learning.actions.sessions import When
from learning.models import LearningSession, Registration
from tests.factories import CityFactory, ParticipationFactory, SeatFactory
from tests.learning.world import World, enter


@pytest.fixture
def session(world: World) -> LearningSession:
    """In three days by the clock of the pages."""
    now = timezone.now()
    return world.session(when=When(now + timedelta(days=3), "Europe/Brussels", 90), now=now, capacity=500)


def test_a_city_registers_with_one_button_of_its_list(world: World, session: LearningSession) -> None:
    client = enter(world.ana)
    page = client.get("/sessions/").content.decode()
    assert (page.count(f'action="/sessions/{session.pk}/register/"'), "meet.example.org" in page) == (1, False)
    done = client.post(f"/sessions/{session.pk}/register/", follow=True).content.decode()
    assert ("You are registered" in done, "https://meet.example.org/kick-off" in done) == (True, True)


def test_the_link_is_not_shown_to_who_is_not_registered(world: World, session: LearningSession) -> None:
    assert "meet.example.org" not in enter(world.ana).get(session.get_absolute_url()).content.decode()
    assert "meet.example.org" in enter(world.staff).get(session.get_absolute_url()).content.decode()


def test_staff_see_every_session_with_its_people_and_filter_them(world: World, session: LearningSession) -> None:
    draft = world.session(announce=False, title="A draft")
    client = enter(world.staff)
    assert set(client.get("/sessions/").context["object_list"]) == {session, draft}
    assert list(client.get("/sessions/", {"state": "drafted"}).context["object_list"]) == [draft]
    assert list(client.get("/sessions/", {"when": "ahead"}).context["object_list"]).count(session) == 1


def test_a_session_is_written_from_what_the_cohort_asks_for(world: World) -> None:
    client = enter(world.staff)
    plan = client.get(f"/programme/cohorts/{world.cohort.slug}/sessions/").content.decode()
    assert "?of=kick-off" in plan
    form = client.get(f"/programme/cohorts/{world.cohort.slug}/sessions/new/?of=kick-off").context["form"]
    said = {name: form[name].value() for name in ("title", "kind", "requirement", "module", "summary")}
    assert said == {
        "title": "Kick-off",
        "kind": "kick_off",
        "requirement": world.kick_off.pk,
        "module": world.kick_off.module_id,
        "summary": "Meet.",
    }
    answers = said | {
        "audience": "cohort",
        "day": "2027-05-14",
        "time": "10:00",
        "zone": "Europe/Brussels",
        "minutes": 90,
        "place": "Town hall",
        "lead_0": world.koln.pk,
        "material_0": "Slides",
        "material_url_0": "https://x.example.org",
    }
    answer = client.post(f"/programme/cohorts/{world.cohort.slug}/sessions/new/?of=kick-off", answers)
    made = LearningSession.objects.get()
    assert (answer.url, made.starts_at.isoformat()) == (made.get_absolute_url(), "2027-05-14T08:00:00+00:00")
    assert ([each.city for each in made.leads.all()], made.materials.get().name) == ([world.koln], "Slides")
    client.post(f"/sessions/{made.pk}/announce/")
    made.refresh_from_db()
    assert made.state == "announced"


def test_a_skipped_hour_is_refused_at_its_field(world: World, session: LearningSession) -> None:
    answers = {"day": "2027-03-28", "time": "02:30", "zone": "Europe/Brussels", "minutes": 60}
    answer = enter(world.staff).post(f"/sessions/{session.pk}/move/", answers)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["time"])


def test_the_mark_of_another_tab_is_not_overwritten(world: World) -> None:
    now = timezone.now()
    session = world.session(when=When(now - timedelta(minutes=5), "Europe/Brussels", 90), now=now)
    ana, greta = (world.place(session, person, now) for person in (world.ana, world.greta))
    client, where = enter(world.staff), f"/sessions/{session.pk}/people/"
    shown = {f"{before}mark_{each.pk}": "" for each in (ana, greta) for before in ("", "initial-")}
    assert all(f'name="{name}"' in client.get(where).content.decode() for name in shown)
    attendance.note(session, {ana.pk: "present"}, by=world.staff, now=now)
    client.post(where, shown | {f"mark_{greta.pk}": "excused"})
    assert dict(Registration.objects.values_list("pk", "attendance")) == {ana.pk: "present", greta.pk: "excused"}


def test_the_slide_shows_the_code_of_this_minute_while_people_arrive(world: World, session: LearningSession) -> None:
    client = enter(world.staff)
    assert client.get(f"/sessions/{session.pk}/slide/").context["code"] == ""
    begins = timezone.now() + timedelta(minutes=5)
    LearningSession.objects.filter(pk=session.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=1))
    page = client.get(f"/sessions/{session.pk}/slide/")
    assert (len(page.context["code"]), page.context["address"]) == (6, f"testserver/sessions/{session.pk}/check-in/")
    assert "<html" not in client.get(f"/sessions/{session.pk}/slide/", headers={"HX-Request": "true"}).content.decode()
    place = world.place(session, world.ana, timezone.now())
    enter(world.ana).post(f"/sessions/{session.pk}/check-in/", {"code": page.context["code"]})
    place.refresh_from_db()
    assert place.attendance == "present"


@pytest.mark.parametrize("path", ["edit/", "move/", "cancel/", "slide/", "people/", "dates/ask/"])
def test_pages_of_staff_are_refused_to_cities_and_unknown_to_strangers(
    world: World, session: LearningSession, path: str
) -> None:
    where = f"/sessions/{session.pk}/{path}"
    assert [enter(each).get(where).status_code for each in (world.staff, world.ana, world.stranger)] == [200, 403, 404]
    assert Client().get(where).status_code == 302


def crowd(world: World, session: LearningSession, size: int) -> None:
    now = timezone.now()
    for number in range(size):
        city = CityFactory()
        ParticipationFactory(cohort=world.cohort, city=city)
        seat = SeatFactory(city=city)
        guest = Guest(seat.name, seat.email, seat.user, city)
        registration = give_place(session, guest, by=None, now=now + timedelta(seconds=number))
        assert registration.state == "registered"


@pytest.mark.parametrize("reader", ["staff", "ana"])
def test_a_session_with_200_people_costs_what_it_costs_with_two(
    world: World, session: LearningSession, reader: str
) -> None:
    pages = [session.get_absolute_url(), "/sessions/"] + (
        [f"/sessions/{session.pk}/people/"] if reader == "staff" else []
    )
    world.place(session, world.ana, timezone.now())
    crowd(world, session, 1)
    client = enter(getattr(world, reader))
    few = [statements(client, page) for page in pages]
    crowd(world, session, 198)
    many = [statements(client, page) for page in pages]
    assert (many, max(many) <= 20) == (few, True), (few, many)


def statements(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_the_rest_is_marked_present_with_one_button(world: World) -> None:
    now = timezone.now()
    session = world.session(when=When(now - timedelta(minutes=5), "Europe/Brussels", 90), now=now)
    ana, greta = (world.place(session, person, now) for person in (world.ana, world.greta))
    shown = {f"initial-mark_{each.pk}": "" for each in (ana, greta)}
    answers = shown | {f"mark_{ana.pk}": "excused", f"mark_{greta.pk}": "", "rest": "present"}
    enter(world.staff).post(f"/sessions/{session.pk}/people/", answers)
    assert dict(Registration.objects.values_list("pk", "attendance")) == {ana.pk: "excused", greta.pk: "present"}
