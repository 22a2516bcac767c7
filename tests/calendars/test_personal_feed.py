"""One feed with the sessions, visits and dates of a person, as another library reads it; it follows what happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import deactivate
from calendars.actions import renew
from calendars.links import token_of
from cities.actions.seats import end_mandate
from cities.models import Representative
from learning.actions import sessions
from learning.actions.registering import give_up
from learning.actions.sessions import When
from milestones.actions.obligations import extend, fulfil, waive
from milestones.actions.requirements import Change, change_requirement, fingerprint, preview
from milestones.models import Obligation
from tests.calendars.reading import entries, said, times
from tests.factories import ObligationFactory, RequirementFactory
from tests.learning.world import BEGINS, World
from tests.visits.world import FIRST, Exchange
from visits.actions import agenda, planning
from visits.actions.records import Days
from workflow.models import Step

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The feed leaves out what was over a year ago; these tests stand in March 2026."""
    monkeypatch.setattr("calendars.views.timezone.now", lambda: NOW)


def answer(user, **headers):
    return Client().get(reverse("calendars:feed", args=[token_of(user)]), headers=headers)


def feed(user):
    response = answer(user)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return entries(response.content)


# Sessions


def test_a_session_stands_at_its_instant_and_tentative_until_one_has_a_place(world: World) -> None:
    session = world.session(speakers="Ana\nNikos")
    invited = feed(world.ana)[str(session.uid)]
    assert times(invited) == (BEGINS, BEGINS + timedelta(minutes=90))
    assert said(invited) == ("Kick-off", 0, "TENTATIVE")
    world.place(session, world.ana)
    registered = feed(world.ana)[str(session.uid)]
    assert (said(registered)[2], registered.transp.value) == ("CONFIRMED", "OPAQUE")
    assert registered.description.value.startswith("Thu 14 May 2026, 10:00 in Brussels (CEST)")


def test_the_link_to_join_is_for_those_who_are_registered(world: World) -> None:
    session = world.session()
    world.place(session, world.ana)
    own, other = answer(world.ana).content.decode(), answer(world.greta).content.decode()
    assert ("meet.example.org" in own, "meet.example.org" in other) == (True, False)


def test_a_move_and_a_cancellation_change_the_entry_that_is_there(world: World) -> None:
    session = world.session()
    world.place(session, world.ana)
    later = BEGINS + timedelta(days=1)
    sessions.move(session, When(later, "Europe/Bucharest", 60), by=world.staff, now=NOW)
    moved = feed(world.ana)[str(session.uid)]
    assert (times(moved), said(moved)[1:]) == ((later, later + timedelta(hours=1)), (1, "CONFIRMED"))
    assert "DTSTART;TZID=Europe/Bucharest:20260515T110000" in answer(world.ana).content.decode()
    sessions.cancel(session, by=world.staff, now=NOW, reason="The speaker is ill.")
    assert said(feed(world.ana)[str(session.uid)])[1:] == (2, "CANCELLED")


def test_who_gives_up_a_place_has_it_cancelled_and_the_others_have_not(world: World) -> None:
    session = world.session()
    place = world.place(session, world.ana)
    give_up(place, by=world.ana, now=NOW)
    assert said(feed(world.ana)[str(session.uid)])[2] == "CANCELLED"
    assert said(feed(world.greta)[str(session.uid)])[2] == "TENTATIVE"


def test_drafts_and_sessions_of_other_cohorts_are_not_there(world: World) -> None:
    world.session(announce=False)
    shown = world.session()
    own = {uid for uid in feed(world.ana) if "obligation" not in uid}
    foreign = {uid for uid in feed(world.stranger) if "obligation" not in uid}
    assert (own, foreign) == ({str(shown.uid)}, set())


def test_an_open_session_of_another_cohort_is_there_for_who_registered(world: World) -> None:
    session = world.session(audience="public")
    assert str(session.uid) not in feed(world.stranger)
    world.place(session, world.stranger)
    assert said(feed(world.stranger)[str(session.uid)])[2] == "CONFIRMED"


# Visits


def test_a_visit_is_a_span_of_whole_days_and_each_slot_an_entry(exchange: Exchange) -> None:
    visit = exchange.proposed()
    slot = exchange.slot(visit, "The boiler house", 2, "10:00", 90)
    exchange.slot(visit, "To be dated")
    found = feed(exchange.ana)
    span, stop = found[str(visit.uid)], found[str(slot.uid)]
    assert times(span) == (date(2026, 3, 10), date(2026, 3, 12))
    assert times(stop) == (datetime(2026, 3, 11, 8, tzinfo=UTC), datetime(2026, 3, 11, 9, 30, tzinfo=UTC))
    assert {said(each)[2] for each in (span, stop)} == {"TENTATIVE"}
    assert len([uid for uid in found if "obligation" not in uid]) == 2
    planning.confirm(visit, by=exchange.nikos, now=NOW)
    assert said(feed(exchange.ana)[str(visit.uid)])[2] == "CONFIRMED"


