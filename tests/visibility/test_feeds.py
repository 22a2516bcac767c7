"""What stands in the calendar of each kind of reader: their own, nothing of anybody else, from the next look on."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate, end_staff
from calendars.links import token_of
from cities.actions.seats import end_mandate
from cohorts.actions.participations import withdraw
from tests.visibility.canaries import CANARY, everything_said
from tests.visibility.roles import NOW, WITH_A_LOGIN, World
from tests.visibility.test_rights_end_now import seat_of

STANDS_NOWHERE = {"ended", "evaluator"}


def feed(world: World, role: str) -> HttpResponse:
    cache.clear()
    return Client().get(reverse("calendars:feed", args=[token_of(world.people[role])]))


def cohorts_feed(world: World, role: str, cohort: str = "public") -> HttpResponse:
    where = reverse("calendars:cohort", args=[token_of(world.people[role]), world.cohorts[cohort].slug])
    return Client().get(where)


def said(answer: HttpResponse) -> str:
    """Unfolded, so that no word is cut in two."""
    return re.sub(r"\r\n ", "", everything_said(answer.content, answer.headers))


@pytest.mark.parametrize("role", sorted(WITH_A_LOGIN))
def test_a_feed_tells_its_reader_nothing_that_is_not_for_them(world: World, role: str) -> None:
    answer = feed(world, role)
    assert (answer.status_code, world.canaries.foreign_to(role, said(answer))) == (
        404 if role in STANDS_NOWHERE else 200,
        [],
    )


def test_feeds_are_full_of_words_that_could_be_told_to_the_wrong_one(world: World) -> None:
    told = {role: set(CANARY.findall(said(feed(world, role)))) for role in ("alba", "koln", "hidden")}
    assert [role for role, words in told.items() if not words] == []
    assert told["alba"] != told["koln"]


def test_a_cohort_is_for_staff(world: World) -> None:
    assert {role: cohorts_feed(world, role).status_code for role in ("staff", "alba", "facilitator")} == {
        "staff": 200,
        "alba": 404,
        "facilitator": 404,
    }
    assert CANARY.findall(said(cohorts_feed(world, "staff"))) != []


def test_a_mandate_that_ends_takes_its_feed_along(world: World) -> None:
    assert feed(world, "koln").status_code == 200
    end_mandate(seat_of(world, "koln"), reason="x", by=world.people["staff"], now=NOW)
    assert feed(world, "koln").status_code == 404


def test_a_login_that_is_closed_takes_its_feed_along(world: World) -> None:
    deactivate(world.people["koln"], by=world.people["staff"], now=NOW)
    assert feed(world, "koln").status_code == 404


def test_who_leaves_the_team_reads_no_cohort_any_more(world: World) -> None:
    assert cohorts_feed(world, "colleague").status_code == 200
    end_staff(world.people["colleague"], by=world.people["staff"], now=NOW)
    assert (cohorts_feed(world, "colleague").status_code, feed(world, "colleague").status_code) == (404, 404)


def test_a_city_that_withdraws_reads_nothing_of_visits_and_of_sessions_it_has_no_place_at(world: World) -> None:
    before = set(CANARY.findall(said(feed(world, "kozani"))))
    withdraw(world.participations["kozani"], on=NOW.date(), reason="x", by=world.people["staff"], now=NOW)
    after = set(CANARY.findall(said(feed(world, "kozani"))))
    places = {world.canaries.places[word] for word in before - after}
    assert [place for place in places if "slot" in place] != []
    assert [place for place in (world.canaries.places[word] for word in after) if "slot" in place] == []
