"""A milestone is reached when all it asks of a city is settled: when, by whom and what that opened is computed."""

from __future__ import annotations

from datetime import date

import pytest

from cohorts.actions.participations import withdraw
from cohorts.models import Participation
from deliverables.models import Deliverable
from milestones.actions.obligations import reinstate, reopen, waive
from milestones.models import Milestone, Obligation
from milestones.reached import Rung, checkpoints, ladder_of, ladders, tallies
from tests.milestones.programme import DAY, NOW, Programme, owed

pytestmark = pytest.mark.django_db


def ladder(who: Participation) -> list[Rung]:
    rows = Obligation.objects.filter(participation=who).select_related("requirement")
    return ladders(rows, checkpoints(who.cohort_id), [Deliverable])[who.pk]


def first(who: Participation) -> Rung:
    return ladder(who)[0]


@pytest.fixture
def programme() -> Programme:
    return Programme()


def test_a_milestone_is_reached_at_the_instant_the_last_of_its_requirements_was_fulfilled(programme: Programme) -> None:
    twin = programme.city()
    programme.settle(twin, "kick-off", NOW)
    assert (first(twin).is_reached, first(twin).reached_at, first(twin).progress.settled) == (False, None, 1)
    programme.settle(twin, "roadmap", NOW + DAY)
    assert (first(twin).is_reached, first(twin).reached_at) == (True, NOW + DAY)


def test_the_last_step_of_an_output_is_that_of_the_person_who_handed_it_in(programme: Programme) -> None:
    twin = programme.city()
    programme.settle(twin, "kick-off", NOW)
    programme.hand_in(twin, "roadmap", NOW + DAY)
    last = first(twin).last
    assert (last.obligation.requirement.name, last.by, last.at) == ("Learning Roadmap", "Ana Moldovan", NOW + DAY)
    assert [line.by for line in first(twin).lines] == ["Sofia Brandt", "Ana Moldovan"]


def test_a_waiver_counts_from_the_day_it_was_given_and_in_the_name_of_the_team(programme: Programme) -> None:
    twin = programme.city()
    programme.settle(twin, "roadmap", NOW)
    waive(owed(twin, "kick-off"), by=programme.staff, now=NOW + DAY, reason="It joined later.")
    assert (first(twin).reached_at, first(twin).last.by) == (NOW + DAY, "the programme team")


def test_a_waiver_taken_back_and_given_again_counts_from_the_second_one(programme: Programme) -> None:
    twin = programme.city()
    programme.settle(twin, "roadmap", NOW)
    waived = waive(owed(twin, "kick-off"), by=programme.staff, now=NOW + DAY, reason="It joined later.")
    again = reinstate(waived, by=programme.staff, now=NOW + 2 * DAY, reason="It can come after all.")
    assert not first(twin).is_reached
    waive(again, by=programme.staff, now=NOW + 3 * DAY, reason="It could not.")
    assert first(twin).reached_at == NOW + 3 * DAY


def test_what_is_opened_again_takes_the_milestone_back_until_it_is_done_once_more(programme: Programme) -> None:
    twin = programme.city()
    programme.settle(twin, "kick-off", NOW)
    done = programme.settle(twin, "roadmap", NOW)
    assert tallies(programme.cohort)[0].reached == 1
    reopen(done, by=programme.staff, now=NOW + DAY, note="It was another city's.")
    assert (first(twin).is_reached, tallies(programme.cohort)[0].reached) == (False, 0)
    programme.hand_in(twin, "roadmap", NOW + 5 * DAY)
    assert (first(twin).reached_at, first(twin).last.by) == (NOW + 5 * DAY, "Ana Moldovan")


def test_it_opens_what_is_counted_from_it_on_the_way_to_the_next_milestone(programme: Programme) -> None:
    twin = programme.city()
    programme.settle(twin, "kick-off", NOW)
    assert (first(twin).leads_to, first(twin).opens) == (None, [])
    programme.settle(twin, "roadmap", NOW)
    opened = first(twin)
    assert opened.leads_to == Milestone.objects.get(name="Ready to act")
    assert [(each.requirement.code, each.effective_due_on) for each in opened.opens] == [("plan", date(2026, 8, 3))]


def test_where_nothing_is_counted_from_it_the_nearest_of_the_next_milestone_is_opened(programme: Programme) -> None:
    twin = programme.city()
    programme.settle(twin, "kick-off")
    programme.settle(twin, "roadmap")
    programme.settle(twin, "plan")
    assert [each.requirement.code for each in first(twin).opens] == ["report"]
    programme.settle(twin, "report")
    assert [(rung.is_reached, rung.leads_to, rung.opens) for rung in ladder(twin)] == [(True, None, [])] * 2


def test_a_city_is_only_asked_what_it_owes_and_a_milestone_that_asks_nothing_is_not_there(programme: Programme) -> None:
    twin, pilot = programme.city(), programme.city("pilot")
    programme.settle(pilot, "kick-off")
    assert [rung.milestone.name for rung in ladder(twin)] == ["Learning path agreed", "Ready to act"]
    assert [(rung.milestone.name, rung.is_reached) for rung in ladder(pilot)] == [("Learning path agreed", True)]
    assert [rung.milestone.name for rung in ladder_of(pilot)] == ["Learning path agreed"]
    assert [(each.name, each.reached, each.asked) for each in tallies(programme.cohort)] == [
        ("Learning path agreed", 1, 2),
        ("Ready to act", 0, 1),
    ]


def test_cities_that_left_are_in_no_figure(programme: Programme) -> None:
    stays, leaves = programme.city("pilot"), programme.city("pilot")
    for each in (stays, leaves):
        programme.settle(each, "kick-off")
    withdraw(leaves, on=NOW.date(), reason="No staff left.", by=None, now=NOW)
    assert [(each.name, each.reached, each.asked) for each in tallies(programme.cohort)] == [
        ("Learning path agreed", 1, 1)
    ]


def test_a_whole_cohort_costs_as_many_statements_as_two_cities(programme: Programme, django_assert_num_queries) -> None:
    def read() -> int:
        owed = Obligation.objects.filter(requirement__cohort=programme.cohort).select_related("requirement")
        return len(ladders(owed, checkpoints(programme.cohort.pk), [Deliverable])) + len(tallies(programme.cohort))

    read()  # content types, asked once in the life of a process
    for number in (2, 18):
        for _city in range(number):
            twin = programme.city()
            programme.settle(twin, "kick-off")
            programme.hand_in(twin, "roadmap")
        with django_assert_num_queries(4):
            read()
