"""Lines people let be published after a session are offered where a story of their cohort is written."""

from __future__ import annotations

import pytest

from learning.actions import afterwards
from learning.actions.afterwards import Answers, give_feedback
from learning.models import Quote
from stories import actions
from stories.actions import Telling
from tests.deliverables.world import enter
from tests.factories import CohortFactory
from tests.learning.world import AFTER, World, make_world

pytestmark = pytest.mark.django_db
LINE = "We start on Monday."


@pytest.fixture
def world() -> World:
    made = make_world()
    place = made.place(made.session(), made.ana)
    give_feedback(place, Answers(4, 4, 4, LINE, may_quote=True), now=AFTER)
    return made


def test_staff_find_a_quote_beside_the_story_until_it_is_withdrawn(world: World) -> None:
    told = Telling(
        title="Monday", lead="A start.", body="We began.", byline="Ana", cohort=world.cohort, cities=[world.alba]
    )
    story = actions.write(told, by=world.staff, now=AFTER)
    page = f"/stories/{story.slug}/edit/"
    desk = enter(world.staff)
    assert LINE in desk.get(page).content.decode()
    afterwards.withdraw_quote(Quote.objects.get(), now=AFTER)
    assert LINE not in desk.get(page).content.decode()


def test_a_story_of_another_cohort_is_offered_none_of_it(world: World) -> None:
    told = Telling(
        title="Else", lead="A start.", body="We began.", byline="Ana", cohort=CohortFactory(), cities=[world.alba]
    )
    story = actions.write(told, by=world.staff, now=AFTER)
    assert LINE not in enter(world.staff).get(f"/stories/{story.slug}/edit/").content.decode()
