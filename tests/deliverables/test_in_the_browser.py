"""The round in Chromium, with script and without; submitting a ready output takes four clicks at most."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from deliverables.models import Deliverable
from tests.deliverables.corpus.good import written
from tests.deliverables.world import World, enter

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "roadmap.pdf"
    path.write_bytes(written(attachment=True))
    return path


def signed_in(context: BrowserContext, server: LiveServer, user: User) -> Page:
    session = enter(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    return context.new_page()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_round_of_submitting_asking_and_approving(
    open_context: Open, live_server: LiveServer, world: World, plan: Path, script: bool
) -> None:
    city = signed_in(open_context(java_script_enabled=script), live_server, world.ana)
    staff = signed_in(open_context(java_script_enabled=script), live_server, world.staff)

    city.goto("/deliverables/")
    city.get_by_role("link", name="Learning Roadmap").click()
    hand_in(city, plan, "Submit", "Handed in. The programme team has it now")

    staff.goto("/programme/reviews/")
    staff.get_by_role("link", name="Learning Roadmap").click()
    staff.get_by_label("Note to the city").fill("Goal 3 has no date.")
    staff.get_by_text("Ask for changes instead").click()
    staff.get_by_role("button", name="Ask for changes", exact=True).click()
    expect(staff.get_by_text("Nothing waits for you")).to_be_visible()

    city.reload()
    expect(city.get_by_text("Goal 3 has no date.").first).to_be_visible()
    hand_in(city, plan, "Keep as a draft", "Your draft is kept")
    hand_in(city, None, "Submit", "Handed in.")

    staff.goto("/programme/reviews/")
    staff.get_by_role("link", name="Learning Roadmap").click()
    staff.get_by_role("button", name="Approve, open the next").click()
    expect(staff.get_by_text("Approved. The city is told.")).to_be_visible()
    assert Deliverable.objects.get().state == "approved"


def hand_in(page: Page, file: Path | None, button: str, answer: str) -> None:
    if file:
        page.get_by_label("Files", exact=True).set_input_files(file)
    late = page.get_by_label("Why it comes late")
    if late.count():
        late.fill("Elections.")
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(answer)).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_strip_and_the_button_say_whom_a_comment_reaches(
    open_context: Open,
    live_server: LiveServer,
    world: World,
    axe: Callable[[Page], list[str]],
    script: bool,
    width: int,
) -> None:
    world.hand_in()
    shape = {"width": width, "height": 900}
    page = signed_in(open_context(java_script_enabled=script, viewport=shape), live_server, world.staff)
    page.goto(f"/deliverables/{world.roadmap.pk}/")
    box = page.get_by_role("form", name="New comment")
    for words in ("Staff only", "Everyone in the pairing", "City and staff"):
        box.get_by_role("radio", name=words).check()
        expect(box.locator(".audience:visible")).to_have_text([words])
        expect(box.get_by_role("button")).to_have_text(f"Comment to {words}", use_inner_text=True)
    box.get_by_label("Your comment").fill("How many, where, by when?")
    box.get_by_role("button", name="Comment to City and staff").click()
    expect(page.get_by_text("How many, where, by when?", exact=True)).to_be_visible()
    expect(page.get_by_text("0 of 1 resolved")).to_be_visible()
    page.get_by_text("Answer", exact=True).click()
    page.get_by_label("Your answer", exact=True).fill("Never mind.")
    page.get_by_role("button", name="Answer to City and staff").click()
    expect(page.get_by_text("Never mind.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("1 of 1 resolved")).to_be_visible()
    if script:
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_refused_file_is_explained_beside_its_field_and_takes_the_focus(
    open_context: Open, live_server: LiveServer, world: World, tmp_path: Path, axe: Callable[[Page], list[str]]
) -> None:
    page = signed_in(open_context(), live_server, world.ana)
    page.goto(f"/deliverables/{world.roadmap.pk}/")
    wrong = tmp_path / "plan.pdf"
    wrong.write_bytes(b"<html>")
    page.get_by_label("Files", exact=True).set_input_files(wrong)
    page.get_by_label("Note to the programme team").fill("Words that took an hour")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("“plan.pdf” is not a PDF inside.")
    expect(page.get_by_label("Note to the programme team")).to_have_value("Words that took an hour")
    assert axe(page) == []
