"""Changing what a running cohort asks moves the dates that were shown, and leaves what was promised or done."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cohorts.models import Cohort
from milestones.actions.joining import join
from milestones.actions.obligations import extend, fulfil, waive
from milestones.actions.requirements import (
    CannotChange,
    Change,
    Effect,
    change_requirement,
    fingerprint,
    preview,
)
from milestones.models import Obligation, Requirement
from tests.factories import CityFactory, UserFactory
from tests.programmes.real import started
from workflow.refusals import NotAllowed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def cohort() -> Cohort:
    return started("twinning-learning-programme", starts_on=date(2026, 1, 1))


@pytest.fixture
def roadmap(cohort: Cohort) -> Requirement:
    """The roadmap, due 7 July 2026, owed by a plain, an extended, a fulfilled and a waived city."""
    staff = UserFactory(staff=True)
    for name in ("Plain", "Extended", "Fulfilled", "Waived"):
        join(cohort, CityFactory(name=name), "twin", joined_on=cohort.starts_on, by=None, now=NOW)
    owed = {
        each.participation.city.name: each for each in Obligation.objects.filter(requirement__code="learning-roadmap")
    }
    extend(owed["Extended"], new_due_on=date(2026, 7, 20), reason="Snow.", by=staff, now=NOW)
    fulfil(owed["Fulfilled"], by=staff, now=NOW)
    waive(owed["Waived"], reason="Did it before.", by=staff, now=NOW)
    return Requirement.objects.get(cohort=cohort, code="learning-roadmap")


def change(requirement: Requirement, **over: object) -> Change:
    names = Change.__dataclass_fields__
    return replace(Change(**{name: getattr(requirement, name) for name in names}), **over)  # type: ignore[arg-type]


def test_it_is_shown_city_by_city_what_would_move(roadmap: Requirement) -> None:
    lines = preview(roadmap, change(roadmap, offset_months=3, offset_days=0))
    assert [(str(line.obligation.participation.city), line.effect, line.new_due_on) for line in lines] == [
        ("Extended", Effect.EXTENDED, date(2026, 7, 20)),
        ("Fulfilled", Effect.FULFILLED, date(2026, 7, 7)),
        ("Plain", Effect.MOVES, date(2026, 8, 1)),
        ("Waived", Effect.WAIVED, date(2026, 7, 7)),
    ]
    assert roadmap.obligations.filter(effective_due_on=date(2026, 8, 1)).count() == 0


def test_what_was_shown_is_applied(roadmap: Requirement) -> None:
    later = change(roadmap, offset_months=3, offset_days=0)
    lines = preview(roadmap, later)
    change_requirement(roadmap, later, shown=fingerprint(lines), by=UserFactory(staff=True), now=NOW)
    assert {each.pk: each.effective_due_on for each in roadmap.obligations.all()} == {
        line.obligation.pk: line.new_due_on for line in lines
    }
    roadmap.refresh_from_db()
    assert roadmap.due_on == date(2026, 8, 1)


def test_nothing_is_applied_when_something_changed_since(roadmap: Requirement) -> None:
    staff, later = UserFactory(staff=True), change(roadmap, offset_months=3)
    shown = fingerprint(preview(roadmap, later))
    fulfil(roadmap.obligations.get(participation__city__name="Plain"), by=staff, now=NOW)
    with pytest.raises(CannotChange, match="look again"):
        change_requirement(roadmap, later, shown=shown, by=staff, now=NOW)
    roadmap.refresh_from_db()
    assert roadmap.offset_months == 2


def test_a_requirement_is_never_counted_from_itself(roadmap: Requirement) -> None:
    session = Requirement.objects.get(cohort=roadmap.cohort, code="info-session")
    after_roadmap = change(session, anchor="fulfilled", anchor_requirement=roadmap)
    lines = preview(session, after_roadmap)
    staff = UserFactory(staff=True)
    change_requirement(session, after_roadmap, shown=fingerprint(lines), by=staff, now=NOW)
    moved = {str(line.obligation.participation.city): line.new_due_on for line in lines}
    assert moved["Fulfilled"] == date(2026, 1, 18)
    assert moved["Plain"] is None
    session.refresh_from_db()
    with pytest.raises(CannotChange, match="counted from itself"):
        preview(roadmap, change(roadmap, anchor="fulfilled", anchor_requirement=session))
    with pytest.raises(CannotChange, match="Name the requirement"):
        preview(roadmap, change(roadmap, anchor="fulfilled"))


def test_only_staff_change_what_is_asked(roadmap: Requirement) -> None:
    with pytest.raises(NotAllowed):
        change_requirement(roadmap, change(roadmap), shown="", by=UserFactory(), now=NOW)
