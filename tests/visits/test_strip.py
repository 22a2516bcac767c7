"""The strip of a visit says what is true of each step, and offers the next one to those who can take it on."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from polls.actions import Span
from tests.factories import SeatFactory
from tests.visits.world import FIRST, LAST, LATER, NOW, WORDS, Exchange, days_from, named
from visits.actions import party, planning, reports
from visits.actions.polls import ask_for_days
from visits.models import Visit
from visits.strip import Step, steps

pytestmark = pytest.mark.django_db
BEFORE = date(2026, 3, 5)


def step(visit: Visit, slug: str, today: date = FIRST) -> Step:
    fresh = Visit.objects.get(pk=visit.pk)
    return next(each for each in steps(fresh, today) if each.slug == slug)


@pytest.mark.parametrize(
    ("slug", "before", "after"),
    [("agenda", "Empty so far", "None was written"), ("party", "Nobody named yet", "Nobody was named")],
)
def test_what_stayed_empty_is_waited_for_before_the_visit_and_said_after_it(
    exchange: Exchange, slug: str, before: str, after: str
) -> None:
    visit = exchange.confirmed()
    ahead, over = step(visit, slug, BEFORE), step(visit, slug)
    assert (ahead.says, ahead.state, ahead.owner != "") == (before, "ahead" if slug == "party" else "current", True)
    assert (over.says, over.state, over.owner) == (after, "empty", "")


def test_an_empty_step_wears_no_tick_and_is_not_the_next_one(exchange: Exchange, client: Client) -> None:
    visit = exchange.held()
    client.force_login(exchange.ana)
    page = client.get(visit.get_absolute_url())
    assert page.context["next"].slug == "report"
    strip = page.content.decode().partition('<ol class="strip"')[2].partition("</ol>")[0]
    ticked = {
        line.partition("<strong>")[2].partition("<")[0] for line in strip.split("<li>") if "#i-check-circle" in line
    }
    assert (ticked, strip.count(", done")) == ({"Dates"}, 1)
    room = page.content.decode()
    said = ("No agenda was written.", "Empty so far", "Nobody is named yet")
    assert [words in room for words in said] == [True, False, False]


def test_what_was_planned_stays_done_after_the_visit(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    exchange.slot(visit, "Walk", 1, "09:00")
    silent = named(exchange, visit, "Radu")
    assert (step(visit, "agenda").says, step(visit, "agenda").state) == ("1 slot", "done")
    assert (step(visit, "party").says, step(visit, "party").state) == ("1 person, 1 without an answer", "done")
    assert step(visit, "party", BEFORE).says == "1 person, 1 still to answer"
    party.tell(silent, {"diet": ""}, by=exchange.ana, now=NOW)
    assert step(visit, "party").says == "1 person, all answered"


def test_nobody_travels_to_a_visit_that_is_online(exchange: Exchange) -> None:
    visit = exchange.confirmed(host_kind="online")
    assert (step(visit, "party").says, step(visit, "party").state) == ("Nobody travels", "done")


def people_of(exchange: Exchange) -> dict[str, Any]:
    """Who reads the room, by what they are to the visit."""
    return {
        "guest": exchange.ana,
        "host": exchange.nikos,
        "deputy": SeatFactory(city=exchange.alba.city, role="deputy").user,
        "viewer": exchange.viewer,
        "host's viewer": SeatFactory(city=exchange.kozani.city, role="viewer").user,
        "facilitator": exchange.facilitator,
        "staff": exchange.staff,
    }


def offered(client: Client, exchange: Exchange, visit: Visit, words: str) -> set[str]:
    """Who is offered the button or link of these words on the visit's page."""
    found = set()
    for who, person in people_of(exchange).items():
        client.force_login(person)
        if f"{words}</" in client.get(visit.get_absolute_url()).content.decode():
            found.add(who)
    return found


LEADING = {"facilitator", "staff"}
GUESTS, HOSTS = {"guest", "deputy", *LEADING}, {"host", *LEADING}


