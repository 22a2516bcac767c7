"""A closed visit offers a story whose facts are filled in, to those who may write one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from stories import actions
from stories.actions import Telling
from stories.models import Story
from tests.deliverables.world import enter
from tests.factories import GoalFactory, SeatFactory, TakeawayFactory, ThemeFactory
from tests.visits.world import Exchange, make_exchange
from visits.models import Visit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def exchange() -> Exchange:
    return make_exchange()


@pytest.fixture
def visit(exchange: Exchange) -> Visit:
    """Alba Iulia was in Kozani and answered one of its goals there."""
    visit = exchange.reported()
    Visit.objects.filter(pk=visit.pk).update(state="closed", place="Heat works", starts_on=date(2026, 3, 10))
    goal = GoalFactory(written_in=exchange.owed, question="Who pays for the pipes?", theme=ThemeFactory(name="Heat"))
    takeaway = TakeawayFactory(
        visit=visit, participation=exchange.alba, practice="A social tariff", text="The poorest pay half."
    )
    takeaway.goals.add(goal)
    TakeawayFactory(visit=visit, participation=exchange.kozani, practice="What Kozani learned")
    return Visit.objects.get(pk=visit.pk)


def begun(exchange: Exchange, visit: Visit, who: str = "ana") -> Any:
    return enter(getattr(exchange, who)).get("/stories/new/", {"visit": visit.pk}).context["form"]


def test_the_facts_of_the_visit_are_filled_in(exchange: Exchange, visit: Visit) -> None:
    form = begun(exchange, visit)
    goal = exchange.alba.goals.get()
    assert (form["title"].value(), form["cohort"].value()) == ("What we saw in Kozani", exchange.cohort.pk)
    assert [str(city) for city in form.initial["cities"]] == ["Kozani", "Alba Iulia"]
    assert [str(theme) for theme in form.initial["themes"]] == ["Heat"]
    assert (form["visits"].value(), form["goals"].value()) == ([visit.pk], [goal.pk])
    body = form["body"].value()
    for fact in (
        "Kozani, Alba Iulia met at Heat works",
        "10–11 March 2026",
        "**A social tariff**",
        "The poorest pay half.",
    ):
        assert fact in body
    assert "What Kozani learned" not in body


def test_what_is_saved_is_tied_to_the_visit_and_to_the_goals_it_tells_of(exchange: Exchange, visit: Visit) -> None:
    form, ana = begun(exchange, visit), enter(exchange.ana)
    said = {name: form[name].value() for name in ("title", "body", "cohort", "visits", "goals", "byline", "language")}
    said |= {"cities": form["cities"].value(), "lead": "Warm flats for all."}
    assert ana.post(f"/stories/new/?visit={visit.pk}", said).status_code == 302
    story = Story.objects.get()
    assert (list(story.visits.all()), list(story.goals.all())) == ([visit], list(exchange.alba.goals.all()))
    page = ana.get(f"/stories/{story.slug}/edit/")
    assert [str(each) for each in page.context["form"].fields["goals"].queryset] == ["Who pays for the pipes?"]


def test_a_writer_who_may_not_know_a_goal_leaves_it_tied(exchange: Exchange, visit: Visit) -> None:
    goal, galway = exchange.alba.goals.get(), exchange.stranger.seats.get().city
    told = Telling("Warm", "Warm", "Text", "Ana", cities=[exchange.alba.city, galway], visits=[visit], goals=[goal])
    story = actions.write(told, by=exchange.ana, now=NOW)
    again = Telling("Warmer", "Warm", "Text", "Ana", cities=[exchange.alba.city, galway])
    actions.change(story, again, by=exchange.stranger, now=NOW)
    assert (list(story.goals.all()), list(story.visits.all())) == ([goal], [visit])
    actions.change(story, again, by=exchange.ana, now=NOW)
    assert (list(story.goals.all()), list(story.visits.all())) == ([], [])


@pytest.mark.parametrize(
    ("who", "sees"), [("ana", True), ("nikos", True), ("staff", True), ("viewer", False), ("facilitator", False)]
)
def test_the_page_of_the_visit_offers_it_to_those_who_may_write(
    exchange: Exchange, visit: Visit, who: str, sees: bool
) -> None:
    page = enter(getattr(exchange, who)).get(f"/visits/{visit.pk}/").content.decode()
    assert (f'href="/stories/new/?visit={visit.pk}"' in page) == sees


def test_nothing_is_offered_before_the_visit_is_closed(exchange: Exchange) -> None:
    page = enter(exchange.ana).get(exchange.reported().get_absolute_url()).content.decode()
    assert "/stories/new/" not in page


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999"])
def test_a_visit_that_is_not_there_begins_nothing(exchange: Exchange, number: str) -> None:
    assert enter(exchange.ana).get("/stories/new/", {"visit": number}).status_code == 404


def test_a_visit_of_others_and_one_still_ahead_begin_nothing(exchange: Exchange, visit: Visit) -> None:
    stranger = SeatFactory().user
    assert enter(stranger).get("/stories/new/", {"visit": visit.pk}).status_code == 404
    assert enter(exchange.ana).get("/stories/new/", {"visit": exchange.proposed().pk}).status_code == 404


def test_visitors_read_nothing_of_goals_and_takeaways_of_a_story(exchange: Exchange, visit: Visit, client: Any) -> None:
    told = Telling(
        "Warm", "Warm", "Text", "Ana", cities=[exchange.alba.city], visits=[visit], goals=exchange.alba.goals.all()
    )
    story = actions.write(told, by=exchange.ana, now=NOW)
    actions.publish(story, by=exchange.staff, now=NOW, on=NOW.date())
    assert "Who pays for the pipes?" not in client.get(f"/stories/{story.slug}/").content.decode()
