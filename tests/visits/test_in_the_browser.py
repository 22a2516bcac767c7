"""A visit in Chromium: on a phone without a connection, with keys alone, without script, looked at by axe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import GoalFactory, SeatFactory
from tests.pages.looking import Axe, faults, signed_in
from tests.visits.world import WORDS, Exchange, days_from
from visits.actions import agenda, attendance, closing, planning, reports
from visits.agenda import agenda_of
from visits.models import AgendaSlot, Report, Takeaway, Visit

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
PHONE = {"width": 320, "height": 640}
EYES = [(320, "light"), (320, "dark"), (768, "light"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def going_on(exchange: Exchange) -> Visit:
    """A visit whose second day is today, with three slots and one in the tray; the walk is for a goal."""
    now = timezone.now()
    exchange.cohort.starts_on, exchange.cohort.ends_on = (
        now.date().replace(month=1, day=1),
        days_from(now.date(), 400).last,
    )
    exchange.cohort.save()
    visit = exchange.confirmed(days=days_from(timezone.localdate(), -1))
    goal = GoalFactory(written_in=exchange.owed, question="How do we agree on a tariff for shared heat?")
    exchange.slot(visit, "Welcome", 1, "09:30", 45)
    walk = exchange.slot(visit, "Walk along the Διώρυγα and the Fernwärmeübergabestation", 1, "10:30", 150)
    said = agenda.Wording(walk.title, 1, walk.starts, 150, "Substation north", "Πλατεία Νίκης 1", goals=[goal])
    agenda.change(walk, said, was=1, by=exchange.ana, now=now)
    exchange.slot(visit, "Lunch", 1, "12:45", 75)
    exchange.slot(visit, "An evening meeting of owners, replayed")
    return visit


def note(page: Page, practice: str) -> None:
    page.get_by_label("What did you see?").fill(practice)
    page.get_by_role("button", name="Keep this takeaway").click()


def test_a_takeaway_typed_without_a_connection_waits_and_is_kept_once(
    open_context: Open, live_server: LiveServer, exchange: Exchange, going_on: Visit
) -> None:
    context = open_context(viewport=PHONE, has_touch=True)
    page = signed_in(context, live_server, exchange.ana)
    page.goto(going_on.get_absolute_url())
    context.set_offline(True)
    page.get_by_label("Where?").select_option(label="Welcome")
    page.get_by_label("How do we agree").check()
    note(page, "First the tariff")
    expect(page.get_by_role("status").filter(has_text="Kept on this device")).to_be_visible()
    note(page, "Then the pipes")
    expect(page.locator("[data-queue] li")).to_have_count(2)
    assert Takeaway.objects.count() == 0
    context.set_offline(False)
    expect(page.locator("[data-takeaway-rows] > li")).to_have_count(2)
    expect(page.locator("[data-queue] li")).to_have_count(0)
    first = Takeaway.objects.get(practice="First the tariff")
    assert (first.slot_title, first.goals.count(), Takeaway.objects.count()) == ("Welcome", 1, 2)


def test_what_waits_survives_the_closing_of_the_page_and_a_draft_as_well(
    open_context: Open, live_server: LiveServer, exchange: Exchange, going_on: Visit
) -> None:
    context = open_context(viewport=PHONE)
    page = signed_in(context, live_server, exchange.ana)
    page.goto(going_on.get_absolute_url())
    page.route("**/takeaways/", lambda route: route.abort())
    note(page, "First the tariff")
    expect(page.locator("[data-queue] li")).to_have_count(1)
    page.get_by_label("What did you see?").type("Half a tho")
    page.close()
    again = context.new_page()
    again.goto(going_on.get_absolute_url())
    expect(again.locator("[data-takeaway-rows] > li")).to_have_count(1)
    expect(again.get_by_label("What did you see?")).to_have_value("Half a tho")
    assert Takeaway.objects.get().practice == "First the tariff"


def test_a_double_tap_and_a_lost_answer_make_one_takeaway(
    open_context: Open, live_server: LiveServer, exchange: Exchange, going_on: Visit
) -> None:
    page = signed_in(open_context(viewport=PHONE), live_server, exchange.ana)
    page.goto(going_on.get_absolute_url())
    lost: list[str] = []

    def lose_the_first_answer(route: object) -> None:
        if not lost:
            lost.append(route.fetch().text())  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/takeaways/", lose_the_first_answer)
    page.get_by_label("What did you see?").fill("First the tariff")
    page.get_by_role("button", name="Keep this takeaway").dblclick()
    expect(page.locator("[data-queue] li")).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-takeaway-rows] > li")).to_have_count(1)
    assert (len(lost), Takeaway.objects.count()) == (1, 1)


def reporting(open_context: Open, server: LiveServer, exchange: Exchange, visit: Visit) -> tuple[BrowserContext, Page]:
    """A guest's phone with the report open."""
    context = open_context(viewport=PHONE)
    page = signed_in(context, server, exchange.ana)
    page.goto(f"{visit.get_absolute_url()}report/")
    return context, page


