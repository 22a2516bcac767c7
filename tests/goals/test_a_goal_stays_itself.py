"""A goal is the same goal however its roadmap is worded, ordered and handed in again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cities.models import Theme
from goals.actions import NotItsGoal, agree, take_over
from goals.models import LearningGoal
from milestones.models import Obligation
from tests.factories import ObligationFactory, UserFactory

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
HEAT, MONEY, PEOPLE = uuid4(), uuid4(), uuid4()
ROWS: list[tuple[UUID, dict[str, str]]] = [
    (HEAT, {"question": "Who pays for the heat pumps?", "theme": "buildings", "lever": "finance",
            "by_when": "2026-05-01", "why": "Half our blocks burn gas.", "shows": ""}),
    (MONEY, {"question": "Which bank lends for ten years?", "theme": "", "lever": "finance", "by_when": "soon"}),
    (PEOPLE, {"question": "How do tenants agree?", "theme": "flying", "by_when": "2026-31-12"}),
]  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return UserFactory(name="Ana Moldovan")


@pytest.fixture
def roadmap() -> Obligation:
    Theme.objects.get_or_create(slug="buildings", defaults={"name": "Buildings", "kind": "domain"})
    Theme.objects.get_or_create(slug="finance", defaults={"name": "Finance", "kind": "lever"})
    return ObligationFactory()


def current(roadmap: Obligation) -> list[UUID]:
    return list(LearningGoal.objects.current().filter(participation=roadmap.participation).values_list("pk", flat=True))


def everything() -> list[dict[str, Any]]:
    return list(LearningGoal.objects.order_by("pk").values())


def test_what_a_row_says_is_read_and_what_cannot_be_read_is_left_empty(roadmap: Obligation, ana: User) -> None:
    take_over(roadmap, ROWS, by=ana, now=NOW)
    fields = ("pk", "question", "theme__slug", "lever__slug", "by_when", "values", "position")
    assert list(LearningGoal.objects.order_by("position").values_list(*fields)) == [
        (
            HEAT,
            "Who pays for the heat pumps?",
            "buildings",
            "finance",
            date(2026, 5, 1),
            {"why": "Half our blocks burn gas."},
            1,
        ),
        (MONEY, "Which bank lends for ten years?", None, "finance", None, {}, 2),
        (PEOPLE, "How do tenants agree?", None, None, None, {}, 3),
    ]
    goal = LearningGoal.objects.get(pk=HEAT)
    assert (goal.participation, goal.written_in, goal.by, goal.first_at, goal.at, goal.agreed_at) == (
        roadmap.participation,
        roadmap,
        ana,
        NOW,
        NOW,
        None,
    )


def test_another_order_is_the_same_goals(roadmap: Obligation, ana: User) -> None:
    take_over(roadmap, ROWS, by=ana, now=NOW)
    agree(roadmap.participation, now=NOW)
    take_over(roadmap, ROWS[::-1], by=ana, now=LATER)
    assert current(roadmap) == [PEOPLE, MONEY, HEAT]
    assert set(LearningGoal.objects.values_list("first_at", "agreed_at")) == {(NOW, NOW)}


def test_a_goal_left_out_is_kept_and_comes_back_as_itself(roadmap: Obligation, ana: User) -> None:
    take_over(roadmap, ROWS, by=ana, now=NOW)
    take_over(roadmap, ROWS[1:], by=ana, now=LATER)
    assert current(roadmap) == [MONEY, PEOPLE]
    assert LearningGoal.objects.get(pk=HEAT).dropped_at == LATER
    take_over(roadmap, ROWS, by=ana, now=LATER + timedelta(days=7))
    assert current(roadmap) == [HEAT, MONEY, PEOPLE]
    assert LearningGoal.objects.get(pk=HEAT).first_at == NOW


def test_a_roadmap_without_goals_leaves_all_of_them_out(roadmap: Obligation, ana: User) -> None:
    take_over(roadmap, ROWS, by=ana, now=NOW)
    assert take_over(roadmap, [], by=ana, now=LATER) == []
    assert (current(roadmap), LearningGoal.objects.count()) == ([], 3)


def test_the_same_rows_twice_change_nothing(roadmap: Obligation, ana: User) -> None:
    take_over(roadmap, ROWS, by=ana, now=NOW)
    before = everything()
    again = take_over(roadmap, ROWS, by=UserFactory(), now=LATER)
    assert (everything(), [goal.pk for goal in again]) == (before, [HEAT, MONEY, PEOPLE])


def test_a_goal_of_another_city_is_refused_and_nothing_is_written(roadmap: Obligation, ana: User) -> None:
    take_over(roadmap, ROWS[:1], by=ana, now=NOW)
    before, other = everything(), ObligationFactory()
    with pytest.raises(NotItsGoal):
        take_over(other, [ROWS[1], (HEAT, {"question": "Ours now"})], by=ana, now=LATER)
    assert everything() == before


def test_a_goal_that_was_left_out_is_refused_to_others_as_well(roadmap: Obligation, ana: User) -> None:
    take_over(roadmap, ROWS[:1], by=ana, now=NOW)
    take_over(roadmap, [], by=ana, now=LATER)
    with pytest.raises(NotItsGoal):
        take_over(ObligationFactory(), ROWS[:1], by=ana, now=LATER)


def test_goals_of_the_city_in_another_cohort_stay_as_they_are(roadmap: Obligation, ana: User) -> None:
    earlier = ObligationFactory(participation__city=roadmap.participation.city)
    take_over(earlier, ROWS[:1], by=ana, now=NOW)
    take_over(roadmap, ROWS[1:], by=ana, now=LATER)
    assert (current(earlier), current(roadmap)) == ([HEAT], [MONEY, PEOPLE])


def test_approval_agrees_the_goals_that_stand_once(roadmap: Obligation, ana: User) -> None:
    take_over(roadmap, ROWS, by=ana, now=NOW)
    take_over(roadmap, ROWS[:2], by=ana, now=NOW)
    assert (agree(roadmap.participation, now=NOW), agree(roadmap.participation, now=LATER)) == (2, 0)
    assert dict(LearningGoal.objects.values_list("pk", "agreed_at")) == {HEAT: NOW, MONEY: NOW, PEOPLE: None}


def test_a_goal_that_is_worded_anew_has_to_be_agreed_anew(roadmap: Obligation, ana: User) -> None:
    take_over(roadmap, ROWS, by=ana, now=NOW)
    agree(roadmap.participation, now=NOW)
    take_over(roadmap, [(HEAT, ROWS[0][1] | {"why": "Gas is dear."}), *ROWS[1:]], by=ana, now=LATER)
    assert dict(LearningGoal.objects.values_list("pk", "agreed_at")) == {HEAT: None, MONEY: NOW, PEOPLE: NOW}


def test_seven_goals_take_as_many_statements_as_one(
    roadmap: Obligation, ana: User, django_assert_max_num_queries: Any
) -> None:
    made = [(uuid4(), answers) for _number, answers in ROWS + ROWS]

    def asked(rows: list[tuple[UUID, dict[str, str]]]) -> int:
        with django_assert_max_num_queries(6) as seen:
            take_over(roadmap, rows, by=ana, now=NOW)
        assert isinstance(seen, CaptureQueriesContext)
        return len(seen)

    assert asked(made[:1]) == asked(made)
