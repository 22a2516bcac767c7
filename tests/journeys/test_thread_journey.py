"""A question all the way, in Chromium: roadmap, agenda, a takeaway from a phone, verdict, action, and back again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from deliverables.models import Part
from goals.models import LearningGoal
from tests.deliverables.written import WrittenWorld, fill, make_written_world
from tests.factories import VisitFactory
from tests.pages.looking import Axe, faults, signed_in
from visits.actions import agenda
from visits.models import Takeaway, Visit

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
PHONE = {"width": 320, "height": 640}
QUESTION = "Who decides when the owners of one block cannot agree?"
SEEN = "A hotline that every owner can call"
ACTION = "Answer each owner within two days"


@pytest.fixture
def world(transactional_db: None, tmp_path: Path, settings: object) -> WrittenWorld:
    """A city whose roadmap is written but for one question, on the first day of its visit to the pilot."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    world = make_written_world()
    goal = fill(world, world.roadmap)["goals"][0]
    world.write(world.roadmap, goal, question="")
    return world


@pytest.fixture
def visit(world: WrittenWorld) -> Visit:
    alba, today = world.roadmap.participation, timezone.localdate()
    cohort = alba.cohort
    cohort.starts_on, cohort.ends_on = today - timedelta(days=100), today + timedelta(days=400)
    cohort.save()
    visit = VisitFactory(
        cohort=cohort,
        host=world.nikos.seats.get().city,
        guests=[alba.city],
        title="Alba Iulia in Kozani",
        state="confirmed",
        starts_on=today,
        ends_on=today + timedelta(days=1),
    )
    agenda.add(visit, agenda.Wording("An evening with the owners"), by=world.ana, now=timezone.now())
    return visit


@pytest.mark.parametrize("with_script", [True, False], ids=["with script", "without script"])
def test_a_question_becomes_an_action_and_two_clicks_lead_back(
    open_context: Open, live_server: LiveServer, world: WrittenWorld, visit: Visit, axe: Axe, with_script: bool
) -> None:
    script = {"java_script_enabled": with_script}
    ana = signed_in(open_context(**script), live_server, world.ana)
    phone = signed_in(open_context(viewport=PHONE, has_touch=True, **script), live_server, world.ana)
    ask_the_question(ana, world)
    attach_it_to_a_slot(ana, visit)
    note_what_answers_it(phone, visit)
    judge_it(ana, world)
    make_it_an_action(ana, world)
    go_back_in_two_clicks(ana, world)
    if with_script:
        assert faults(ana, axe) == []


def ask_the_question(ana: Page, world: WrittenWorld) -> None:
    goal = Part.objects.filter(deliverable=world.roadmap.pk, section="goals").order_by("position")[0]
    ana.goto(f"/deliverables/{world.roadmap.pk}/?edit={goal.key}")
    ana.get_by_label("Our question").fill(QUESTION)
    ana.get_by_role("button", name="Save and close").click()
    expect(ana.get_by_role("heading", name=QUESTION)).to_be_visible()
    if late := ana.get_by_label("Why it comes late").all():
        late[0].fill("Two colleagues were ill.")
    ana.get_by_role("button", name="Submit revision").click()
    expect(ana.get_by_text("Handed in.", exact=False).first).to_be_visible()


def attach_it_to_a_slot(ana: Page, visit: Visit) -> None:
    """From the page of the goal, which names the visit that comes next."""
    ana.goto(LearningGoal.objects.get(question=QUESTION).get_absolute_url())
    ana.get_by_role("link", name=visit.title).click()
    ana.get_by_role("link", name="An evening with the owners").click()
    ana.get_by_label(QUESTION).check()
    ana.get_by_role("button", name="Keep the changes").click()
    expect(ana.get_by_role("link", name=QUESTION).first).to_be_visible()


def note_what_answers_it(phone: Page, visit: Visit) -> None:
    phone.goto(visit.get_absolute_url())
    phone.get_by_label("Where?").select_option(label="An evening with the owners")
    phone.get_by_label("What did you see?").fill(SEEN)
    phone.get_by_label(QUESTION).check()
    phone.get_by_role("button", name="Keep this takeaway").click()
    expect(phone.get_by_role("heading", name=SEEN)).to_be_visible()
    assert Takeaway.objects.get().goals.get().question == QUESTION


def judge_it(ana: Page, world: WrittenWorld) -> None:
    ana.goto(f"/deliverables/{world.assessment.pk}/")
    expect(ana.get_by_text("1 takeaway waits for a verdict.").first).to_be_visible()
    ana.get_by_role("button", name="Add the line").click()
    expect(ana.get_by_label("Practice", exact=True)).to_have_value(SEEN)
    ana.get_by_label(re.compile("^Verdict")).select_option("adapt")
    ana.get_by_role("button", name="Save and close").click()
    expect(ana.locator("article").get_by_text("Adapt: take it over with changes")).to_be_visible()


def make_it_an_action(ana: Page, world: WrittenWorld) -> None:
    ana.goto(f"/deliverables/{world.actions.pk}/")
    expect(ana.get_by_text("1 verdict waits for a line here.").first).to_be_visible()
    ana.get_by_role("button", name="Add the line").click()
    ana.get_by_label("What we will do").fill(ACTION)
    ana.get_by_role("button", name="Save and close").click()
    expect(ana.get_by_role("heading", name=ACTION)).to_be_visible()


def go_back_in_two_clicks(ana: Page, world: WrittenWorld) -> None:
    ana.get_by_role("main").get_by_role("link", name=SEEN).click()
    ana.get_by_role("main").get_by_role("link", name=QUESTION).click()
    expect(ana.get_by_role("heading", level=1, name=QUESTION)).to_be_visible()
    for station in ("An evening with the owners", SEEN, ACTION):
        expect(ana.get_by_role("link", name=station).first).to_be_visible()
