"""An agenda is written together: slots move by steps and by drops, what clashes is said, nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import LearningGoal
from tests.factories import GoalFactory, TakeawayFactory
from tests.visits.world import LATER, NOW, Exchange
from visits.actions import agenda, closing, planning
from visits.actions.agenda import NoSuchSlot, Wording
from visits.actions.records import Days
from visits.agenda import agenda_of
from visits.models import AgendaSlot, Takeaway, Visit
from workflow.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db


def plan(visit: Visit) -> list[tuple[int | None, str, str]]:
    """Day, span and title in the order of the agenda."""
    slots = agenda_of(Visit.objects.get(pk=visit.pk)).slots
    return [(slot.day, f"{slot.starts:%H:%M}–{slot.ends}" if slot.starts else "", slot.title) for slot in slots]


@pytest.fixture
def visit(exchange: Exchange) -> Visit:
    """Two days: welcome and walk with a pause between them on the first, a talk on the second, lunch in the tray."""
    made = exchange.confirmed()
    exchange.slot(made, "Welcome", 1, "09:30", 45)
    exchange.slot(made, "Walk", 1, "10:30", 150)
    exchange.slot(made, "Talk", 2, "09:00", 60)
    exchange.slot(made, "Lunch")
    return made


def slot(title: str) -> AgendaSlot:
    return AgendaSlot.objects.select_related("visit").get(title=title)


def test_neighbours_change_places_and_keep_their_lengths_and_the_pause(exchange: Exchange, visit: Visit) -> None:
    agenda.shift(slot("Welcome"), later=True, by=exchange.ana, now=NOW)
    changed = [(1, "09:30–12:00", "Walk"), (1, "12:15–13:00", "Welcome")]
    assert plan(visit)[:2] == changed
    agenda.shift(slot("Welcome"), later=False, by=exchange.nikos, now=NOW)
    assert plan(visit)[:2] == [(1, "09:30–10:15", "Welcome"), (1, "10:30–13:00", "Walk")]


def test_at_the_end_of_a_day_a_slot_stays_where_it_is(exchange: Exchange, visit: Visit) -> None:
    before = plan(visit), visit.sequence
    agenda.shift(slot("Walk"), later=True, by=exchange.ana, now=NOW)
    assert plan(visit) == before[0]


def test_a_slot_from_the_tray_begins_when_the_one_before_it_ends(exchange: Exchange, visit: Visit) -> None:
    agenda.put(slot("Lunch"), 1, after=slot("Walk"), by=exchange.ana, now=NOW)
    assert plan(visit)[2] == (1, "13:00–14:00", "Lunch")


def test_dropped_first_on_a_day_it_begins_with_the_day_and_the_clash_is_said(exchange: Exchange, visit: Visit) -> None:
    agenda.put(slot("Lunch"), 2, by=exchange.ana, now=NOW)
    second = [each for each in agenda_of(Visit.objects.get(pk=visit.pk)).slots if each.day == 2]
    assert [(each.title, each.clash) for each in second] == [
        ("Talk", ""),
        ("Lunch", "It begins before “Talk” ends."),
    ]


def test_within_a_day_a_drop_is_a_walk_past_the_neighbours(exchange: Exchange, visit: Visit) -> None:
    agenda.put(slot("Lunch"), 1, after=slot("Walk"), by=exchange.ana, now=NOW)
    agenda.put(slot("Lunch"), 1, by=exchange.ana, now=NOW)
    assert plan(visit)[:3] == [(1, "09:30–10:30", "Lunch"), (1, "10:45–11:30", "Welcome"), (1, "11:30–14:00", "Walk")]


def test_what_is_put_aside_waits_at_its_place_in_the_tray(exchange: Exchange, visit: Visit) -> None:
    agenda.put(slot("Walk"), None, after=slot("Lunch"), by=exchange.ana, now=NOW)
    agenda.put(slot("Talk"), None, by=exchange.ana, now=NOW)
    assert plan(visit)[1:] == [(None, "", "Talk"), (None, "", "Lunch"), (None, "", "Walk")]
    agenda.shift(slot("Walk"), later=False, by=exchange.ana, now=NOW)
    assert [title for *_rest, title in plan(visit)[1:]] == ["Talk", "Walk", "Lunch"]


def test_a_neighbour_that_is_gone_leaves_everything_as_it_is(exchange: Exchange, visit: Visit) -> None:
    walk = slot("Walk")
    agenda.drop(walk, by=exchange.nikos, now=NOW)
    before = plan(visit)
    with pytest.raises(NotNow):
        agenda.put(slot("Lunch"), 1, after=walk, by=exchange.ana, now=NOW)
    with pytest.raises(NotNow):
        agenda.shift(walk, later=True, by=exchange.ana, now=NOW)
    assert plan(visit) == before


@pytest.mark.parametrize(
    ("day", "starts", "minutes"), [(3, "09:00", 60), (1, "23:30", 60)], ids=["no such day", "over midnight"]
)
def test_what_does_not_fit_into_the_visit_is_refused(
    exchange: Exchange, visit: Visit, day: int, starts: str, minutes: int
) -> None:
    with pytest.raises(NoSuchSlot):
        exchange.slot(visit, "Too much", day, starts, minutes)


def test_nobody_overwrites_a_slot_somebody_else_has_just_written(exchange: Exchange, visit: Visit) -> None:
    was = slot("Walk").version
    agenda.change(
        slot("Walk"), Wording("Walk along the pipes", 1, time(10, 30), 150), was=was, by=exchange.nikos, now=NOW
    )
    with pytest.raises(NotNow, match="meanwhile"):
        agenda.change(slot("Walk along the pipes"), Wording("Mine"), was=was, by=exchange.ana, now=NOW)
    assert AgendaSlot.objects.filter(title="Walk along the pipes").exists()


def test_slots_move_along_when_the_days_do_and_a_lost_day_is_said(exchange: Exchange, visit: Visit) -> None:
    new = Days(date(2026, 3, 28), date(2026, 3, 29))
    planning.reschedule(visit, new, by=exchange.ana, now=NOW)
    talk = slot("Talk")
    assert (talk.date, talk.starts_at) == (new.last, datetime(2026, 3, 29, 6, tzinfo=UTC))
    planning.reschedule(visit, Days(new.first, new.first), by=exchange.ana, now=NOW)
    days = agenda_of(Visit.objects.get(pk=visit.pk)).days
    assert [(day.number, [each.clash for each in day.slots]) for day in days if day.is_outside] == [
        (2, ["The visit has no day 2."])
    ]


def test_an_agenda_can_be_written_before_there_are_dates(exchange: Exchange) -> None:
    visit = exchange.proposed(days=None)
    exchange.slot(visit, "Welcome", 2, "09:30")
    assert (plan(visit), slot("Welcome").starts_at) == ([(2, "09:30–10:30", "Welcome")], None)


def test_a_slot_that_goes_leaves_its_takeaways_with_its_name(exchange: Exchange, visit: Visit) -> None:
    kept = TakeawayFactory(visit=visit, participation=exchange.alba, slot=slot("Walk"), slot_title="Walk")
    agenda.change(slot("Walk"), Wording("Walk along the pipes", 1, time(10, 30)), was=1, by=exchange.ana, now=NOW)
    agenda.drop(slot("Walk along the pipes"), by=exchange.ana, now=NOW)
    after = Takeaway.objects.select_related("slot").get(pk=kept.pk)
    assert (after.slot, after.seen_at, after.visit) == (None, "Walk along the pipes", visit)


def test_only_goals_of_the_cities_on_the_visit_stand_at_a_slot(exchange: Exchange, visit: Visit) -> None:
    own, foreign = GoalFactory(written_in=exchange.owed), GoalFactory()
    said = Wording("Walk", 1, time(10, 30), 150, goals=[own])
    assert list(agenda.change(slot("Walk"), said, was=1, by=exchange.nikos, now=NOW).goals.all()) == [own]
    with pytest.raises(NoSuchSlot):
        agenda.add(visit, Wording("Other", goals=[foreign]), by=exchange.ana, now=NOW)


def test_readers_strangers_and_a_closed_visit_leave_the_agenda_alone(exchange: Exchange) -> None:
    visit = exchange.reported()
    for person in (exchange.viewer, exchange.stranger):
        with pytest.raises(NotAllowed):
            agenda.add(visit, Wording("Mine"), by=person, now=NOW)
    closing.close(visit, by=exchange.ana, now=LATER)
    with pytest.raises(NotNow):
        agenda.add(visit, Wording("Late"), by=exchange.ana, now=LATER)


def test_a_change_of_the_agenda_is_one_for_calendars(exchange: Exchange, visit: Visit) -> None:
    before = Visit.objects.get(pk=visit.pk).sequence
    agenda.shift(slot("Welcome"), later=True, by=exchange.ana, now=LATER)
    after = Visit.objects.get(pk=visit.pk)
    assert (after.sequence, after.updated_at) == (before + 1, LATER)


def test_moving_a_slot_without_script_leads_back_to_it(exchange: Exchange, visit: Visit, client: Client) -> None:
    client.force_login(exchange.ana)
    walk = slot("Walk")
    answer = client.post(reverse("visits:move_slot", args=[walk.pk]), {"to": "earlier"})
    assert answer["Location"] == f"/visits/{visit.pk}/agenda/#slot-{walk.pk}"
    part = client.post(reverse("visits:move_slot", args=[walk.pk]), {"to": "later"}, headers={"HX-Request": "true"})
    assert (part.status_code, "<html" in part.content.decode()) == (200, False)
    assert plan(visit)[0][2] == "Welcome"


def test_what_a_form_says_becomes_a_slot_with_its_place_on_the_map(
    exchange: Exchange, visit: Visit, client: Client
) -> None:
    goal = GoalFactory(written_in=exchange.owed)
    client.force_login(exchange.ana)
    said: dict[str, Any] = {
        "title": "Depot",
        "day": "2",
        "starts": "14:00",
        "minutes": "90",
        "place": "Tram depot",
        "goals": [goal.pk],
        "address": "Nikis 1",
        "coordinates": "40.30069, 21.78896",
        "host_person": "Nikos",
        "is_public": "on",
    }
    where = reverse("visits:add_slot", args=[visit.pk])
    assert client.post(where, {**said, "coordinates": "north"}).status_code == 400
    assert client.post(where, {**said, "starts": ""}).status_code == 400
    assert client.post(where, said)["Location"] == f"/visits/{visit.pk}/agenda/"
    made = slot("Depot")
    assert (made.day, made.starts, made.ends, str(made.latitude), made.is_public, list(made.goals.all())) == (
        2,
        time(14),
        "15:30",
        "40.30069",
        True,
        [goal],
    )


def test_a_goal_its_reader_may_not_know_stays_at_the_slot(exchange: Exchange, client: Client) -> None:
    """Galway and Alba Iulia meet without a pairing: neither reads the other's goals."""
    galway = exchange.stranger.seats.get().city
    visit = exchange.proposed(pairing=None, host=galway, requirements=[])
    goal: LearningGoal = GoalFactory(written_in=exchange.owed)
    made = agenda.add(visit, Wording("Depot", goals=[goal]), by=exchange.ana, now=NOW)
    client.force_login(exchange.stranger)
    where = reverse("visits:change_slot", args=[made.pk])
    page = client.get(where)
    assert (page.status_code, goal.question in page.content.decode()) == (200, False)
    client.post(where, {"title": "The depot", "minutes": "60", "was": "1"})
    made.refresh_from_db()
    assert (made.title, list(made.goals.all())) == ("The depot", [goal])


def test_the_programme_is_a_page_and_a_tagged_pdf(exchange: Exchange, visit: Visit, client: Client) -> None:
    client.force_login(exchange.viewer)
    page = client.get(reverse("visits:programme", args=[visit.pk])).content.decode()
    assert (page.index("Welcome") < page.index("Walk") < page.index("Talk"), "Lunch" in page) == (True, False)
    file = client.get(reverse("visits:programme_file", args=[visit.pk]))
    assert (file["Content-Type"], file.content[:5], b"StructTreeRoot" in file.content) == (
        "application/pdf",
        b"%PDF-",
        True,
    )