def test_the_dates_are_offered_to_who_can_agree_to_them(exchange: Exchange, client: Client) -> None:
    visit = exchange.proposed()
    assert offered(client, exchange, visit, "Confirm the dates") == HOSTS
    assert offered(client, exchange, visit, "Go to: Dates") == HOSTS
    undated = exchange.proposed(days=None)
    assert offered(client, exchange, undated, "Go to: Dates") == GUESTS | HOSTS


def test_agenda_and_party_are_offered_to_whose_turn_they_are(exchange: Exchange, client: Client) -> None:
    visit = exchange.confirmed()
    planning.reschedule(visit, days_from(date.today(), 9), by=exchange.ana, now=NOW)  # noqa: DTZ011 - the page's own day
    assert offered(client, exchange, visit, "Go to: Agenda") == HOSTS
    exchange.slot(visit, "Walk", 1, "09:00")
    assert offered(client, exchange, visit, "Go to: Party") == GUESTS


def test_attendance_is_offered_to_who_notes_it_and_its_link_leads_nobody_astray(
    exchange: Exchange, client: Client
) -> None:
    visit = exchange.confirmed()
    assert offered(client, exchange, visit, "Go to: Report") == GUESTS | HOSTS
    for who, person in people_of(exchange).items():
        client.force_login(person)
        for where in (visit.get_absolute_url(), reverse("visits:report", args=[visit.pk])):
            shown = reverse("visits:attendance", args=[visit.pk]) in client.get(where).content.decode()
            assert shown is (who in GUESTS | HOSTS), (who, where)


def test_the_report_is_offered_to_the_sides_that_have_not_handed_in(exchange: Exchange, client: Client) -> None:
    visit = exchange.held()
    assert offered(client, exchange, visit, "Go to: Report") == GUESTS | HOSTS
    reports.hand_in(visit, "host", WORDS, was=0, by=exchange.nikos, now=LATER)
    assert offered(client, exchange, visit, "Go to: Report") == GUESTS
    reports.hand_in(visit, "guests", WORDS, was=0, by=exchange.ana, now=LATER)
    assert offered(client, exchange, visit, "Close the visit") == GUESTS | HOSTS
    client.force_login(exchange.viewer)
    assert "First the attendance" not in client.get(visit.get_absolute_url()).content.decode()


def test_a_visit_that_is_reported_offers_no_change_of_what_it_is(exchange: Exchange, client: Client) -> None:
    change = "Change</a>"
    client.force_login(exchange.ana)
    seen = [
        change in client.get(visit.get_absolute_url()).content.decode()
        for visit in (exchange.held(), exchange.reported())
    ]
    assert seen == [True, False]


def test_a_page_of_the_room_leads_every_reader_only_where_they_may_go(exchange: Exchange, client: Client) -> None:
    """Each address on the room's pages opens for each of its readers."""
    for visit in (exchange.proposed(), exchange.confirmed(), exchange.held(), exchange.reported()):
        for who, person in people_of(exchange).items():
            client.force_login(person)
            for name in ("visit", "agenda", "dates", "party", "report", "programme"):
                page = client.get(reverse(f"visits:{name}", args=[visit.pk])).content.decode()
                for url in set(re.findall(r'<a [^>]*href="(/visits/[^"#]*)', page)):
                    assert client.get(url).status_code == 200, (who, name, url)


def test_who_is_not_asked_by_the_poll_is_shown_no_answers_beside_a_form_that_came_back(
    exchange: Exchange, client: Client
) -> None:
    visit = exchange.proposed(days=None)
    ask_for_days(visit, [Span(FIRST, LAST), Span(FIRST, FIRST)], by=exchange.ana, now=NOW)
    for person, is_asked in ((exchange.ana, True), (exchange.facilitator, False)):
        client.force_login(person)
        refused = client.post(reverse("visits:move_dates", args=[visit.pk]), {"starts_on": "no day"})
        assert (refused.status_code, "Keep my answers" in refused.content.decode()) == (400, is_asked)
