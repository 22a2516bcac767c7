"""Places at a session: who may take one, who waits, who moves up, who sends a deputy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cities.actions import seats
from cities.models import Representative
from learning.actions import registering, sessions
from learning.actions.registering import NoPlace
from learning.models import LearningSession, Registration
from mailing.models import Message
from tests.factories import CityFactory, SeatFactory, UserFactory
from tests.learning.world import AFTER, BEGINS, NOW, World
from workflow.refusals import NotAllowed, NotNow


def states(session: LearningSession) -> dict[str, str]:
    return dict(Registration.objects.filter(session=session).values_list("name", "state"))


def mails(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=f"session:{kind}").values_list("to", flat=True))


def test_an_announcement_reaches_everybody_who_is_invited(world: World) -> None:
    world.session()
    assert mails("announced") == sorted([world.ana.email, world.radu.email, world.greta.email])


def test_a_draft_is_seen_by_nobody_but_staff(world: World) -> None:
    draft = world.session(announce=False)
    seen = [LearningSession.objects.visible_to(user).filter(pk=draft.pk).exists() for user in (world.ana, world.staff)]
    assert seen == [False, True]


@pytest.mark.parametrize("audience", ["cohort", "cities"])
def test_only_the_invited_see_a_session_and_can_come(world: World, audience: str) -> None:
    session = world.session(audience=audience, cities=[world.alba] if audience == "cities" else [])
    visible = [LearningSession.objects.visible_to(each).count() for each in (world.ana, world.greta, world.stranger)]
    assert visible == ([1, 1, 0] if audience == "cohort" else [1, 0, 0])
    with pytest.raises(NotAllowed):
        world.place(session, world.stranger)


def test_anybody_with_a_login_comes_to_an_open_session_for_their_own_city(world: World) -> None:
    session = world.session(audience="public")
    place = world.place(session, world.stranger)
    assert (place.city, place.state) == (Representative.objects.get(user=world.stranger).city, "registered")


def test_registering_twice_gives_one_place_and_one_mail(world: World) -> None:
    session = world.session()
    assert world.place(session, world.ana) == world.place(session, world.ana, NOW + timedelta(minutes=1))
    assert mails("registered") == [world.ana.email]


def test_who_comes_late_waits_and_moves_up_when_a_place_is_given_up(world: World) -> None:
    session = world.session(capacity=1)
    first = world.place(session, world.ana)
    world.place(session, world.greta, NOW + timedelta(minutes=1))
    world.place(session, world.radu, NOW + timedelta(minutes=2))
    assert states(session) == {"Ana Moldovan": "registered", "Greta Lind": "waiting", "Radu Pop": "waiting"}
    registering.give_up(first, by=world.ana, now=NOW + timedelta(hours=1))
    assert states(session) == {"Ana Moldovan": "cancelled", "Greta Lind": "registered", "Radu Pop": "waiting"}
    assert mails("moved_up") == [world.greta.email]


def test_whose_mandate_has_ended_neither_moves_up_nor_holds_a_place(world: World) -> None:
    session = world.session(capacity=1)
    first = world.place(session, world.ana)
    world.place(session, world.greta, NOW + timedelta(minutes=1))
    world.place(session, world.radu, NOW + timedelta(minutes=2))
    greta = Representative.objects.get(user=world.greta)
    seats.end_mandate(greta, reason="A new post", by=world.staff, now=NOW + timedelta(hours=1))
    registering.give_up(first, by=world.ana, now=NOW + timedelta(hours=2))
    assert states(session) == {"Ana Moldovan": "cancelled", "Greta Lind": "waiting", "Radu Pop": "registered"}
    counted = LearningSession.objects.with_counts().get(pk=session.pk)
    assert (counted.taken, counted.waiting) == (1, 0)


def test_a_guest_who_has_a_seat_by_now_comes_for_their_city(world: World) -> None:
    session = world.session(audience="public")
    guest = registering.Guest("Ana", world.ana.email.upper())
    as_guest = registering.give_place(session, guest, by=None, now=NOW)
    assert (as_guest.user, as_guest.city) == (None, None)
    place = registering.register(session, by=world.ana, now=NOW + timedelta(hours=1))
    place.refresh_from_db()
    assert (place.pk, place.user, place.city, place.state) == (as_guest.pk, world.ana, world.alba, "registered")


def test_who_registers_again_stands_at_the_end_of_the_list(world: World) -> None:
    session = world.session(capacity=1)
    first = world.place(session, world.ana)
    world.place(session, world.greta, NOW + timedelta(minutes=1))
    registering.give_up(first, by=world.ana, now=NOW + timedelta(hours=1))
    again = world.place(session, world.ana, NOW + timedelta(hours=2))
    assert (again.pk, again.state) == (first.pk, "waiting")


def test_more_places_let_the_next_move_up(world: World) -> None:
    session = world.session(capacity=1)
    for person in (world.ana, world.greta):
        world.place(session, person)
    sessions.change(session, sessions.Said({"capacity": 2}), by=world.staff, now=NOW)
    assert set(states(session).values()) == {"registered"}
    assert mails("moved_up") == [world.greta.email]


def test_after_the_end_nobody_registers_or_cancels(world: World) -> None:
    session = world.session()
    place = world.place(session, world.ana)
    for act in (
        lambda: world.place(session, world.greta, AFTER),
        lambda: registering.give_up(place, by=world.ana, now=AFTER),
    ):
        with pytest.raises(NotNow):
            act()


def test_a_colleague_is_registered_with_a_claimed_seat_and_without(world: World) -> None:
    session = world.session()
    unclaimed = SeatFactory(city=world.alba, user=None, role="second", email="mihai@example.org", name="Mihai")
    claimed = Representative.objects.get(user=world.radu)
    for seat in (unclaimed, claimed):
        registering.register_colleague(session, seat, by=world.ana, now=NOW)
    assert mails("registered") == sorted(["mihai@example.org", world.radu.email])


def test_nobody_registers_people_of_another_city(world: World) -> None:
    session = world.session()
    with pytest.raises(NotAllowed):
        registering.register_colleague(session, Representative.objects.get(user=world.greta), by=world.ana, now=NOW)
    viewer = SeatFactory(city=world.alba, role="viewer").user
    with pytest.raises(NotAllowed):
        registering.register_colleague(session, Representative.objects.get(user=world.ana), by=viewer, now=NOW)


def test_somebody_of_two_cities_says_for_which_they_come(world: World) -> None:
    session = world.session()
    SeatFactory(city=world.koln, user=world.ana, role="second")
    place = registering.register(session, city=world.koln, by=world.ana, now=NOW)
    assert place.city == world.koln
    with pytest.raises(NoPlace):
        registering.register(session, city=CityFactory(), by=world.ana, now=NOW)


def test_a_deputy_comes_on_the_place_of_the_one_who_sends_them(world: World) -> None:
    session = world.session(capacity=1)
    place = world.place(session, world.ana)
    sent = registering.send_deputy(place, name="Ion", email="ion@example.org", by=world.radu, now=NOW)
    assert (sent.deputy_name, states(session)) == ("Ion", {"Ana Moldovan": "registered"})
    letter = Message.objects.get(kind="session:deputy")
    assert (letter.to, "/open-sessions/place/" in letter.text) == ("ion@example.org", True)
    back = registering.come_oneself(sent, by=world.ana, now=NOW)
    assert back.deputy_email == ""


def test_who_is_registered_is_nobody_elses_deputy(world: World) -> None:
    session = world.session()
    place = world.place(session, world.ana)
    world.place(session, world.radu)
    with pytest.raises(NoPlace):
        registering.send_deputy(place, name="Radu", email=world.radu.email.upper(), by=world.ana, now=NOW)


def test_another_city_neither_cancels_a_place_nor_sends_a_deputy(world: World) -> None:
    place = world.place(world.session(), world.ana)
    with pytest.raises(NotAllowed):
        registering.give_up(place, by=world.greta, now=NOW)
    with pytest.raises(NotAllowed):
        registering.send_deputy(place, name="X", email="x@example.org", by=world.greta, now=NOW)


def test_the_mail_says_the_time_of_the_event_and_of_the_reader(world: World) -> None:
    world.place(world.session(), world.ana)
    text = Message.objects.get(kind="session:registered").text
    assert "Thu 14 May 2026, 10:00 in Brussels (CEST), 11:00 your time" in text
    assert BEGINS.isoformat() == "2026-05-14T08:00:00+00:00"


def test_somebody_whose_address_changed_has_the_same_place(world: World) -> None:
    session = world.session()
    place = world.place(session, world.ana)
    world.ana.email = "ana.new@example.org"
    world.ana.save()
    assert world.place(session, world.ana) == place


def test_staff_are_not_asked_for_a_city(world: World) -> None:
    assert world.place(world.session(), UserFactory(staff=True)).city is None


def test_whoever_gives_up_the_seat_no_longer_sees_the_session_or_hears_of_it(world: World) -> None:
    session = world.session(online_link="https://meet.example.org/secret")
    world.place(session, world.ana)
    seat = Representative.objects.get(user=world.ana)
    seat.ended_on = NOW.date()
    seat.save()
    assert LearningSession.objects.visible_to(world.ana).count() == 0
    sessions.cancel(session, by=world.staff, now=NOW, reason="Rain")
    assert mails("cancelled") == []