def test_moving_a_visit_moves_its_slots_and_cancelling_cancels_all(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    slot = exchange.slot(visit, "The boiler house", 1, "10:00")
    before = said(feed(exchange.nikos)[str(slot.uid)])[1]
    planning.reschedule(visit, Days(date(2026, 4, 7), date(2026, 4, 8)), by=exchange.ana, now=NOW)
    found = feed(exchange.nikos)
    assert times(found[str(slot.uid)])[0] == datetime(2026, 4, 7, 7, tzinfo=UTC)
    assert said(found[str(slot.uid)])[1] > before
    planning.cancel(visit, reason="Snow", by=exchange.ana, now=NOW)
    assert {said(feed(exchange.nikos)[str(each.uid)])[2] for each in (visit, slot)} == {"CANCELLED"}


@pytest.mark.parametrize("way", ["dropped", "put into the tray", "changed into the tray"])
def test_a_slot_that_loses_its_time_is_cancelled_where_it_was(exchange: Exchange, way: str) -> None:
    visit = exchange.confirmed()
    slot = exchange.slot(visit, "The boiler house", 1, "10:00")
    before = said(feed(exchange.ana)[str(slot.uid)])[1]
    if way == "dropped":
        agenda.drop(slot, by=exchange.ana, now=NOW)
    elif way == "put into the tray":
        agenda.put(slot, None, by=exchange.ana, now=NOW)
    else:
        agenda.change(slot, agenda.Wording("Another name"), was=slot.version, by=exchange.ana, now=NOW)
    gone = feed(exchange.ana)[str(slot.uid)]
    assert times(gone)[0] == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert (said(gone)[0], said(gone)[2], said(gone)[1] > before) == ("The boiler house", "CANCELLED", True)


def test_a_slot_that_comes_back_from_the_tray_is_the_same_entry_again(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    slot = exchange.slot(visit, "The boiler house", 1, "10:00")
    kept = agenda.put(slot, None, by=exchange.ana, now=NOW)
    agenda.change(kept, agenda.Wording("The boiler house", 2, time(11)), was=kept.version, by=exchange.ana, now=NOW)
    back = feed(exchange.ana)[str(slot.uid)]
    assert (times(back)[0], said(back)[2]) == (datetime(2026, 3, 11, 9, tzinfo=UTC), "CONFIRMED")


def test_a_city_that_is_not_along_reads_nothing_of_a_visit(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    exchange.slot(visit, "The boiler house", 1, "10:00")
    assert feed(exchange.stranger) == {}
    assert str(visit.uid) in feed(exchange.facilitator)


# Dates that are owed


def test_what_is_owed_is_a_day_with_the_hour_and_the_zone_in_words(world: World) -> None:
    owed = world.owed["alba-iulia"]
    Obligation.objects.filter(pk=owed.pk).update(effective_due_on=date(2026, 6, 1), base_due_on=date(2026, 6, 1))
    (entry,) = feed(world.ana).values()
    assert times(entry) == (date(2026, 6, 1), date(2026, 6, 2))
    assert said(entry) == ("Due: Kick-off (Alba Iulia)", 0, "CONFIRMED")
    assert entry.description.value.startswith("Until 23:59 in Bucharest\n")


def test_an_extension_moves_it_and_settling_says_so(world: World) -> None:
    cohort, koln = world.cohort, world.owed["koln"].participation
    later = RequirementFactory(module=world.kick_off.module, code="x", name="Roadmap")
    owed, waived = world.owed["koln"], ObligationFactory(requirement=later, participation=koln)
    day = date(2026, 6, 1)
    Obligation.objects.filter(participation__cohort=cohort).update(effective_due_on=day, base_due_on=day)
    extend(owed, new_due_on=date(2026, 6, 15), reason="Ill", by=world.staff, now=NOW)
    uids = {each.pk: uid for uid in feed(world.greta) for each in (owed, waived) if f"-{each.pk}@" in uid}
    moved = feed(world.greta)[uids[owed.pk]]
    assert (times(moved)[0], said(moved)[1]) == (date(2026, 6, 15), 1)
    requirement = waived.requirement
    said_anew = Change(
        **{name: getattr(requirement, name) for name in Change.__dataclass_fields__} | {"offset_days": 3}
    )
    shown = fingerprint(preview(requirement, said_anew))
    change_requirement(requirement, said_anew, shown=shown, by=world.staff, now=NOW)
    moved = feed(world.greta)[uids[waived.pk]]
    assert (times(moved)[0] != day, said(moved)[1]) == (True, 1)
    assert "what the cohort asks for was changed" in Step.objects.of(waived).get().sentence
    fulfil(owed, by=world.staff, now=NOW)
    waive(waived, by=world.staff, now=NOW, reason="Not needed")
    found = feed(world.greta)
    assert said(found[uids[owed.pk]]) == ("Done: Kick-off (Köln)", 2, "CONFIRMED")
    assert said(found[uids[waived.pk]])[1:] == (2, "CANCELLED")


# The address


def test_it_is_dead_at_once_when_it_is_renewed(world: World) -> None:
    old = reverse("calendars:feed", args=[token_of(world.ana)])
    assert Client().get(old).status_code == 200
    renew(world.ana, now=NOW)
    assert (Client().get(old).status_code, answer(world.ana).status_code) == (404, 200)


def test_it_dies_with_the_seat_and_with_the_login(world: World) -> None:
    world.session()
    for person, end in ((world.ana, _end_seat), (world.greta, _close)):
        assert answer(person).status_code == 200
        end(person, world.staff)
        assert answer(person).status_code == 404


def _end_seat(person, staff):
    end_mandate(Representative.objects.get(user=person), reason="x", by=staff, now=NOW)


def _close(person, staff):
    deactivate(person, by=staff, now=NOW)


@pytest.mark.parametrize("bent", ["x", "1.0", "1.0.x", "..", "1.0.0.x", "9999999.0.x"])
def test_a_made_up_address_opens_nothing(world: World, bent: str) -> None:
    assert Client().get(f"/calendar/{bent}.ics").status_code == 404
    own = token_of(world.ana)
    other = own.replace(own.split(".")[0], str(world.greta.pk), 1)
    assert Client().get(f"/calendar/{other}.ics").status_code == 404


def test_who_has_it_already_is_told_so_and_gets_it_again_when_it_changed(world: World) -> None:
    first = answer(world.ana)
    assert (first["Cache-Control"], first.cookies) == ("private, no-cache", {})
    again = answer(world.ana, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    world.session()
    changed = answer(world.ana, **{"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_it_speaks_the_language_of_its_owner(world: World, settings) -> None:
    settings.SPOKEN_LANGUAGES = {"en", "pt"}
    world.ana.language = "pt"
    world.ana.save()
    session = world.session()
    response = answer(world.ana)
    said_on = entries(response.content)[str(session.uid)].description.value
    assert (response["Content-Language"], said_on.startswith("Qui 14 de Maio de 2026")) == ("pt", True), said_on


def test_somebody_who_asks_all_the_time_is_asked_to_wait(world: World, monkeypatch) -> None:
    monkeypatch.setattr("calendars.views.MOST_AN_HOUR", 2)
    assert [answer(world.ana).status_code for _time in range(3)] == [200, 200, 429]
    assert answer(world.greta).status_code == 200


def test_who_is_asked_to_wait_costs_no_reading(world: World, monkeypatch) -> None:
    monkeypatch.setattr("calendars.views.MOST_AN_HOUR", 0)
    with CaptureQueriesContext(connection) as asked:
        assert answer(world.staff).status_code == 429
        cohort = reverse("calendars:cohort", args=[token_of(world.staff), world.cohort.slug])
        assert Client().get(cohort).status_code == 429
    assert [each["sql"] for each in asked if "learning_" in each["sql"] or "milestones_" in each["sql"]] == []


# The cohort's


def test_staff_read_a_cohort_and_nobody_else_does(world: World) -> None:
    session = world.session()
    day = date(2026, 6, 1)
    Obligation.objects.filter(participation__cohort=world.cohort).update(effective_due_on=day, base_due_on=day)
    where = {
        person: reverse("calendars:cohort", args=[token_of(person), world.cohort.slug])
        for person in (world.staff, world.ana)
    }
    assert Client().get(where[world.ana]).status_code == 404
    found = entries(Client().get(where[world.staff]).content)
    assert said(found.pop(str(session.uid)))[2] == "CONFIRMED"
    (owed,) = found.values()
    assert (times(owed)[0], said(owed)[0]) == (day, "Due: Kick-off (2 cities)")


def test_a_cohort_shows_its_visits_as_spans(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    slot = exchange.slot(visit, "The boiler house", 1, "10:00")
    where = reverse("calendars:cohort", args=[token_of(exchange.staff), exchange.cohort.slug])
    found = entries(Client().get(where).content)
    assert (times(found[str(visit.uid)])[0], str(slot.uid) in found) == (FIRST, False)