def test_a_report_keeps_itself_also_after_a_lost_connection(
    open_context: Open, live_server: LiveServer, exchange: Exchange, going_on: Visit
) -> None:
    context, page = reporting(open_context, live_server, exchange, going_on)
    page.get_by_label("What was it about?").fill("Shared heat")
    expect(page.get_by_text("All changes are kept.")).to_be_visible()
    assert Report.objects.get().topics == "Shared heat"
    context.set_offline(True)
    page.get_by_label("What was it about?").fill("Shared heat in blocks")
    expect(page.get_by_text("Not kept yet: there is no connection.")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("All changes are kept.")).to_be_visible()
    assert Report.objects.get().topics == "Shared heat in blocks"
    colleague = SeatFactory(city=exchange.alba.city, role="second").user
    reports.save(going_on, "guests", WORDS, was=2, by=colleague, now=timezone.now())
    page.get_by_label("What surprised you?").fill("The noise")
    expect(page.get_by_text("A colleague has changed this part meanwhile.")).to_be_visible()
    page.get_by_role("button", name="Keep for later").click()
    expect(page.get_by_label("What surprised you?")).to_have_value("The noise")
    expect(page.get_by_text("What is kept now")).to_be_visible()


def test_a_report_whose_answer_was_lost_or_whose_writer_was_signed_out_is_kept_once_it_can_be(
    open_context: Open, live_server: LiveServer, exchange: Exchange, going_on: Visit
) -> None:
    context, page = reporting(open_context, live_server, exchange, going_on)
    page.route("**/report/guests/", lambda route: (route.fetch(), route.abort()))
    page.get_by_label("What was it about?").fill("Shared heat")
    expect(page.get_by_text("Not kept yet: there is no connection.")).to_be_visible()
    assert Report.objects.get().topics == "Shared heat"
    page.get_by_label("What was it about?").fill("Shared heat in blocks")
    page.unroute("**/report/guests/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("All changes are kept.")).to_be_visible()
    expect(page.locator("input[name=guests-was]")).to_have_value("2")
    context.clear_cookies(name="sessionid")
    page.get_by_label("What surprised you?").fill("The noise")
    expect(page.get_by_text("Not kept yet: you are signed out.")).to_be_visible()
    signed_in(context, live_server, exchange.ana)
    context.add_cookies([{"name": "csrftoken", "value": "b" * 32, "url": live_server.url}])  # as signing in renews it
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("All changes are kept.")).to_be_visible()
    kept = Report.objects.get()
    assert (kept.topics, kept.surprises, kept.version) == ("Shared heat in blocks", "The noise", 3)


def test_a_takeaway_is_noted_without_script(
    open_context: Open, live_server: LiveServer, exchange: Exchange, going_on: Visit
) -> None:
    page = signed_in(open_context(viewport=PHONE, java_script_enabled=False), live_server, exchange.ana)
    page.goto(going_on.get_absolute_url())
    note(page, "First the tariff")
    expect(page.get_by_text("Kept. You can note the next one right away.").first).to_be_visible()
    assert Takeaway.objects.count() == 1


