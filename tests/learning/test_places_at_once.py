"""Fifty people press at the same moment: never more places than there are, everybody has one answer."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from learning.actions import attendance, registering
from learning.codes import code_at
from learning.models import Registration
from mailing.models import Message
from tests.at_once import outcomes_at_once
from tests.factories import SeatFactory
from tests.learning.world import AFTER, BEGINS, NOW, World

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def states() -> Counter[str]:
    return Counter(Registration.objects.values_list("state", flat=True))


def test_fifty_at_once_never_take_more_places_than_there_are(world: World) -> None:
    session = world.session(capacity=20)
    people = [SeatFactory(city=world.alba, role="viewer").user for _ in range(50)]
    acts = [lambda person=person: world.place(session, person) for person in people]
    assert outcomes_at_once(*acts) == {"done": 50}
    assert states() == {"registered": 20, "waiting": 30}


def test_the_same_person_pressing_often_has_one_place_and_one_mail(world: World) -> None:
    session = world.session()
    assert outcomes_at_once(*[lambda: world.place(session, world.ana)] * 10) == {"done": 10}
    assert (states(), Message.objects.filter(kind="session:registered").count()) == ({"registered": 1}, 1)


def test_places_given_up_and_taken_at_once_all_go_to_somebody(world: World) -> None:
    session = world.session(capacity=10)
    people = [SeatFactory(city=world.alba, role="viewer").user for _ in range(30)]
    places = [
        world.place(session, person, NOW + timedelta(seconds=number)) for number, person in enumerate(people[:20])
    ]
    later = NOW + timedelta(minutes=5)
    leaving = [lambda place=place: registering.give_up(place, by=place.user, now=later) for place in places[:10]]
    coming = [lambda person=person: world.place(session, person, later) for person in people[20:]]
    assert outcomes_at_once(*leaving, *coming) == {"done": 20}
    assert states() == {"registered": 10, "waiting": 10, "cancelled": 10}
    still_waiting = Registration.objects.waiting().values_list("user", flat=True)
    assert set(still_waiting) == {person.pk for person in people[20:]}  # who came first has moved up first


def test_check_ins_and_a_closing_list_never_lose_a_city(world: World) -> None:
    session = world.session()
    places = [world.place(session, person) for person in (world.ana, world.greta)]
    during = BEGINS + timedelta(minutes=5)
    code = code_at(session.secret, during)
    acts = [lambda place=place: attendance.check_in(place, code, now=during) for place in places]
    outcomes_at_once(*acts, lambda: attendance.close(session, by=world.staff, now=AFTER))
    there = {each.city.slug for each in Registration.objects.there().select_related("city")}
    done = {slug for slug, each in world.owed.items() if type(each).objects.get(pk=each.pk).state == "fulfilled"}
    assert (there, Registration.objects.filter(attendance="").count()) == (done, 0)


def test_a_list_closed_twice_at_once_is_closed_once(world: World) -> None:
    session = world.session()
    acts = [lambda: attendance.close(session, by=world.staff, now=AFTER)] * 4
    assert outcomes_at_once(*acts) == {"done": 1, "refused": 3}
