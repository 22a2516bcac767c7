"""Without a mouse: the matrix is one stop with arrows inside, what opens takes the focus and gives it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import (
    CityFactory,
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    ParticipationFactory,
    RequirementFactory,
    UserFactory,
)
from tests.pages.looking import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]


@pytest.fixture
def matrix(open_context: Open, live_server: LiveServer) -> Page:
    """Two cities that owe two things each, on the desk."""
    cohort = CohortFactory(slug="cohort")
    module = ModuleFactory(cohort=cohort)
    roadmap, plan = (RequirementFactory(module=module, name=name) for name in ("Roadmap", "Plan"))
    for name in ("Alba Iulia", "Köln"):
        city = ParticipationFactory(cohort=cohort, city=CityFactory(name=name))
        ObligationFactory(requirement=roadmap, participation=city)
        ObligationFactory(requirement=plan, participation=city)
    page = signed_in(open_context(), live_server, UserFactory(staff=True))
    page.goto("/programme/cohorts/cohort/")
    page.locator("table[data-arrows] tbody a[tabindex='0']").wait_for()
    return page


def place(page: Page) -> list[int]:
    """Row and column of the cell that has the focus, counted in the body of the table."""
    return page.evaluate(
        "(cell => [cell.parentElement.sectionRowIndex, cell.cellIndex])(document.activeElement.parentElement)"
    )


def test_the_matrix_is_one_stop_and_arrows_move_inside(matrix: Page) -> None:
    stop = matrix.locator("table[data-arrows] tbody a[tabindex='0']")
    expect(stop).to_have_count(1)
    stop.focus()
    walk = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp", "End", "Home", "Control+End"):
        matrix.keyboard.press(key)
        walk.append(place(matrix))
    assert walk == [[0, 1], [1, 1], [1, 0], [0, 0], [0, 0], [0, 2], [0, 0], [1, 2]]


def test_enter_opens_the_panel_and_escape_gives_the_focus_back(matrix: Page) -> None:
    matrix.locator("table[data-arrows] tbody a[tabindex='0']").focus()
    matrix.keyboard.press("Control+End")
    before = place(matrix)
    matrix.keyboard.press("Enter")
    expect(matrix.locator("#panel h2")).to_be_focused()
    expect(matrix.locator("#panel")).to_contain_text("Köln")
    matrix.keyboard.press("Escape")
    expect(matrix.locator("#panel")).to_be_hidden()
    assert place(matrix) == before


def test_the_first_stop_leads_past_the_navigation(matrix: Page) -> None:
    matrix.goto("/programme/cohorts/cohort/")
    matrix.keyboard.press("Tab")
    expect(matrix.locator(":focus")).to_have_text("Skip to content")
    matrix.keyboard.press("Enter")
    matrix.keyboard.press("Tab")
    assert matrix.evaluate("document.activeElement.closest('main') !== null")


def test_escape_closes_the_menu_of_the_person(matrix: Page) -> None:
    menu = matrix.locator("details.drop-menu").first
    menu.locator("summary").focus()
    matrix.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    matrix.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_a_slash_leads_to_the_search_of_the_page(matrix: Page) -> None:
    matrix.goto("/programme/cities/")
    matrix.keyboard.press("/")
    expect(matrix.locator("[role=search] input").first).to_be_focused()
    matrix.keyboard.type("a/b")
    expect(matrix.locator("[role=search] input").first).to_have_value("a/b")


def test_on_a_phone_a_list_of_what_is_open_comes_first(matrix: Page) -> None:
    expect(matrix.locator("#as-list")).to_be_hidden()
    matrix.set_viewport_size({"width": 320, "height": 640})
    expect(matrix.locator("#as-list .city-list > li")).to_have_count(2)
    matrix.locator("#as-list").get_by_role("link", name="Roadmap").first.click()
    expect(matrix.get_by_role("heading", level=1)).to_contain_text("Roadmap")