def order(visit: Visit) -> list[str]:
    return [slot.title.split()[0] for slot in agenda_of(Visit.objects.get(pk=visit.pk)).slots]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_agenda_is_rearranged_with_keys_alone(
    open_context: Open, live_server: LiveServer, exchange: Exchange, going_on: Visit, script: bool
) -> None:
    page = signed_in(open_context(java_script_enabled=script), live_server, exchange.ana)
    page.goto(f"/visits/{going_on.pk}/agenda/")
    page.get_by_role("button", name=re.compile("Later.*Welcome")).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-slot] h3").first).to_contain_text("Walk")
    if script:
        welcome = AgendaSlot.objects.get(title="Welcome")
        expect(page.locator(f"#slot-{welcome.pk} button").first).to_be_focused()
    page.get_by_role("button", name=re.compile("To day 2.*An evening")).press("Enter")
    expect(page.get_by_text("Everything has its time.")).to_be_visible()
    assert order(going_on) == ["Walk", "Welcome", "Lunch", "An"]


def test_a_slot_is_dragged_behind_another(
    open_context: Open, live_server: LiveServer, exchange: Exchange, going_on: Visit
) -> None:
    page = signed_in(open_context(viewport={"width": 1280, "height": 1600}), live_server, exchange.ana)
    page.goto(f"/visits/{going_on.pk}/agenda/")
    aside, lunch = (AgendaSlot.objects.get(title__startswith=title) for title in ("An evening", "Lunch"))
    target = page.locator(f"#slot-{lunch.pk}")
    box = target.bounding_box()
    assert box is not None
    expect(page.locator(f"#slot-{aside.pk}[draggable=true]")).to_be_visible()
    page.locator(f"#slot-{aside.pk}").drag_to(target, target_position={"x": 40, "y": box["height"] - 4})
    expect(page.get_by_text("Everything has its time.")).to_be_visible()
    assert order(going_on) == ["Welcome", "Walk", "Lunch", "An"]
    assert AgendaSlot.objects.get(pk=aside.pk).day == 1


def pages(exchange: Exchange, going_on: Visit) -> Iterator[str]:
    """The main pages of visits in each state of the strip, one after the other."""
    now = timezone.now()
    undated = exchange.proposed(days=None, title="Ohne Termin")
    proposed = exchange.proposed(days=days_from(now.date(), 30))
    cancelled = planning.cancel(exchange.proposed(days=days_from(now.date(), 40)), reason="x", by=exchange.ana, now=now)
    yield from ("/visits/", "/visits/propose/", f"/visits/propose/pairings/{exchange.pairing.pk}/")
    yield from (each.get_absolute_url() for each in (undated, proposed, cancelled, going_on))
    own = f"/visits/{going_on.pk}/"
    yield from (f"{own}{page}/" for page in ("agenda", "agenda/new", "attendance", "report", "change", "dates"))
    yield from (f"{own}{page}/" for page in ("programme", "history", "photos/new"))
    exchange.was_there(going_on, exchange.ana, exchange.nikos, at=now)
    attendance.complete(going_on, by=exchange.ana, now=now)
    for side in ("host", "guests"):
        yield own
        reports.hand_in(going_on, side, WORDS, was=0, by=exchange.staff, now=now)
    yield f"{own}report/"
    yield own
    closing.close(going_on, by=exchange.ana, now=now)
    yield own


@pytest.mark.long
def test_axe_finds_nothing_in_any_state_and_nobody_scrolls_sideways(
    open_context: Open, live_server: LiveServer, exchange: Exchange, going_on: Visit, axe: Axe
) -> None:
    page = signed_in(open_context(), live_server, exchange.ana)
    wrong = []
    for path in pages(exchange, going_on):
        page.goto(path)
        wrong += [f"{path}: {fault}" for fault in faults(page, axe, EYES)]
    assert wrong == []


def test_an_error_in_a_form_takes_the_focus_and_nothing_typed_is_lost(
    open_context: Open, live_server: LiveServer, exchange: Exchange, going_on: Visit, axe: Axe
) -> None:
    page = signed_in(open_context(viewport=PHONE), live_server, exchange.ana)
    page.goto(f"/visits/{going_on.pk}/report/")
    page.get_by_label("What was it about?").fill("Heat, and who pays for it")
    page.get_by_role("button", name="Hand in our part").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("What was it about?")).to_have_value("Heat, and who pays for it")
    assert faults(page, axe) == []
