"""Who was there: by list, by code, from the meeting tool; closing it does what the cities owed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.actions import attendance
from learning.actions.attendance import NotComing, WrongCode
from learning.actions.registering import Guest, send_deputy
from learning.codes import code_at, is_right
from learning.models import Registration
from milestones.actions.obligations import waive
from milestones.models import Obligation
from tests.learning.world import AFTER, BEGINS, NOW, World
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

DURING = BEGINS + timedelta(minutes=10)


@given(st.datetimes(min_value=BEGINS.replace(tzinfo=None), max_value=AFTER.replace(tzinfo=None)))
def test_a_code_lasts_its_minute_and_the_next(moment) -> None:
    now = moment.replace(tzinfo=BEGINS.tzinfo)
    code = code_at("secret", now)
    assert (len(code), code.isdecimal()) == (6, True)
    assert is_right("secret", f"{code[:3]} {code[3:]}", now)
    assert is_right("secret", code, now + timedelta(seconds=60))
    assert not is_right("secret", code, now + timedelta(seconds=120)) or code_at("secret", now) in {
        code_at("secret", now + timedelta(seconds=60)),
        code_at("secret", now + timedelta(seconds=120)),
    }
    assert not is_right("secret", "", now)


def test_who_types_the_code_is_present_and_a_deputy_is_noted_as_one(world: World) -> None:
    session = world.session()
    ana, greta = world.place(session, world.ana), world.place(session, world.greta)
    send_deputy(greta, name="Jo", email="jo@example.org", by=world.greta, now=NOW)
    attendance.check_in(ana, code_at(session.secret, DURING), now=DURING)
    attendance.check_in(greta, code_at(session.secret, DURING), as_deputy=True, now=DURING)
    assert dict(Registration.objects.values_list("name", "attendance")) == {
        "Ana Moldovan": "present",
        "Greta Lind": "deputy",
    }


def test_the_code_of_another_session_or_time_lets_nobody_in(world: World) -> None:
    session, other = world.session(), world.session()
    place = world.place(session, world.ana)
    for code in (code_at(other.secret, DURING), code_at(session.secret, DURING - timedelta(minutes=2)), "x"):
        with pytest.raises(WrongCode):
            attendance.check_in(place, code, now=DURING)
    for now in (BEGINS - timedelta(minutes=31), AFTER + timedelta(minutes=1)):
        with pytest.raises(NotNow):
            attendance.check_in(place, code_at(session.secret, now), now=now)


def test_who_waits_cannot_check_in(world: World) -> None:
    session = world.session(capacity=1)
    world.place(session, world.ana)
    waiting = world.place(session, world.greta)
    with pytest.raises(NotComing):
        attendance.check_in(waiting, code_at(session.secret, DURING), now=DURING)


def test_the_list_is_written_by_staff_only_and_not_before_it_begins(world: World) -> None:
    session = world.session()
    place = world.place(session, world.ana)
    with pytest.raises(NotAllowed):
        attendance.note(session, {place.pk: "present"}, by=world.ana, now=DURING)
    with pytest.raises(NotNow):
        attendance.note(session, {place.pk: "present"}, by=world.staff, now=NOW)
    assert attendance.note(session, {place.pk: "excused"}, by=world.staff, now=DURING) == 1
    assert Registration.objects.get().attendance == "excused"


def test_closing_does_what_each_city_that_was_there_owed(world: World) -> None:
    session = world.session()
    ana, greta = world.place(session, world.ana), world.place(session, world.greta)
    attendance.note(session, {ana.pk: "deputy"}, by=world.staff, now=DURING)
    held = attendance.close(session, by=world.staff, now=AFTER)
    greta.refresh_from_db()
    alba, koln = (Obligation.objects.get(pk=world.owed[slug].pk) for slug in ("alba-iulia", "koln"))
    assert (held.state, greta.attendance, alba.state, koln.state) == ("held", "absent", "fulfilled", "open")
    assert alba.fulfilled_note == "Kick-off on 14 May 2026: 1 person"
    assert Step.objects.of(held).filter(verb="hold", by=world.staff).count() == 1


def test_what_is_waived_or_fulfilled_stays_as_it_is(world: World) -> None:
    session = world.session()
    places = [world.place(session, person) for person in (world.ana, world.greta)]
    waive(world.owed["koln"], by=world.staff, now=NOW, reason="Ill")
    attendance.note(session, {each.pk: "present" for each in places}, by=world.staff, now=DURING)
    attendance.close(session, by=world.staff, now=AFTER)
    attendance.reopen(session, by=world.staff, now=AFTER, note="Wrong name")
    attendance.close(session, by=world.staff, now=AFTER + timedelta(hours=1))
    states = {slug: Obligation.objects.get(pk=each.pk) for slug, each in world.owed.items()}
    assert (states["koln"].state, states["alba-iulia"].fulfilled_at) == ("waived", AFTER)


def test_a_closed_list_is_not_changed(world: World) -> None:
    session = world.session()
    place = world.place(session, world.ana)
    attendance.close(session, by=world.staff, now=AFTER)
    with pytest.raises(NotNow):
        attendance.note(session, {place.pk: "present"}, by=world.staff, now=AFTER)
    with pytest.raises(NotNow):
        attendance.check_in(place, code_at(session.secret, DURING), now=DURING)


def test_somebody_who_came_without_a_place_is_kept_even_when_it_was_full(world: World) -> None:
    session = world.session(capacity=1)
    world.place(session, world.ana)
    waiting = world.place(session, world.greta)
    attendance.add(session, Guest("Greta Lind", world.greta.email), by=world.staff, now=DURING)
    attendance.add(session, Guest("Mihai", "mihai@example.org", city=world.alba), by=world.staff, now=DURING)
    waiting.refresh_from_db()
    there = Registration.objects.there().values_list("name", flat=True)
    assert (waiting.state, sorted(there)) == ("registered", ["Greta Lind", "Mihai"])


def test_somebody_whose_place_was_cancelled_cannot_be_marked(world: World) -> None:
    session = world.session(capacity=1)
    world.place(session, world.ana)
    waiting = world.place(session, world.greta)
    with pytest.raises(NotComing):
        attendance.note(session, {waiting.pk: "present"}, by=world.staff, now=DURING)
