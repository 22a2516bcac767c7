"""A joint visit in Chromium from the poll for its days to a story: two twins go to one host, and calendars follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests.journeys.clock import Clock
from tests.journeys.people import Person
from tests.journeys.visit_steps import (
    claim_more_than_the_ceiling,
    claim_with_a_receipt_that_is_returned,
    close_the_visit,
    estimate_a_trip,
    find_the_days,
    hold_the_visit,
    move_the_visit,
    name_the_party,
    plan_the_agenda,
    receipt,
    report_from_both_sides,
    start_a_story,
)
from tests.journeys.visit_world import (
    CANCELLED,
    CONFIRMED,
    DEPOT,
    EVENING,
    MOVED_TO,
    OFFERED,
    PROPOSED,
    People,
    World,
    at,
    calendars_agree,
    make_world,
)
from tests.pages.looking import Axe, faults, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]


@pytest.fixture
def world(transactional_db: None, tmp_path: Path, settings: Any) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_world()


@pytest.mark.parametrize("with_script", [True, False], ids=["with script", "without script"])
def test_a_joint_visit_from_the_poll_for_its_days_to_a_story(
    open_context: Open, live_server: LiveServer, world: World, clock: Clock, axe: Axe, with_script: bool
) -> None:
    clock.stands_at(PROPOSED)
    people = People(*(Person(open_context(java_script_enabled=with_script).new_page()) for _each in range(4)))
    they_sign_in(people, world, live_server)
    find_the_days(people)
    plan_the_agenda(people.nikos)
    first = calendars_agree(people, OFFERED[0], {DEPOT: CONFIRMED, EVENING: CONFIRMED})
    name_the_party(people)
    estimate_a_trip(people.ana, "640")
    estimate_a_trip(people.greta, "300")
    move_the_visit(people)
    moved = calendars_agree(people, MOVED_TO, {DEPOT: CONFIRMED, EVENING: CANCELLED})
    assert {uid: moved[uid] > sequence for uid, sequence in first.items()} == dict.fromkeys(first, True)
    clock.stands_at(at(MOVED_TO[1], "18:00"))
    they_sign_in(people, world, live_server)
    hold_the_visit(people)
    report_from_both_sides(people)
    clock.stands_at(at(MOVED_TO[1], "18:00") + timedelta(days=2))
    claim_more_than_the_ceiling(people, receipt("hotel.jpg"))
    claim_with_a_receipt_that_is_returned(people, receipt("menu.jpg"), receipt("train.jpg"))
    close_the_visit(people)
    start_a_story(people.ana)
    closed = calendars_agree(people, MOVED_TO, {DEPOT: CONFIRMED, EVENING: CANCELLED})
    assert closed.keys() == first.keys()
    if with_script:
        assert faults(people.ana.page, axe) == []


def they_sign_in(people: People, world: World, server: LiveServer) -> None:
    """Once more after weeks, when their sessions have run out."""
    for name, person in vars(people).items():
        person.page = signed_in(person.page.context, server, getattr(world, name))
