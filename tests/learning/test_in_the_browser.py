"""A workshop from its plan to the matrix in Chromium, with script and without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from learning.models import LearningSession
from milestones.models import Obligation
from tests.factories import CityFactory, ObligationFactory, ParticipationFactory, SeatFactory
from tests.learning.world import World
from tests.pages.looking import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_workshop_from_its_plan_to_the_matrix(
    open_context: Open, live_server: LiveServer, world: World, script: bool
) -> None:
    visby = CityFactory(name="Visby")
    owed = ObligationFactory(
        requirement=world.kick_off, participation=ParticipationFactory(cohort=world.cohort, city=visby)
    )
    third = SeatFactory(city=visby, user__name="Ulf Berg").user
    people = (world.staff, world.ana, world.greta, third)
    staff, ana, greta, ulf = (
        signed_in(open_context(java_script_enabled=script), live_server, person) for person in people
    )
    plan(staff, world)
    registers(ana, "You are registered")
    registers(greta, "You are registered")
    registers(ulf, "you are on the waiting list")
    ana.get_by_role("button", name="Cancel the registration").click()
    expect(ana.get_by_text("The registration of Ana Moldovan is cancelled.")).to_be_visible()
    ulf.reload()
    expect(ulf.get_by_text("Registered", exact=True)).to_be_visible()
    for page in (greta, ulf):
        checks_in(staff, page)
    close(staff)
    states = {each.participation.city.name: each.state for each in Obligation.objects.all()}
    assert states == {"Alba Iulia": "open", "Köln": "fulfilled", "Visby": "fulfilled"}
    assert owed.requirement == world.kick_off


def plan(staff: Page, world: World) -> None:
    """A kick-off in ten minutes, for two people."""
    begins = timezone.now().astimezone(ZoneInfo("Europe/Brussels")) + timedelta(minutes=10)
    staff.goto(f"/programme/cohorts/{world.cohort.slug}/sessions/")
    staff.get_by_role("link", name="Plan it Kick-off").click()
    expect(staff.get_by_label("Title")).to_have_value("Kick-off")
    staff.get_by_label("Day").fill(f"{begins:%Y-%m-%d}")
    staff.get_by_label("Time", exact=True).or_(staff.get_by_label("Time (optional)")).fill(f"{begins:%H:%M}")
    staff.get_by_label("Place", exact=False).first.fill("Sala Unirii")
    staff.get_by_label("Places").fill("2")
    staff.get_by_role("button", name="Keep as a draft").click()
    staff.get_by_role("button", name="Announce").click()
    expect(staff.get_by_text("Announced. Everybody who is invited is told.")).to_be_visible()


def registers(page: Page, answer: str) -> None:
    """Two clicks from the first page."""
    page.goto("/workspace/")
    page.get_by_role("link", name="Sessions", exact=True).first.click()
    page.get_by_role("button", name="Register").or_(page.get_by_role("button", name="Join the waiting list")).click()
    expect(page.get_by_text(answer)).to_be_visible()


def checks_in(staff: Page, page: Page) -> None:
    session = LearningSession.objects.get()
    staff.goto(f"/sessions/{session.pk}/slide/")
    code = staff.locator(".slide__code [aria-hidden]").inner_text()
    page.goto(session.get_absolute_url())
    page.get_by_role("link", name="Check in").click()
    page.get_by_label("Code on the slide").fill(code)
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_text("You are checked in. Welcome.")).to_be_visible()


def close(staff: Page) -> None:
    staff.goto("/sessions/")
    staff.get_by_role("link", name="people of Kick-off").click()
    expect(staff.get_by_text("by code")).to_have_count(2)
    staff.get_by_role("button", name="Close the attendance").click()
    expect(staff.get_by_text("The attendance is closed.")).to_be_visible()
    staff.goto(f"/programme/cohorts/{LearningSession.objects.get().cohort.slug}/")
    expect(staff.locator("table")).to_contain_text("Visby")


def test_the_way_back_from_the_slide_stands_in_line_on_a_phone(
    open_context: Open, live_server: LiveServer, world: World
) -> None:
    """A button without an edge that is seen would stand a little to the right of what is above and below it."""
    session = world.session()
    page = signed_in(open_context(viewport={"width": 320, "height": 900}), live_server, world.staff)
    page.goto(f"/sessions/{session.pk}/slide/")
    back = page.get_by_role("link", name="Back to the session")
    seen = "each => [getComputedStyle(each).borderLeftColor, each.getBoundingClientRect().left]"
    colour, left = back.evaluate(seen)
    assert (colour != "rgba(0, 0, 0, 0)", left) == (True, page.locator(".slide").evaluate(seen)[1])
