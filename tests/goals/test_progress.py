"""Staff see by theme how far goals come and where they stop; each number opens its goals."""

from __future__ import annotations

from typing import Any

import pytest

from cities.models import Theme
from goals.models import LearningGoal
from stories import actions as stories
from tests.deliverables.test_rows_from_the_thread import take_in
from tests.deliverables.world import LATER, enter
from tests.deliverables.written import WrittenWorld, fill, make_written_world
from tests.factories import GoalFactory, TakeawayFactory, VisitFactory
from twinning.pages.thread_progress import Reach, ways_of
from visits.actions import takeaways
from visits.models import AgendaSlot

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Any, settings: Any) -> WrittenWorld:
    """Three goals: one was only on an agenda, one was parked, one became an action and a story."""
    settings.MEDIA_ROOT = tmp_path
    world = make_written_world()
    fill(world, world.roadmap)
    world.submit()
    alba = world.roadmap.participation
    planned, parked, done = LearningGoal.objects.order_by("position")
    heat, money = Theme.objects.filter(kind="domain").order_by("pk")[:2]
    LearningGoal.objects.filter(pk__in=[planned.pk, done.pk]).update(theme=heat)
    LearningGoal.objects.filter(pk=parked.pk).update(theme=money)
    visit = VisitFactory(cohort=alba.cohort, guests=[alba.city])
    AgendaSlot.objects.create(visit=visit, title="Heat").goals.add(planned)
    for goal in (parked, done):
        TakeawayFactory(visit=visit, participation=alba, practice=goal.question, by=world.ana).goals.add(goal)
    for row in take_in(world, world.assessment, "practices"):
        world.write(world.assessment, row, verdict="park" if row.values["goal"] == str(parked.pk) else "adopt")
    take_in(world, world.actions, "actions")
    told = stories.Telling("Warm", "Warm", "Text", "Ana", cities=[alba.city], goals=[done])
    stories.write(told, by=world.ana, now=LATER)
    return world


def funnel(world: WrittenWorld, **filters: str) -> dict[str, tuple[int, int]]:
    """How many reached each, and how many stop there."""
    line = enter(world.staff).get("/programme/thread/", filters).context["every"]
    return {str(each.reach): (each.reached, each.stopped) for each in line.counts}


def test_the_funnel_counts_what_goals_reached_and_where_they_stop(world: WrittenWorld) -> None:
    assert funnel(world) == {"goal": (3, 0), "visit": (3, 1), "verdict": (2, 1), "action": (1, 0), "story": (1, 1)}


def test_each_theme_has_its_line_and_goals_without_one_the_last(world: WrittenWorld) -> None:
    GoalFactory(written_in=world.roadmap, theme=None, question="Who decides?")
    lines = enter(world.staff).get("/programme/thread/").context["themes"]
    assert [(line.total, [each.reached for each in line.counts]) for line in lines if line.slug != "none"] in (
        [(2, [2, 2, 1, 1, 1]), (1, [1, 1, 1, 0, 0])],
        [(1, [1, 1, 1, 0, 0]), (2, [2, 2, 1, 1, 1])],
    )
    assert (lines[-1].name, [each.reached for each in lines[-1].counts]) == ("Without a theme", [1, 0, 0, 0, 0])


def test_every_number_opens_as_many_goals_as_it_says(world: WrittenWorld) -> None:
    GoalFactory(written_in=world.roadmap, theme=None)
    desk = enter(world.staff)
    page = desk.get("/programme/thread/").context
    for line in (page["every"], *page["themes"]):
        for count in line.counts:
            for name, number in (("reached", count.reached), ("stopped", count.stopped)):
                filters = {name: count.reach.value, **({"theme": line.slug} if line.slug else {})}
                assert desk.get("/programme/thread/goals/", filters).context["page"].paginator.count == number


def test_goals_of_other_cohorts_and_left_out_ones_are_not_counted(world: WrittenWorld) -> None:
    GoalFactory()
    GoalFactory(written_in=world.roadmap, dropped_at=LATER)
    assert funnel(world, cohort=world.roadmap.participation.cohort.slug)["goal"] == (3, 0)


def test_a_dropped_takeaway_and_a_visit_called_off_lead_nowhere(world: WrittenWorld) -> None:
    slot = AgendaSlot.objects.get()
    for each in slot.visit.takeaways.all():
        takeaways.drop(each, by=world.ana, now=LATER)
    type(slot.visit).objects.update(state="cancelled")
    assert funnel(world)["visit"] == (0, 0)


def test_the_tables_say_the_same(world: WrittenWorld) -> None:
    desk = enter(world.staff)

    def table(address: str) -> list[str]:
        answer = desk.get(address, {"export": "csv"})
        return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    header, *rows = table("/programme/thread/")
    assert header.startswith("Theme,Reached: A goal,Reached: A visit")
    assert rows[-1] == "All themes,3,3,2,1,1,0,1,1,0,1"
    _header, *goals = table("/programme/thread/goals/")
    assert [row.split(",")[-5:] for row in goals] == [
        ["1", "0", "0", "0", "A visit"],
        ["1", "1", "0", "0", "A verdict"],
        ["1", "1", "1", "1", "A story"],
    ]
    assert desk.get("/programme/thread/", {"export": "xlsx"}).status_code == 200


@pytest.mark.parametrize("address", ["/programme/thread/", "/programme/thread/goals/"])
def test_the_funnel_is_for_the_team(world: WrittenWorld, address: str) -> None:
    assert [enter(user).get(address).status_code for user in (world.ana, world.nikos, world.staff)] == [404, 404, 200]


@pytest.mark.parametrize("address", ["/programme/thread/", "/programme/thread/goals/"])
@pytest.mark.parametrize("filters", [{"reached": "x"}, {"theme": "x"}, {"cohort": "x"}, {"page": "99"}])
def test_a_filter_that_means_nothing_breaks_nothing(world: WrittenWorld, address: str, filters: dict[str, str]) -> None:
    assert enter(world.staff).get(address, filters).status_code == 200


def test_ten_goals_take_as_many_statements_as_three(world: WrittenWorld, django_assert_max_num_queries: Any) -> None:
    ways_of(LearningGoal.objects.with_names(), world.staff)  # what a process asks once in its life
    with django_assert_max_num_queries(10) as few:
        ways_of(LearningGoal.objects.with_names(), world.staff)
    GoalFactory.create_batch(7, written_in=world.roadmap)
    with django_assert_max_num_queries(10) as many:
        assert len(ways_of(LearningGoal.objects.with_names(), world.staff)) == 10
    assert len(few) == len(many)
    assert [each.value for each in Reach] == ["goal", "visit", "verdict", "action", "story"]
