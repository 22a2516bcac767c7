"""A cohort starts as its preview says, whatever the day and the lengths."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.actions.programmes import ensure
from cohorts.models import Cohort, Programme
from cohorts.programmes.checking import check
from cohorts.programmes.reading import built_in_path, built_in_slugs, read
from milestones.actions.starting import CannotStart, plan_start, start_cohort
from milestones.dates import add_months, after
from milestones.models import Requirement
from tests.factories import UserFactory
from workflow.refusals import NotAllowed

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
SLUG = "twinning-learning-programme"
TEMPLATE = check(read(built_in_path(SLUG)))
days = st.dates(min_value=date(2001, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.django_db
@pytest.mark.parametrize("slug", built_in_slugs())
def test_what_was_shown_is_what_is_made(slug: str) -> None:
    plan = plan_start(ensure(slug), number=1, starts_on=date(2025, 11, 1))
    cohort = start_cohort(plan, by=None, now=NOW)
    assert (cohort.name, cohort.slug) == (f"{cohort.programme.name}, cohort 1", f"{slug}-1")
    assert (cohort.starts_on, cohort.ends_on) == (plan.starts_on, plan.ends_on)
    made = Requirement.objects.filter(cohort=cohort).select_related("cohort", "module")
    assert [(each.code, each.due_on) for each in made] == [
        (each.said["code"], each.due_on) for each in plan.requirements
    ]
    assert [each.name for each in cohort.milestones.all()] == [each["name"] for each in plan.milestones]


@pytest.mark.django_db
def test_the_matrix_of_the_mockup_has_its_dates() -> None:
    plan = plan_start(ensure(SLUG), number=1, starts_on=date(2025, 11, 1))
    due = {each.said["code"]: each.due_on for each in plan.requirements}
    assert due["kick-off"] == date(2025, 11, 18)
    assert due["learning-roadmap"] == date(2026, 5, 7)
    assert due["info-session"] == date(2027, 4, 16)


@pytest.mark.django_db
def test_the_first_cohort_took_twenty_months() -> None:
    plan = plan_start(ensure(SLUG), number=1, starts_on=date(2023, 9, 25), module_months=[4, 10, 6])
    assert plan.ends_on == date(2025, 5, 24)


@pytest.mark.django_db
def test_a_running_cohort_keeps_the_template_it_started_with() -> None:
    programme = ensure(SLUG)
    cohort = start_cohort(plan_start(programme, number=1, starts_on=date(2026, 1, 1)), by=None, now=NOW)
    Programme.objects.filter(pk=programme.pk).update(template={"roles": []})
    cohort.refresh_from_db()
    assert cohort.role_names == {"twin": "Twin City", "pilot": "Pilot City"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"number": 1}, "exists already"),
        ({"number": 0}, "from 1 to 9999"),
        ({"starts_on": date(1999, 12, 31)}, "between the years"),
        ({"module_months": [1, 2]}, "each module a length"),
        ({"module_months": [0, 1, 2]}, "each module a length"),
    ],
)
def test_a_start_that_cannot_be_is_refused(answers: dict[str, object], sentence: str) -> None:
    start_cohort(plan_start(ensure(SLUG), number=1, starts_on=date(2026, 1, 1)), by=None, now=NOW)
    with pytest.raises(CannotStart, match=sentence):
        plan_start(ensure(SLUG), **{"number": 2, "starts_on": date(2026, 1, 1), **answers})  # type: ignore[arg-type]


@pytest.mark.django_db
def test_two_people_who_start_the_same_cohort_get_one() -> None:
    plan = plan_start(ensure(SLUG), number=1, starts_on=date(2026, 1, 1))
    start_cohort(plan, by=None, now=NOW)
    with pytest.raises(CannotStart):
        start_cohort(plan, by=None, now=NOW)
    assert Cohort.objects.count() == 1


@pytest.mark.django_db
def test_only_staff_start_a_cohort() -> None:
    plan = plan_start(ensure(SLUG), number=1, starts_on=date(2026, 1, 1))
    with pytest.raises(NotAllowed):
        start_cohort(plan, by=UserFactory(), now=NOW)


@pytest.mark.django_db
@given(starts_on=days, months=st.lists(st.integers(1, 60), min_size=3, max_size=3))
def test_modules_follow_each_other_without_gap_or_overlap(starts_on: date, months: list[int]) -> None:
    programme = Programme(pk=0, slug=SLUG, name="x", template=TEMPLATE)
    modules = plan_start(programme, number=1, starts_on=starts_on, module_months=months).modules
    assert modules[0].starts_on == starts_on
    for before, then in pairwise(modules):
        assert before.ends_on + timedelta(days=1) == then.starts_on
    assert modules[-1].ends_on == add_months(starts_on, sum(months)) - timedelta(days=1)


@given(day=days, months=st.integers(-60, 60))
def test_a_month_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(day=days, months=st.integers(0, 60), more=st.integers(0, 1000))
def test_a_later_anchor_is_never_due_earlier(day: date, months: int, more: int) -> None:
    assert after(day, months, 0) <= after(day + timedelta(days=more), months, 0)
