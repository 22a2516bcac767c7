"""A running cohort keeps its forms until staff let it take over the programme's present ones."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from cohorts.actions.forms import CannotTakeOver, take_over_forms
from cohorts.actions.programmes import load
from cohorts.models import Cohort
from tests.factories import UserFactory
from tests.programmes.real import NOW, started
from workflow.models import Step
from workflow.refusals import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return started("twinning-learning-programme")


@pytest.fixture
def staff() -> Any:
    return UserFactory(is_programme_staff=True)


def change(cohort: Cohort, slug: str, **parts: Any) -> dict[str, Any]:
    """The programme with another version of one form, loaded again."""
    template = deepcopy(cohort.programme.template)
    template["forms"][slug] |= parts
    load(template)
    cohort.programme.refresh_from_db()
    return template["forms"]


def test_a_changed_form_reaches_a_running_cohort_only_when_it_is_taken_over(cohort: Cohort, staff: Any) -> None:
    before = deepcopy(cohort.forms)
    forms = change(cohort, "info-session", purpose="Tell everybody.")
    assert Cohort.objects.get(pk=cohort.pk).forms == before
    assert take_over_forms(cohort, by=staff, now=NOW) == ["info-session"]
    assert cohort.forms == Cohort.objects.get(pk=cohort.pk).forms == forms != before
    step = Step.objects.get(verb="take_over_forms")
    assert (step.subject, step.by, step.sentence) == (cohort, staff, "took over newer forms: Internal Info Session")
    assert step.change == {"forms": ["info-session"]}


def test_nothing_new_leaves_no_trace(cohort: Cohort, staff: Any) -> None:
    assert take_over_forms(cohort, by=staff, now=NOW) == []
    assert not Step.objects.filter(verb="take_over_forms").exists()


def test_a_form_the_programme_has_dropped_stays_and_a_new_one_does_not_come(cohort: Cohort, staff: Any) -> None:
    template = deepcopy(cohort.programme.template)
    template["forms"]["letter"] = template["forms"].pop("info-session")
    load(template)
    cohort.programme.refresh_from_db()
    assert take_over_forms(cohort, by=staff, now=NOW) == []
    assert "info-session" in cohort.forms
    assert "letter" not in cohort.forms


def test_forms_that_would_point_at_nothing_are_refused(cohort: Cohort, staff: Any) -> None:
    sections = deepcopy(cohort.forms["learning-roadmap"]["sections"])
    sections[1]["slug"] = "questions"
    change(cohort, "learning-roadmap", sections=sections)
    change(cohort, "transferability-assessment", name="Transfer")
    with pytest.raises(CannotTakeOver, match=r"“Transfer” now points at learning-roadmap\.goals"):
        take_over_forms(cohort, by=staff, now=NOW)
    stored = Cohort.objects.get(pk=cohort.pk).forms
    assert stored["transferability-assessment"]["name"] == "Transferability Assessment"


def test_only_staff_let_a_cohort_take_over_forms(cohort: Cohort) -> None:
    change(cohort, "info-session", purpose="Tell everybody.")
    with pytest.raises(NotAllowed):
        take_over_forms(cohort, by=UserFactory(), now=NOW)
