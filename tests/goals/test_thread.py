"""The thread of a goal, stop by stop: what is there, whose turn it is, and the way back from an action."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from deliverables.models import Part
from goals.models import LearningGoal
from stories import actions as stories
from tests.deliverables.test_rows_from_the_thread import take_in
from tests.deliverables.world import LATER, enter
from tests.deliverables.written import WrittenWorld, fill, make_written_world
from tests.factories import TakeawayFactory, VisitFactory
from visits.models import AgendaSlot, Takeaway, Visit

pytestmark = pytest.mark.django_db
AHEAD = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Any, settings: Any) -> WrittenWorld:
    settings.MEDIA_ROOT = tmp_path
    world = make_written_world()
    fill(world, world.roadmap)
    world.submit()
    return world


def question() -> LearningGoal:
    return LearningGoal.objects.order_by("position")[0]


def attend(world: WrittenWorld) -> tuple[Visit, AgendaSlot, Takeaway]:
    """Alba Iulia was in Kozani: a slot was for the first goal, and a takeaway answers it."""
    alba, kozani = world.roadmap.participation, world.nikos.seats.get().city
    visit = VisitFactory(cohort=alba.cohort, host=kozani, guests=[alba.city], title="In Kozani", state="closed")
    slot = AgendaSlot.objects.create(visit=visit, title="The heat company")
    slot.goals.add(question())
    takeaway = TakeawayFactory(visit=visit, participation=alba, slot=slot, practice="A social tariff", by=world.ana)
    takeaway.goals.add(question())
    return visit, slot, takeaway


def judge(world: WrittenWorld, verdict: str) -> Part:
    (row,) = take_in(world, world.assessment, "practices")
    world.write(world.assessment, row, verdict=verdict)
    return Part.objects.get(pk=row.pk)


def tell(world: WrittenWorld, visit: Visit) -> None:
    alba = world.roadmap.participation.city
    telling = stories.Telling(
        "We saw warmth", "Really", "Text", "Ana", cities=[alba], visits=[visit], goals=[question()]
    )
    stories.write(telling, by=world.ana, now=LATER)


def stops(reader: Client) -> dict[str, tuple[str, list[str]]]:
    found = reader.get(question().get_absolute_url()).context["stops"]
    return {each.slug: (str(each.place), [entry.title for entry in each.entries]) for each in found}


def test_a_new_goal_waits_for_an_agenda_and_says_whose_turn_it_is(world: WrittenWorld) -> None:
    places = {slug: place for slug, (place, _titles) in stops(enter(world.ana)).items()}
    assert places == {
        "asked": "done",
        "planned": "now",
        "answered": "ahead",
        "judged": "ahead",
        "acted": "ahead",
        "told": "ahead",
    }
    page = enter(world.ana).get(question().get_absolute_url()).content.decode()
    assert "attaches the question to a slot: Alba Iulia or its host" in page


def test_the_next_visit_that_can_still_be_planned_is_one_press_away(world: WrittenWorld) -> None:
    alba = world.roadmap.participation
    visit = VisitFactory(cohort=alba.cohort, guests=[alba.city], title="To Galway", state="proposed")
    page = enter(world.ana).get(question().get_absolute_url()).content.decode()
    assert f'href="/visits/{visit.pk}/agenda/"' in page


def test_every_stop_is_a_link_once_it_is_reached(world: WrittenWorld) -> None:
    visit, slot, takeaway = attend(world)
    row = judge(world, "adapt")
    (line,) = take_in(world, world.actions, "actions")
    world.write(world.actions, line, what="Ask the regulator for a tariff")
    tell(world, visit)
    assert stops(enter(world.ana)) == {
        "asked": ("done", ["Learning Roadmap"]),
        "planned": ("done", ["The heat company"]),
        "answered": ("done", ["A social tariff"]),
        "judged": ("done", ["A social tariff"]),
        "acted": ("done", ["Ask the regulator for a tariff"]),
        "told": ("done", ["We saw warmth"]),
    }
    page = enter(world.ana).get(question().get_absolute_url()).content.decode()
    for link in (
        f"/deliverables/{world.roadmap.pk}/#part-{question().pk}",
        f"/visits/{visit.pk}/#slot-{slot.pk}",
        f"/visits/{visit.pk}/#takeaway-{takeaway.pk}",
        f"/deliverables/{world.assessment.pk}/#part-{row.pk}",
        f"/deliverables/{world.actions.pk}/#part-{line.pk}",
        "/stories/we-saw-warmth/",
    ):
        assert f'href="{link}"' in page
    assert "Adapt: take it over with changes" in page


def test_a_parked_practice_ends_the_thread_without_an_action(world: WrittenWorld) -> None:
    attend(world)
    judge(world, "park")
    assert take_in(world, world.actions, "actions") == []
    assert stops(enter(world.ana))["acted"] == ("now", [])
    assert "Parked" in enter(world.ana).get(question().get_absolute_url()).content.decode()


def test_what_was_skipped_is_told_apart_from_what_comes_next(world: WrittenWorld) -> None:
    _visit, slot, _takeaway = attend(world)
    slot.delete()
    assert [stops(enter(world.ana))[slug][0] for slug in ("planned", "answered", "judged")] == ["passed", "done", "now"]


def test_a_takeaway_outlives_its_slot_and_the_thread_goes_on(world: WrittenWorld) -> None:
    _visit, slot, takeaway = attend(world)
    judge(world, "adopt")
    slot.delete()
    takeaway.refresh_from_db()
    assert (takeaway.slot, [each.pk for each in takeaway.goals.all()]) == (None, [question().pk])
    assert stops(enter(world.ana))["judged"] == ("done", ["A social tariff"])


def test_two_steps_lead_back_from_an_action_to_the_question(world: WrittenWorld) -> None:
    attend(world)
    row = judge(world, "adapt")
    take_in(world, world.actions, "actions")
    ana = enter(world.ana)
    assert f'href="/thread/{row.pk}/"' in ana.get(f"/deliverables/{world.actions.pk}/").content.decode()
    practice = ana.get(f"/thread/{row.pk}/").headers["Location"]
    assert practice == f"/deliverables/{world.assessment.pk}/#part-{row.pk}"
    assert f'href="/thread/{question().pk}/"' in ana.get(practice).content.decode()
    assert ana.get(f"/thread/{question().pk}/").headers["Location"] == question().get_absolute_url()


def test_a_takeaway_in_a_row_leads_to_its_slot_and_its_host(world: WrittenWorld) -> None:
    visit, _slot, takeaway = attend(world)
    judge(world, "adapt")
    ana = enter(world.ana)
    assert f'href="/thread/{takeaway.pk}/"' in ana.get(f"/deliverables/{world.assessment.pk}/").content.decode()
    assert ana.get(f"/thread/{takeaway.pk}/").headers["Location"] == f"/visits/{visit.pk}/#takeaway-{takeaway.pk}"


def test_the_pairing_reads_the_verdict_once_it_is_handed_in_and_follows_no_draft(world: WrittenWorld) -> None:
    attend(world)
    row = fill(world, world.assessment)["practices"][0]
    world.write(world.assessment, row, practice="A social tariff", verdict="adapt", goal=str(question().pk))
    nikos = enter(world.nikos)
    assert (stops(nikos)["judged"][1], nikos.get(f"/thread/{row.key}/").status_code) == ([], 404)
    world.submit(world.assessment)
    assert "A social tariff" in stops(nikos)["judged"][1]
    assert nikos.get(f"/thread/{row.key}/").status_code == 302


@pytest.mark.parametrize("who", ["greta"])
def test_who_knows_nothing_of_a_goal_cannot_follow_its_thread(world: WrittenWorld, who: str) -> None:
    _visit, _slot, takeaway = attend(world)
    row = judge(world, "adapt")
    stranger: User = getattr(world, who)
    for number in (question().pk, takeaway.pk, row.pk):
        assert enter(stranger).get(f"/thread/{number}/").status_code == 404


def test_three_rows_at_each_stop_take_as_many_statements_as_one(
    world: WrittenWorld, django_assert_max_num_queries: Any
) -> None:
    ana = enter(world.ana)

    def asked() -> int:
        visit, _slot, _takeaway = attend(world)
        for row in take_in(world, world.assessment, "practices"):
            world.write(world.assessment, row, verdict="adapt")
        take_in(world, world.actions, "actions")
        tell(world, visit)
        with django_assert_max_num_queries(30) as seen:
            assert ana.get(question().get_absolute_url()).status_code == 200
        return len(seen)

    asked()
    before = asked()
    asked()
    assert asked() == before
