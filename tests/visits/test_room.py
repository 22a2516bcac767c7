"""The room of a visit in each of its states: what comes next and whose turn it is, and what it costs to show."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories import GoalFactory, SeatFactory, TakeawayFactory
from tests.visits.world import EVENING, LATER, NOW, WORDS, Exchange, days_from
from visits.actions import attendance, closing, party, planning, reports
from visits.models import AgendaSlot, Attendee, Takeaway, Visit
from visits.strip import ENTRIES, Step, StepState, provide

pytestmark = pytest.mark.django_db


def opened(client: Client, person: User, visit: Visit) -> Any:
    client.force_login(person)
    answer = client.get(visit.get_absolute_url())
    assert answer.status_code == 200
    return answer


def next_of(answer: Any) -> tuple[str, str]:
    step = answer.context["next"]
    return (step.slug, step.owner) if step else ("", "")


def test_a_proposal_waits_for_the_other_city_and_offers_it_the_button(exchange: Exchange, client: Client) -> None:
    visit = exchange.proposed(days_from(timezone.localdate(), 9))
    answer = opened(client, exchange.nikos, visit)
    assert (next_of(answer), [move.name for move in answer.context["buttons"]]) == (("dates", "Kozani"), ["confirm"])
    assert [move.name for move in opened(client, exchange.ana, visit).context["buttons"]] == []
    client.force_login(exchange.nikos)
    client.post(reverse("visits:take", args=[visit.pk, "confirm"]))
    assert next_of(opened(client, exchange.ana, visit)) == ("agenda", "Kozani")


def test_a_planned_agenda_is_done_when_everything_has_its_time(exchange: Exchange, client: Client) -> None:
    visit = exchange.confirmed()
    planning.reschedule(visit, days_from(timezone.localdate(), 9), by=exchange.ana, now=NOW)
    exchange.slot(visit, "Walk", 1, "09:00")
    assert next_of(opened(client, exchange.ana, visit)) == ("party", "Alba Iulia")
    named = party.Named(exchange.alba.city, "Radu Pop", "radu@example.org")
    party.tell(party.name_delegate(visit, named, by=exchange.ana, now=NOW), {"diet": ""}, by=exchange.ana, now=NOW)
    assert next_of(opened(client, exchange.ana, visit))[0] == "report"
    exchange.slot(visit, "Lunch")
    assert next_of(opened(client, exchange.ana, visit))[0] == "agenda"


def test_after_the_visit_the_report_names_the_side_that_is_missing(exchange: Exchange, client: Client) -> None:
    visit = exchange.held()
    assert next_of(opened(client, exchange.ana, visit)) == ("report", "Kozani")
    reports.hand_in(visit, "host", WORDS, was=0, by=exchange.nikos, now=LATER)
    assert next_of(opened(client, exchange.ana, visit)) == ("report", "Alba Iulia")
    reports.hand_in(visit, "guests", WORDS, was=0, by=exchange.ana, now=LATER)
    answer = opened(client, exchange.ana, visit)
    assert (next_of(answer)[0], [move.name for move in answer.context["buttons"]]) == ("closed", ["close"])


def test_a_closed_visit_offers_a_story_and_asks_for_nothing(exchange: Exchange, client: Client) -> None:
    visit = closing.close(exchange.reported(), by=exchange.ana, now=LATER)
    answer = opened(client, exchange.ana, visit)
    assert (next_of(answer), f"?visit={visit.pk}" in answer.content.decode()) == (("", ""), True)
    states = {step.slug: step.state.value for step in answer.context["steps"]}
    assert {slug for slug, state in states.items() if state != "empty"} == {"dates", "report", "closed"}
    assert {slug for slug, state in states.items() if state == "done"} == {"dates", "report", "closed"}


def test_a_cancelled_visit_has_no_next_step_but_can_be_proposed_again(exchange: Exchange, client: Client) -> None:
    visit = planning.cancel(exchange.proposed(), reason="Elections", by=exchange.ana, now=NOW)
    answer = opened(client, exchange.nikos, visit)
    assert (next_of(answer), [move.name for move in answer.context["buttons"]]) == (("", ""), ["propose_again"])


def test_a_reason_is_asked_for_and_a_refusal_is_a_sentence(exchange: Exchange, client: Client) -> None:
    visit = exchange.confirmed()
    client.force_login(exchange.ana)
    refused = client.post(reverse("visits:take", args=[visit.pk, "cancel"]), {"reason": ""})
    assert (refused.status_code, "a reason is needed" in refused.content.decode()) == (409, True)
    early = client.post(reverse("visits:take", args=[visit.pk, "close"]))
    assert (early.status_code, client.post(f"/visits/{visit.pk}/moves/fly/").status_code) == (409, 404)


def test_a_room_above_puts_its_step_on_the_strip(exchange: Exchange, client: Client) -> None:
    visit, before = exchange.confirmed(), dict(ENTRIES)
    provide("travel", lambda visit, today: Step("travel", "Travel", StepState.AHEAD, "Two trips", "Ana", "/travel/"))
    try:
        steps = opened(client, exchange.ana, visit).context["steps"]
    finally:
        ENTRIES.update(before)
    assert [step.slug for step in steps] == ["dates", "agenda", "party", "travel", "report", "closed"]


def test_who_is_not_on_the_visit_reads_its_public_side_once_it_was_held(exchange: Exchange, client: Client) -> None:
    visit = exchange.confirmed()
    exchange.slot(visit, "Behind closed doors", 1, "09:00")
    AgendaSlot.objects.create(visit=visit, title="Open to all", day=1, starts="11:00", is_public=True)
    client.force_login(exchange.stranger)
    assert client.get(visit.get_absolute_url()).status_code == 404
    exchange.was_there(visit, exchange.ana)
    attendance.complete(visit, by=exchange.ana, now=EVENING)
    page = opened(client, exchange.stranger, visit).content.decode()
    said = ("Open to all", "Behind closed doors", exchange.ana.name)
    assert [words in page for words in said] == [True, False, False]


def test_goals_without_a_slot_are_named_before_and_unanswered_ones_after(exchange: Exchange, client: Client) -> None:
    planned, loose = GoalFactory(written_in=exchange.owed), GoalFactory(written_in=exchange.owed)
    visit = exchange.confirmed()
    exchange.slot(visit, "Walk", 1, "09:00").goals.add(planned)
    TakeawayFactory(visit=visit, participation=exchange.alba).goals.add(loose)
    questions = opened(client, exchange.nikos, visit).context["questions"]
    assert {each.goal: (each.is_planned, each.is_answered) for each in questions} == {
        planned: (True, False),
        loose: (False, True),
    }


def test_a_takeaway_sent_twice_is_kept_once_and_answers_its_row(exchange: Exchange, client: Client) -> None:
    visit, key = exchange.held(), str(uuid4())
    slot = AgendaSlot.objects.create(visit=visit, title="Walk", day=1, starts="09:00")
    client.force_login(exchange.ana)
    where, said = reverse("visits:note_takeaway", args=[visit.pk]), {"practice": "Depot", "key": key, "slot": slot.pk}
    for _twice in range(2):
        answer = client.post(where, said, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["key"], "Depot" in answer.json()["row"]) == (201, key, True)
    kept = Takeaway.objects.get()
    assert (str(kept.pk), kept.slot, kept.slot_title) == (key, slot, "Walk")
    wrong = client.post(where, {"practice": " "}, headers={"Accept": "application/json"})
    assert (wrong.status_code, list(wrong.json())) == (400, ["refused"])


def test_the_number_of_another_citys_takeaway_is_not_taken_over(exchange: Exchange, client: Client) -> None:
    visit = exchange.held()
    theirs = TakeawayFactory(visit=visit, participation=exchange.kozani, practice="Ours")
    client.force_login(exchange.ana)
    said = {"practice": "Mine", "key": str(theirs.pk)}
    assert client.post(reverse("visits:note_takeaway", args=[visit.pk]), said).status_code == 400
    assert Takeaway.objects.get().practice == "Ours"


def test_a_visit_is_proposed_with_what_is_known_of_the_pairing(exchange: Exchange, client: Client) -> None:
    client.force_login(exchange.ana)
    assert exchange.cohort.name in client.get("/visits/propose/").content.decode()
    where = reverse("visits:propose_in_pairing", args=[exchange.pairing.pk])
    form = client.get(where).context["form"]
    assert (form.initial["host"], form.initial["guests"], form.initial["requirements"]) == (
        exchange.kozani.city,
        [exchange.alba.city],
        [exchange.requirement.pk],
    )
    said = {
        "host": exchange.kozani.city_id,
        "guests": [exchange.alba.city_id],
        "host_kind": "city",
        "requirements": [exchange.requirement.pk],
    }
    assert client.post(where, {**said, "starts_on": "2020-01-01"}).status_code == 400
    assert client.post(where, {**said, "starts_on": "2026-05-04"}).status_code == 302
    made = Visit.objects.get()
    assert (str(made.ends_on), made.pairing, list(made.requirements.all())) == (
        "2026-05-04",
        exchange.pairing,
        [exchange.requirement],
    )


def test_what_a_visit_is_can_be_changed_and_its_days_are_found_by_a_poll(exchange: Exchange, client: Client) -> None:
    visit = exchange.proposed(days=None)
    client.force_login(exchange.ana)
    plan = {"host": "", "guests": [exchange.alba.city_id], "host_kind": "online", "title": "Online for once"}
    assert client.post(reverse("visits:change", args=[visit.pk]), plan).status_code == 302
    days = {"first_0": "2026-05-04", "last_0": "2026-05-05", "first_1": "2026-05-11", "last_1": "2026-05-12"}
    assert client.post(reverse("visits:ask_dates", args=[visit.pk]), days).status_code == 302
    poll = Visit.objects.get().poll
    assert poll is not None
    first = poll.options.earliest("starts_on")
    assert client.post(reverse("visits:dates", args=[visit.pk]), {f"option_{first.pk}": "yes"}).status_code == 302
    assert client.post(reverse("visits:decide_dates", args=[visit.pk]), {"option": first.pk}).status_code == 302
    done = Visit.objects.get()
    assert (done.title, done.host, done.state, str(done.starts_on)) == (
        "Online for once",
        None,
        "confirmed",
        "2026-05-04",
    )


def crowd(exchange: Exchange, visit: Visit, slots: int, people: int) -> None:
    """More slots, each with a goal and a takeaway, and more people who were there."""
    for number in range(slots):
        slot = AgendaSlot.objects.create(visit=visit, title=f"Slot {number}", day=1, starts=f"{number % 24:02}:00")
        goal = GoalFactory(written_in=exchange.owed)
        slot.goals.add(goal)
        TakeawayFactory(visit=visit, participation=exchange.alba, slot=slot).goals.add(goal)
    for _number in range(people):
        seat = SeatFactory(city=exchange.alba.city, role="second")
        Attendee.objects.create(
            visit=visit, key=f"u{seat.user_id}", name=seat.user.name, city=seat.city, user=seat.user, days=[1, 2]
        )


def statements(client: Client, where: str) -> int:
    client.get(where)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(where).status_code == 200
    return len(seen)


@pytest.mark.parametrize("who", ["ana", "staff", "facilitator", "viewer"])
@pytest.mark.parametrize("page", ["visit", "agenda", "attendance", "report", "programme"])
def test_forty_people_and_thirty_slots_take_as_many_statements_as_two(
    exchange: Exchange, client: Client, page: str, who: str
) -> None:
    if (page, who) == ("attendance", "viewer"):
        pytest.skip("who only reads notes nobody")
    visit = exchange.held()
    crowd(exchange, visit, 2, 2)
    client.force_login(getattr(exchange, who))
    where = reverse(f"visits:{page}", args=[visit.pk])
    before = statements(client, where)
    crowd(exchange, visit, 28, 38)
    assert (statements(client, where), before <= 20) == (before, True), before
