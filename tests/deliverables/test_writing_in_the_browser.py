"""Two people write in Chromium, by keyboard; one loses the network, and nobody loses a word."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from deliverables.actions import writing
from deliverables.models import Part
from tests.deliverables.world import NOW
from tests.deliverables.written import WrittenWorld, fill
from tests.pages.looking import faults, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
SAVED = re.compile(r"^Saved \d\d:\d\d$")
OFFLINE = "Not saved yet: no connection. Kept on this device."
READY = "Everything is saved as you type."
OURS = "Our city and its climate work today"


def stored(field: str) -> str:
    return str(Part.objects.get(section="context").values.get(field, ""))


def open_where_we_start(page: Page, world: WrittenWorld) -> None:
    page.goto(f"/deliverables/{world.roadmap.pk}/")
    page.get_by_role("link", name=re.compile("(Write|Edit) Where we start")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label(OURS)).to_be_focused()
    expect(page.get_by_text(READY)).to_be_visible()


def two_texts(open_context: Open, server: LiveServer, world: WrittenWorld) -> Page:
    """Ana typed on without a network while Mara was faster; Ana's page is online again."""
    at_anas = open_context()
    ana = signed_in(at_anas, server, world.ana)
    mara = signed_in(open_context(), server, world.mara)
    open_where_we_start(ana, world)
    ana.keyboard.type("We are a small town.")
    expect(ana.locator("#saved")).to_have_text(SAVED)
    open_where_we_start(mara, world)
    expect(mara.get_by_label(OURS)).to_have_value("We are a small town.")

    at_anas.set_offline(True)
    ana.keyboard.type(" Ana goes on without a network.")
    ana.keyboard.press("Tab")
    ana.keyboard.type("Our schools")
    expect(ana.locator("#saved")).to_have_text(OFFLINE)
    mara.keyboard.press("Control+End")
    mara.keyboard.type(" Mara was faster.")
    expect(mara.locator("#saved")).to_have_text(SAVED)
    at_anas.set_offline(False)
    return ana


def test_of_two_people_who_write_at_once_nobody_loses_a_word(
    open_context: Open, live_server: LiveServer, written: WrittenWorld
) -> None:
    ana = two_texts(open_context, live_server, written)
    expect(ana.get_by_text("Two texts for this answer")).to_be_visible()
    expect(ana.get_by_text("Mara was faster.").first).to_be_visible()
    expect(ana.get_by_label(OURS)).to_have_value("We are a small town. Ana goes on without a network.")
    assert (stored("strengths"), stored("situation")) == ("Our schools", "We are a small town. Mara was faster.")

    ana.get_by_label(OURS).focus()
    ana.keyboard.press("Control+End")
    ana.keyboard.type(" Both of us.")
    ana.get_by_label(re.compile("Use mine")).focus()
    ana.keyboard.press("Space")
    ana.keyboard.press("Enter")
    expect(ana.get_by_role("link", name="Edit Where we start")).to_be_focused()
    assert stored("situation") == "We are a small town. Ana goes on without a network. Both of us."


def test_who_gives_way_to_the_other_text_sees_it_in_the_box(
    open_context: Open, live_server: LiveServer, written: WrittenWorld
) -> None:
    ana = two_texts(open_context, live_server, written)
    ana.get_by_label("Keep theirs").check()
    ana.get_by_role("button", name="Save and close").click()
    expect(ana.get_by_role("link", name="Edit Where we start")).to_be_focused()
    expect(ana.locator(".sheet").get_by_text("Mara was faster.")).to_be_visible()
    ana.reload()
    expect(ana.get_by_text("Two texts for this answer")).to_have_count(0)
    assert stored("situation") == "We are a small town. Mara was faster."


def test_what_was_not_sent_when_the_page_closed_is_sent_when_it_opens_again(
    open_context: Open, live_server: LiveServer, written: WrittenWorld
) -> None:
    context = open_context()
    page = signed_in(context, live_server, written.ana)
    open_where_we_start(page, written)
    context.set_offline(True)
    page.keyboard.type("Typed on a train")
    expect(page.locator("#saved")).to_have_text(OFFLINE)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/deliverables/{written.roadmap.pk}/")
    expect(page.locator(".sheet").get_by_text("Typed on a train")).to_be_visible()
    assert stored("situation") == "Typed on a train"


def test_a_text_that_has_no_place_any_more_is_shown_to_be_copied(
    open_context: Open, live_server: LiveServer, written: WrittenWorld
) -> None:
    goal = writing.add_row(written.roadmap, section="goals", by=written.ana, now=NOW, values={"question": "Who?"})
    context = open_context()
    page = signed_in(context, live_server, written.ana)
    page.goto(f"/deliverables/{written.roadmap.pk}/?edit={goal.key}")
    expect(page.get_by_text(READY)).to_be_visible()
    context.set_offline(True)
    page.get_by_label("Our question").fill("Who decides on the heat price?")
    expect(page.locator("#saved")).to_have_text(OFFLINE)
    page.close()
    writing.drop_row(written.roadmap, key=goal.key, by=written.mara, now=NOW)
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/deliverables/{written.roadmap.pk}/")
    expect(page.get_by_label("Your text")).to_have_value("Who decides on the heat price?")
    expect(page.get_by_role("alert")).to_contain_text("Somebody took this row out.")
    page.get_by_role("button", name="I have copied it").click()
    page.reload()
    expect(page.get_by_label("Your text")).to_have_count(0)


