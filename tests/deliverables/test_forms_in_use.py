"""Staff read what a cohort asks, see what its programme asks by now, and take that over."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort
from deliverables.content.changes import changes
from deliverables.content.in_use import ANSWERED
from deliverables.content.schema import Form
from deliverables.content.values import TYPES
from tests.deliverables.across import Across, make_across
from tests.deliverables.world import enter
from tests.factories import SeatFactory

pytestmark = pytest.mark.django_db
ROADMAP = "learning-roadmap"


@pytest.fixture
def world() -> Across:
    return make_across()


def offer(world: Across, **changed: Any) -> dict[str, Any]:
    """The programme's next version of the roadmap: another first question, without the second."""
    newer = deepcopy(dict(world.cohort.forms))
    form = newer[ROADMAP]
    form.update(changed)
    first = form["sections"][0]
    first["fields"] = [{**first["fields"][0], "label": "Our city in one paragraph"}, *first["fields"][2:]]
    world.cohort.programme.template = {"forms": newer}
    world.cohort.programme.save()
    return newer[ROADMAP]


def page(world: Across, name: str, *args: str, **query: str) -> str:
    answer = enter(world.staff).get(reverse(f"deliverables:{name}", args=[world.cohort.slug, *args]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_form_in_use_is_named_with_its_sections_and_limits(world: Across) -> None:
    told = page(world, "forms")
    for form in world.cohort.forms.values():
        assert form["name"] in told
        assert all(section["title"] in told for section in form["sections"])
    assert "3 to 7 rows" in told
    assert "newer forms" not in told


def test_a_form_is_read_with_every_question_and_its_example(world: Across) -> None:
    told = page(world, "form", ROADMAP)
    assert all(field.label in told for _section, field in world.form(ROADMAP).fields())
    assert "How does a city that leaves coal keep homes warm" in told
    assert "Energy systems" in told


def test_what_the_programme_asks_by_now_is_told_in_sentences_and_can_be_read(world: Across) -> None:
    offer(world)
    told = page(world, "forms")
    assert "“Our city and its climate work today” in “Where we start” is now called" in told
    assert "“What we are good at” in “Where we start” is no longer asked." in told
    assert "Our city in one paragraph" in page(world, "form", ROADMAP, version="newer")
    assert "Our city in one paragraph" not in page(world, "form", ROADMAP)


def test_every_type_of_question_says_how_it_is_answered() -> None:
    assert ANSWERED.keys() == TYPES.keys()


def test_after_taking_over_the_cohort_asks_the_newer_questions_and_old_revisions_say_so(world: Across) -> None:
    owed = world.city()[ROADMAP]
    written = world.hand_in(owed)
    newer = offer(world)
    room = f"/deliverables/{owed.pk}/"
    assert "earlier version of the form" not in enter(world.staff).get(room).content.decode()

    answer = enter(world.staff).post(reverse("deliverables:take_over_forms", args=[world.cohort.slug]))
    assert answer.status_code == 302
    assert Cohort.objects.get(pk=world.cohort.pk).forms[ROADMAP] == newer
    told = enter(world.staff).get(room).content.decode()
    assert "earlier version of the form" in told
    assert written.content["sections"][0]["rows"][0]["values"]["obstacles"] in told
    assert "newer forms" not in page(world, "forms")


def test_only_the_programme_team_takes_forms_over(world: Across) -> None:
    offer(world)
    lead = SeatFactory(city=world.city()[ROADMAP].participation.city).user
    take_over = reverse("deliverables:take_over_forms", args=[world.cohort.slug])
    assert enter(lead).post(take_over).status_code == 403
    assert Client().post(take_over).status_code == 302
    assert "Our city in one paragraph" not in str(Cohort.objects.get(pk=world.cohort.pk).forms)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"type": "long"}, "“What” in “All” is answered in another way."),
        ({"required": True}, "“What” in “All” has become needed, or no longer is."),
        ({"public": False}, "“What” in “All” has become public, or no longer is."),
        ({"words": {"max": 9}}, "“What” in “All” has another limit in words."),
        ({"options": [{"slug": "a", "label": "A"}]}, "“What” in “All” has other answers to choose from."),
        ({"unit": "km"}, "“What” in “All” asks for something else."),
        ({"help": "Say it."}, "“What” in “All” has another help text."),
        ({"label": "Why"}, "“What” in “All” is now called “Why”."),
    ],
)
def test_every_change_of_a_question_is_told(change: dict[str, Any], sentence: str) -> None:
    def form(**field: Any) -> Form:
        fields = [{"slug": "what", "label": "What", "type": "text", **field}]
        return Form({"slug": "x", "name": "X", "sections": [{"slug": "all", "title": "All", "fields": fields}]})

    assert changes(form(), form(**change)) == [sentence]
    assert changes(form(), form()) == []
