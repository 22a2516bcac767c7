"""The lists of learning goals, their table, and the page of one goal with the stations of its thread."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from cities.models import Theme
from cohorts.actions.forms import keep_forms
from cohorts.models import Participation
from goals.models import LearningGoal
from milestones.models import Obligation
from tests.factories import (
    CohortFactory,
    GoalFactory,
    ObligationFactory,
    PairingFactory,
    ParticipationFactory,
    SeatFactory,
    TakeawayFactory,
    UserFactory,
    VisitFactory,
)

FORMS = {
    "learning-roadmap": {
        "sections": [
            {"slug": "context", "fields": [{"slug": "why", "label": "Not this one"}]},
            {"slug": "goals", "rows": {"keeps": "learning-goals"}, "fields": [
                {"slug": "question", "label": "Question"}, {"slug": "why", "label": "Why it matters here"},
                {"slug": "how", "label": "How", "options": [{"slug": "see", "label": "We see it"}]},
            ]},
        ]
    }
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def roadmap() -> Obligation:
    cohort = CohortFactory(form_book=keep_forms(FORMS))
    return ObligationFactory(participation=ParticipationFactory(cohort=cohort, city__name="Alba Iulia"))


@pytest.fixture
def partner(roadmap: Obligation) -> Participation:
    row = ParticipationFactory(cohort=roadmap.participation.cohort, city__name="Kozani")
    PairingFactory(cohort=row.cohort, learning=[roadmap.participation], showing=[row])
    return row


@pytest.fixture
def ana(roadmap: Obligation, client: Client) -> User:
    user = SeatFactory(city=roadmap.participation.city).user
    client.force_login(user)
    return user


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(UserFactory(staff=True))
    return client


def test_a_city_reads_its_own_goals_then_those_of_its_pairing(
    client: Client, ana: User, roadmap: Obligation, partner: Participation
) -> None:
    second, first = (GoalFactory(written_in=roadmap, position=n) for n in (2, 1))
    theirs = GoalFactory(written_in__participation=partner)
    GoalFactory(written_in=roadmap, dropped_at=datetime(2026, 3, 2, tzinfo=UTC))
    GoalFactory()
    context = client.get("/goals/").context
    assert (context["own"], context["shared"]) == ([first, second], [theirs])


def test_goals_are_read_by_the_room_of_the_pairing_while_it_stands(
    ana: User, roadmap: Obligation, partner: Participation
) -> None:
    goal, stranger = GoalFactory(written_in=roadmap), SeatFactory().user
    kosta = SeatFactory(city=partner.city).user

    def readers() -> list[User]:
        return [user for user in (ana, kosta, stranger) if goal in LearningGoal.objects.visible_to(user)]

    assert readers() == [ana, kosta]
    partner.pairings.update(ended_on=date(2026, 3, 1))
    assert readers() == [ana]


def test_goals_of_a_city_that_left_stay_with_it_and_with_staff(
    ana: User, roadmap: Obligation, partner: Participation
) -> None:
    goal, kosta = GoalFactory(written_in__participation=partner), SeatFactory(city=partner.city).user
    partner.withdrawn_on, partner.withdrawal_reason = date(2026, 3, 1), "No people left for it"
    partner.save()
    readers = [user for user in (ana, kosta, UserFactory(staff=True)) if goal in LearningGoal.objects.visible_to(user)]
    assert [user.is_programme_staff for user in readers] == [False, True]
    assert (kosta in readers, list(LearningGoal.objects.standing())) == (True, [])


def test_staff_are_led_to_the_list_of_all_cities(desk: Client) -> None:
    assert desk.get("/goals/").headers["Location"] == "/programme/goals/"


def test_staff_filter_by_cohort_and_by_theme_or_lever(desk: Client, roadmap: Obligation) -> None:
    heat, money = (Theme.objects.create(slug=slug, name=slug, kind="domain") for slug in ("heat-x", "money-x"))
    one, two = GoalFactory(written_in=roadmap, theme=heat), GoalFactory(written_in=roadmap, lever=money)
    GoalFactory(theme=heat)
    GoalFactory(written_in=roadmap, theme=heat, dropped_at=datetime(2026, 3, 2, tzinfo=UTC))

    def found(**filters: str) -> list[LearningGoal]:
        return list(desk.get("/programme/goals/", filters).context["object_list"])

    cohort = roadmap.participation.cohort.slug
    assert (found(cohort=cohort), found(cohort=cohort, theme="heat-x"), found(theme="money-x")) == (
        [one, two],
        [one],
        [two],
    )


def test_the_table_holds_the_questions_on_the_list_and_their_other_answers(desk: Client, roadmap: Obligation) -> None:
    agreed = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)  # the sixth in Brussels
    GoalFactory(
        written_in=roadmap,
        position=1,
        question="=Who pays?",
        by_when=date(2026, 5, 1),
        agreed_at=agreed,
        values={"why": "Gas is dear.", "old_field": "kept"},
    )
    GoalFactory()
    filters = {"cohort": roadmap.participation.cohort.slug}
    text = b"".join(desk.get("/programme/goals/", {**filters, "export": "csv"}).streaming_content).decode("utf-8-sig")
    header, *rows = text.splitlines()
    assert header.endswith("Number,Question,Theme,Lever of change,By when,Agreed,Why it matters here,Old field")
    assert [row.split(",", 4)[4] for row in rows] == ["1,'=Who pays?,,,2026-05-01,2026-03-06,Gas is dear.,kept"]
    book = b"".join(desk.get("/programme/goals/", {**filters, "export": "xlsx"}).streaming_content)
    assert load_workbook(BytesIO(book)).active["F2"].value == "=Who pays?"


def test_the_page_of_a_goal_shows_its_answers_by_the_names_of_the_form(
    client: Client, ana: User, roadmap: Obligation
) -> None:
    goal = GoalFactory(written_in=roadmap, values={"old_field": "kept", "how": "see", "why": "Gas is dear."})
    assert client.get(goal.get_absolute_url()).context["answers"] == [
        ("Why it matters here", "Gas is dear."),
        ("How", "We see it"),
        ("Old field", "kept"),
    ]


def titles(page: Any, stop: str) -> list[str]:
    """What stands at one stop of the thread."""
    return [entry.title for each in page.context["stops"] if each.slug == stop for entry in each.entries]


def test_the_page_of_a_goal_leads_to_its_roadmap_and_to_what_visits_answered(
    client: Client, ana: User, roadmap: Obligation
) -> None:
    goal, row = GoalFactory(written_in=roadmap), roadmap.participation
    visit = VisitFactory(cohort=row.cohort, guests=[row.city])
    answer, dropped, _other = (
        TakeawayFactory(visit=visit, participation=row, dropped_at=at)
        for at in (None, datetime(2026, 3, 12, tzinfo=UTC), None)
    )
    for each in (answer, dropped):
        each.goals.add(goal)
    page = client.get(goal.get_absolute_url())
    assert titles(page, "answered") == [answer.practice]
    for link in (f"/deliverables/{roadmap.pk}/", f"/visits/{visit.pk}/#takeaway-{answer.pk}"):
        assert f'href="{link}' in page.content.decode()


def test_the_pairing_reads_a_goal_without_what_was_taken_home_from_visits_it_was_not_on(
    ana: User, roadmap: Obligation, partner: Participation
) -> None:
    goal, row = GoalFactory(written_in=roadmap), roadmap.participation
    elsewhere = VisitFactory(cohort=row.cohort, guests=[row.city])
    TakeawayFactory(visit=elsewhere, participation=row).goals.add(goal)
    reader = Client()
    reader.force_login(SeatFactory(city=partner.city).user)
    assert titles(reader.get(goal.get_absolute_url()), "answered") == []


@pytest.mark.parametrize("where", ["/goals/", "/programme/goals/", "the page of one"])
def test_three_goals_take_as_many_statements_as_one(
    where: str, client: Client, desk: Client, ana: User, roadmap: Obligation, django_assert_max_num_queries: Any
) -> None:
    goal, row = GoalFactory(written_in=roadmap), roadmap.participation
    visit = VisitFactory(cohort=row.cohort, guests=[row.city])
    reader = desk if "programme" in where else client
    address = goal.get_absolute_url() if where == "the page of one" else where

    def asked() -> int:
        TakeawayFactory(visit=visit, participation=row).goals.add(goal)
        with django_assert_max_num_queries(25) as seen:
            assert reader.get(address).status_code == 200
        return len(seen)

    asked()  # what a process looks up once, it knows from here on
    before = asked()
    for _more in range(2):
        GoalFactory(written_in=roadmap)
    assert asked() == before
