"""A reached milestone is shown: to its city as a moment, to staff on matrix and desk, to the public as a number."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from cohorts.actions.participations import withdraw
from cohorts.models import Participation
from milestones.actions.obligations import reopen, waive
from milestones.models import Milestone
from tests.deliverables.world import enter
from tests.factories import CohortFactory, PairingFactory, SeatFactory
from tests.milestones.programme import DAY, Programme, owed

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(settings: object) -> Programme:
    settings.DEMO = True  # type: ignore[attr-defined]  # the second factor has its own tests
    today = timezone.localdate()
    cohort = CohortFactory(starts_on=today - timedelta(days=200), ends_on=today + timedelta(days=300), is_public=True)
    return Programme(cohort)


@pytest.fixture
def twin(programme: Programme) -> Participation:
    return programme.city(name="Alba Iulia")


@pytest.fixture
def lead(twin: Participation) -> User:
    return SeatFactory(city=twin.city, user__name="Ana Moldovan").user


def reached(programme: Programme, who: Participation, days_ago: int = 3) -> None:
    """The first milestone, by the roadmap handed in so many days ago."""
    at = timezone.now() - days_ago * DAY
    programme.settle(who, "kick-off", at - DAY)
    programme.hand_in(who, "roadmap", at)


def words(client: Client, path: str, part: str = "") -> str:
    """What the page says, from `part` of its markup on, without the markup."""
    caches["pages"].clear()
    response = client.get(path)
    assert response.status_code == 200
    html = response.content.decode()
    assert part in html
    said = strip_tags(html[html.index(part) :].replace("<", " <"))
    return re.sub(r" (?=[,:])", "", " ".join(said.split()))


def matrix(programme: Programme) -> str:
    return reverse("matrix", args=[programme.cohort.slug])


def milestones_of(who: Participation) -> str:
    return reverse("city_milestones", args=[who.pk])


def test_for_two_weeks_the_first_page_tells_of_a_milestone_that_was_reached(programme, twin, lead) -> None:
    reached(programme, twin, days_ago=13)
    told = words(enter(lead), "/workspace/", 'class="moment"')
    assert "Milestone reached Learning path agreed Reached on" in told
    assert (
        "The last step was “Learning Roadmap”, by Ana Moldovan. It opens the way to “Ready to act” Action Plan," in told
    )


def test_after_two_weeks_it_is_no_news_and_stays_on_the_ladder(programme, twin, lead) -> None:
    reached(programme, twin, days_ago=15)
    page = enter(lead)
    assert b'class="moment"' not in page.get("/workspace/").content
    assert "Learning path agreed Reached on" in words(page, "/workspace/", 'id="ladder-title"')


def test_the_ladder_says_how_far_the_city_is_and_what_comes_next(programme, twin, lead) -> None:
    programme.settle(twin, "kick-off", timezone.now())
    told = words(enter(lead), "/workspace/", 'id="ladder-title"')
    assert "Learning path agreed 1 of 2 done, next: Learning Roadmap Ready to act 0 of 2 done, next: Report" in told


def test_what_staff_opens_again_takes_the_moment_away(programme, twin, lead) -> None:
    reached(programme, twin)
    reopen(owed(twin, "roadmap"), by=programme.staff, now=timezone.now(), note="The file was of another city.")
    page = enter(lead)
    assert b'class="moment"' not in page.get("/workspace/").content
    assert "Learning path agreed 1 of 2 done" in words(page, "/workspace/", 'id="ladder-title"')


def test_the_page_of_a_citys_milestones_names_each_step_with_its_day_and_who_did_it(programme, twin, lead) -> None:
    reached(programme, twin)
    waive(owed(twin, "report"), by=programme.staff, now=timezone.now(), reason="The plan says it all.")
    told = words(enter(lead), milestones_of(twin), "<h1>")
    assert "Learning path agreed 2 of 2 done Reached on" in told
    assert "Kick-off noted by Sofia Brandt" in told
    assert "Learning Roadmap by Ana Moldovan" in told
    assert "Ready to act 1 of 2 done" in told
    assert "Report Waived by the programme team: The plan says it all." in told


def test_a_citys_milestones_are_for_its_people_and_staff_alone(programme, twin, lead) -> None:
    pilot, stranger = programme.city("pilot"), programme.city()
    PairingFactory(cohort=programme.cohort, learning=[twin], showing=[pilot])
    others = [SeatFactory(city=each.city).user for each in (pilot, stranger)]
    answers = [enter(who).get(milestones_of(twin)).status_code for who in (lead, programme.staff, *others)]
    assert answers == [200, 200, 404, 404]


def test_the_matrix_marks_the_last_step_of_each_city_that_has_reached_a_milestone(programme, twin) -> None:
    programme.city(name="Braga")
    reached(programme, twin)
    body = words(enter(programme.staff), matrix(programme), "<tbody>")
    row, other = body.index("Alba Iulia"), body.index("Braga")
    assert "Submitted, milestone reached: Learning path agreed" in body[row:other]
    assert body.count("milestone reached") == 1
    assert "the last step to the milestone: Learning path agreed" in words(
        enter(programme.staff), matrix(programme), "<thead>"
    )


def test_a_city_that_owes_less_is_marked_at_the_last_thing_it_owes(programme, twin) -> None:
    pilot = programme.city("pilot")
    programme.settle(pilot, "kick-off", timezone.now())
    shown = enter(programme.staff).get(matrix(programme)).context["matrix"]
    marks = {row.participation: row.marks for row in shown.rows}
    assert marks == {twin: {}, pilot: {owed(pilot, "kick-off").requirement_id: "Learning path agreed"}}


def test_a_milestone_in_the_head_of_the_matrix_leads_to_the_cities_that_reached_it(programme, twin) -> None:
    programme.city(name="Braga")
    reached(programme, twin)
    staff, first = enter(programme.staff), Milestone.objects.get(name="Learning path agreed")
    assert "Learning path agreed 1 of 2 cities have reached it Ready to act 0 of 2" in words(staff, matrix(programme))
    shown = staff.get(f"{matrix(programme)}?milestone={first.pk}").context["matrix"]
    assert [row.participation for row in shown.rows] == [twin]
    both = staff.get(f"{matrix(programme)}?milestone={first.pk}&state=waived").context["matrix"]
    assert both.rows == []


def test_a_module_on_the_matrix_does_not_change_who_has_reached_what(programme, twin) -> None:
    programme.settle(twin, "kick-off", timezone.now())
    module = owed(twin, "kick-off").requirement.module
    later = owed(twin, "roadmap").requirement
    later.module = type(module).objects.create(
        cohort=programme.cohort,
        slug="later",
        name="Later",
        position=99,
        starts_on=module.starts_on,
        ends_on=module.ends_on,
        hours_min=8,
        hours_max=12,
    )
    later.save()
    response = enter(programme.staff).get(f"{matrix(programme)}?module={module.slug}")
    assert [(each.reached, each.asked) for each in response.context["whole"].tallies] == [(0, 1), (0, 1)]


def test_the_panel_of_an_obligation_says_how_far_its_milestone_is(programme, twin) -> None:
    staff = enter(programme.staff)
    panel = reverse("milestones:obligation", args=[owed(twin, "roadmap").pk])
    programme.settle(twin, "kick-off", timezone.now())
    assert "Milestone Learning path agreed: 1 of 2 done" in words(staff, panel)
    programme.hand_in(twin, "roadmap", timezone.now())
    assert "Milestone Learning path agreed: reached on" in words(staff, panel)


def test_the_desk_counts_the_cities_and_opens_them(programme, twin) -> None:
    programme.city()
    reached(programme, twin)
    tile, _next = enter(programme.staff).get(f"/programme/?cohort={programme.cohort.slug}").context["milestones"]
    assert (tile["title"], tile["figure"], tile["unit"]) == ("Learning path agreed", 1, "of 2 cities")
    assert [row.participation for row in enter(programme.staff).get(tile["url"]).context["matrix"].rows] == [twin]


def test_the_public_reads_how_many_cities_and_not_which(programme, twin) -> None:
    left = programme.city(name="Braga")
    for each in (twin, left):
        reached(programme, each)
    withdraw(left, on=timezone.localdate(), reason="No staff left.", by=None, now=timezone.now())
    caches["pages"].clear()
    figures = Client().get(reverse("cohort", args=[programme.cohort.slug])).context["figures"]
    assert figures[3:] == [{"value": 1, "label": "of 1 city has reached “Learning path agreed”"}]


def test_cities_that_left_are_not_on_the_matrix_and_in_no_count(programme, twin) -> None:
    left = programme.city()
    for each in (twin, left):
        reached(programme, each)
    withdraw(left, on=timezone.localdate(), reason="No staff left.", by=None, now=timezone.now())
    whole = enter(programme.staff).get(matrix(programme)).context["whole"]
    assert [(each.reached, each.asked) for each in whole.tallies] == [(1, 1), (0, 1)]


@pytest.mark.parametrize("page", ["workspace", "milestones", "matrix", "desk", "cohort"])
def test_twenty_cities_with_milestones_cost_no_statement_more_than_two(
    page: str, programme: Programme, twin: Participation, lead: User
) -> None:
    reader, path = {
        "workspace": (enter(lead), "/workspace/"),
        "milestones": (enter(lead), milestones_of(twin)),
        "matrix": (enter(programme.staff), matrix(programme)),
        "desk": (enter(programme.staff), f"/programme/?cohort={programme.cohort.slug}"),
        "cohort": (Client(), reverse("cohort", args=[programme.cohort.slug])),
    }[page]
    grow(programme, twin, programme.city())
    two = statements(reader, path)
    grow(programme, *(programme.city() for _number in range(18)))
    assert statements(reader, path) == two


def grow(programme: Programme, *cities: Participation) -> None:
    for each in cities:
        reached(programme, each)


def statements(client: Client, path: str) -> int:
    words(client, path)  # what a process asks once in its life
    with CaptureQueriesContext(connection) as captured:
        words(client, path)
    return len(captured)