def test_after_signing_in_again_elsewhere_the_text_is_saved(
    open_context: Open, live_server: LiveServer, written: WrittenWorld
) -> None:
    context = open_context()
    page = signed_in(context, live_server, written.ana)
    open_where_we_start(page, written)
    context.clear_cookies()
    page.keyboard.type("Typed after the session ended")
    expect(page.locator("#saved")).to_have_text("Not saved yet: you are signed out. Kept on this device.")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    other = signed_in(context, live_server, written.ana)
    other.goto("/deliverables/")
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=15_000)
    assert stored("situation") == "Typed after the session ended"


def test_who_reads_learns_who_is_writing_and_that_there_is_a_newer_text(
    open_context: Open, live_server: LiveServer, written: WrittenWorld
) -> None:
    part = Part(key=Part.only_key(written.roadmap.pk, "context"), section="context")
    written.write(written.roadmap, part, situation="The text of the morning")
    ana, mara = (signed_in(open_context(), live_server, who) for who in (written.ana, written.mara))
    ana.clock.install()
    ana.goto(f"/deliverables/{written.roadmap.pk}/")
    open_where_we_start(mara, written)
    mara.keyboard.press("Control+End")
    mara.keyboard.type(", and of the afternoon")
    expect(mara.locator("#saved")).to_have_text(SAVED)
    ana.clock.fast_forward(26_000)
    expect(ana.get_by_text("Mara Ionescu is writing here")).to_be_visible()
    expect(ana.get_by_text("Mara Ionescu changed this at")).to_be_visible()
    ana.get_by_role("link", name="Show the new text").click()
    expect(ana.locator(".sheet").get_by_text("The text of the morning, and of the afternoon")).to_be_visible()


def test_the_check_follows_what_is_written_and_leads_to_what_is_missing(
    open_context: Open, live_server: LiveServer, written: WrittenWorld
) -> None:
    fill(written, written.roadmap)
    context = Part.objects.get(section="context")
    written.write(written.roadmap, context, situation="")
    page = signed_in(open_context(), live_server, written.ana)
    page.goto(f"/deliverables/{written.roadmap.pk}/")
    expect(page).to_have_title(re.compile(r"^\(1\) Learning Roadmap"))
    page.locator("#check").get_by_role("link", name=OURS).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label(OURS)).to_be_focused()
    page.keyboard.type("word " * 60)
    expect(page.get_by_role("link", name="Ready to submit")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^Learning Roadmap"))
    page.get_by_label("Why it comes late").or_(page.get_by_label("Note to the programme team")).first.focus()
    page.keyboard.type("It was a busy spring.")
    page.get_by_role("button", name="Submit revision 1").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Handed in. Kozani is asked to endorse it first")).to_be_visible()


@pytest.mark.parametrize("state", ["empty", "half", "editing", "clash", "full", "submitted"])
def test_the_page_is_for_everybody_in_every_state(
    open_context: Open, live_server: LiveServer, written: WrittenWorld, axe: Callable[[Page], list[str]], state: str
) -> None:
    part = Part(key=Part.only_key(written.roadmap.pk, "context"), section="context")
    if state in ("half", "editing", "clash"):
        part = written.write(
            written.roadmap, part, situation="Κοζάνη και Stakeholder-Beteiligungsplanungsverfahren"
        ).part
    if state in ("full", "submitted"):
        fill(written, written.roadmap)
    if state == "submitted":
        written.submit()
    page = signed_in(open_context(), live_server, written.ana)
    page.goto(f"/deliverables/{written.roadmap.pk}/{f'?edit={part.key}' if state in ('editing', 'clash') else ''}")
    if state == "clash":
        written.write(written.roadmap, part, by=written.mara, situation="Mara's words")
        page.get_by_label(OURS).fill("Ana's words")
        expect(page.get_by_text("Two texts for this answer")).to_be_visible()
    assert faults(page, axe) == []


def test_everything_can_be_written_without_script(
    open_context: Open, live_server: LiveServer, written: WrittenWorld
) -> None:
    page = signed_in(open_context(java_script_enabled=False), live_server, written.ana)
    page.goto(f"/deliverables/{written.roadmap.pk}/")
    page.get_by_role("link", name="Write Where we start").click()
    page.get_by_label(OURS).fill("A small town")
    page.get_by_role("button", name="Save and close").click()
    expect(page.locator(".sheet").get_by_text("A small town")).to_be_visible()
    page.get_by_role("button", name="Write the first goal").click()
    page.get_by_label("Our question").fill("How do we decide?")
    page.get_by_label("Theme").select_option("Energy systems")
    page.get_by_role("button", name="Save and close").click()
    expect(page.get_by_role("heading", name="How do we decide?")).to_be_visible()
    page.get_by_role("button", name="Take out Goal 1").click()
    page.get_by_role("button", name=re.compile("Bring back")).click()
    expect(page.get_by_role("heading", name="How do we decide?")).to_be_visible()
