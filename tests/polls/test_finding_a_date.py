"""Finding a date: candidates, answers of everybody in their own zone, one click."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from learning.actions.polls import ask_for_date, decide_date
from learning.actions.sessions import When
from learning.models import LearningSession
from mailing.models import Message
from polls import actions as polls
from polls.actions import Asked, NotACandidate, Slot, Span
from polls.forms import SlotsForm, SpansForm
from polls.models import Answer, Poll
from polls.reading import grid
from tests.learning.world import BEGINS, NOW, World, enter, make_world
from workflow.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db
THURSDAY = Slot(BEGINS, BEGINS + timedelta(minutes=90))
FRIDAY = Slot(BEGINS + timedelta(days=1), BEGINS + timedelta(days=1, minutes=90))


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def draft(world: World) -> LearningSession:
    return world.session(announce=False, when=When(None, "Europe/Brussels", 90))


def says(poll: Poll, person: object, *choices: str) -> None:
    polls.answer(poll, dict(zip(poll.options.values_list("pk", flat=True), choices, strict=True)), by=person)


def test_the_invited_are_asked_and_see_the_poll_of_a_session_that_is_still_a_draft(
    world: World, draft: LearningSession
) -> None:
    poll = ask_for_date(draft, [THURSDAY, FRIDAY], by=world.staff, now=NOW)
    asked = Message.objects.filter(kind="poll:asked")
    assert {each.to for each in asked} == {world.ana.email, world.radu.email, world.greta.email}
    assert f"/sessions/{draft.pk}/dates/" in asked[0].text
    client = enter(world.ana)
    assert client.get(poll.about).status_code == 200
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert enter(world.stranger).get(poll.about).status_code == 404


def test_the_grid_shows_each_answer_with_the_hour_it_is_for_that_person(world: World, draft: LearningSession) -> None:
    poll = ask_for_date(draft, [THURSDAY, FRIDAY], by=world.staff, now=NOW)
    says(poll, world.ana, "yes", "no")
    says(poll, world.greta, "maybe", "yes")
    says(poll, world.greta, "yes", "maybe")
    found = grid(poll)
    assert [(row.person, row.cities, [cell.choice for cell in row.cells]) for row in found.rows] == [
        (world.ana, "Alba Iulia", ["yes", "no"]),
        (world.greta, "Köln", ["yes", "maybe"]),
    ]
    assert [f"{row.cells[0].local:%H:%M}" for row in found.rows] == ["11:00", "10:00"]
    assert [(each.yes, each.maybe, each.no, each.is_best) for each in found.columns] == [
        (2, 0, 0, True),
        (0, 1, 1, False),
    ]
    assert (found.asked, Answer.objects.count()) == (3, 4)


def test_one_click_makes_the_date(world: World, draft: LearningSession) -> None:
    poll = ask_for_date(draft, [THURSDAY, FRIDAY], by=world.staff, now=NOW)
    chosen = poll.options.last()
    moved = decide_date(draft, chosen, by=world.staff, now=NOW)
    poll.refresh_from_db()
    assert (moved.starts_at, moved.minutes, poll.state, poll.decided) == (FRIDAY.starts_at, 90, "decided", chosen)
    with pytest.raises(NotNow):
        says(poll, world.ana, "yes", "no")


def test_a_date_found_for_an_announced_session_moves_it_and_tells(world: World) -> None:
    session = world.session()
    world.place(session, world.ana)
    saturday = Slot(FRIDAY.starts_at + timedelta(days=1), FRIDAY.ends_at + timedelta(days=1))
    poll = ask_for_date(session, [FRIDAY, saturday], by=world.staff, now=NOW)
    decide_date(session, poll.options.first(), by=world.staff, now=NOW)
    assert Message.objects.filter(kind="session:moved", to=world.ana.email).count() == 1


def test_a_second_poll_closes_the_first(world: World, draft: LearningSession) -> None:
    first = ask_for_date(draft, [THURSDAY, FRIDAY], by=world.staff, now=NOW)
    ask_for_date(draft, [FRIDAY, THURSDAY], by=world.staff, now=NOW)
    first.refresh_from_db()
    assert (first.state, Poll.objects.open().count()) == ("closed", 1)


def test_spans_of_days_are_asked_and_decided_like_slots(world: World) -> None:
    spans = [Span(date(2026, 6, 1), date(2026, 6, 2)), Span(date(2026, 6, 8), date(2026, 6, 9))]
    poll = polls.ask(world.cohort, Asked("When?", "/visits/1/"), spans, cities=[world.alba], by=world.staff, now=NOW)
    says(poll, world.radu, "no", "yes")
    option = polls.decide(poll, poll.options.last(), by=world.staff, now=NOW)
    assert (option.starts_on, option.ends_on, grid(poll).rows[0].cells[1].local) == (
        date(2026, 6, 8),
        date(2026, 6, 9),
        None,
    )


def test_what_is_no_candidate_is_refused(world: World, draft: LearningSession) -> None:
    for candidates in ([THURSDAY], [THURSDAY, THURSDAY]):
        with pytest.raises(NotACandidate):
            ask_for_date(draft, candidates, by=world.staff, now=NOW)
    poll = ask_for_date(draft, [THURSDAY, FRIDAY], by=world.staff, now=NOW)
    for choices in ({0: "yes"}, {poll.options.first().pk: "perhaps"}):
        with pytest.raises(NotACandidate):
            polls.answer(poll, choices, by=world.ana)
    with pytest.raises(NotAllowed):
        says(poll, world.stranger, "yes", "yes")


def test_a_city_decides_no_date_of_a_session(world: World, draft: LearningSession) -> None:
    poll = ask_for_date(draft, [THURSDAY, FRIDAY], by=world.staff, now=NOW)
    with pytest.raises(NotAllowed):
        decide_date(draft, poll.options.first(), by=world.ana, now=NOW)


def test_times_are_read_as_the_clock_shows_them_and_skipped_ones_refused() -> None:
    answers = {"day_0": "2026-03-29", "time_0": "02:30", "day_1": "2026-10-25", "time_1": "02:30"}
    form = SlotsForm(answers, zone="Europe/Brussels", minutes=60)
    assert (form.is_valid(), list(form.errors)) == (False, ["time_0"])
    assert form.candidates[0].starts_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the later one


def test_half_a_row_is_an_error_at_its_empty_field() -> None:
    form = SpansForm({"first_0": "2026-06-01", "first_1": "2026-06-09", "last_1": "2026-06-08"})
    assert (form.is_valid(), sorted(form.errors)) == (False, ["last_0", "last_1"])


def test_the_page_takes_answers_and_staff_press_the_button(world: World, draft: LearningSession) -> None:
    poll = ask_for_date(draft, [THURSDAY, FRIDAY], by=world.staff, now=NOW)
    first, second = poll.options.values_list("pk", flat=True)
    enter(world.ana).post(poll.about, {f"option_{first}": "yes", f"option_{second}": "maybe"})
    assert sorted(Answer.objects.values_list("choice", flat=True)) == ["maybe", "yes"]
    page = enter(world.staff).get(poll.about).content.decode()
    assert page.count("Make this the date") == 2
    assert "11:00" in page
