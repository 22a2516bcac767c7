"""What a pilot city is asked to stand behind is on its first page, until it did or nobody asks any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from cohorts.actions.participations import withdraw
from deliverables.actions import endorsing, reviews
from deliverables.models import Revision
from deliverables.waiting import to_endorse
from tests.deliverables.world import LATER, NOW, enter
from tests.deliverables.written import WrittenWorld, fill
from tests.factories import CohortFactory, ObligationFactory, ParticipationFactory, RequirementFactory, SeatFactory
from ui.templatetags.kit import weekday

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(written: WrittenWorld) -> Revision:
    fill(written, written.roadmap)
    return written.submit()


def asked_of(written: WrittenWorld) -> list[str]:
    showing = written.nikos.seats.get().city.participations.get()
    return [
        f"{each.output.obligation.requirement} by {each.asked.due_on}"
        for each in to_endorse(written.nikos, [showing], LATER)
    ]


def first_page(who: User) -> str:
    return enter(who).get("/workspace/").text


def test_the_pilot_side_reads_on_its_first_page_what_it_is_asked_and_until_when(
    written: WrittenWorld, submitted: Revision
) -> None:
    told = first_page(written.nikos)
    assert "You are asked to endorse" in told
    assert f"/deliverables/{written.roadmap.pk}/" in told
    assert "Nothing waits for you" not in told
    assert asked_of(written) == ["Learning Roadmap by 2026-03-25"]


def test_who_only_reads_and_who_learns_are_not_asked(written: WrittenWorld, submitted: Revision) -> None:
    pilot = written.nikos.seats.get().city
    viewer, both = SeatFactory(city=pilot, role="viewer").user, SeatFactory(city=pilot, role="second").user
    SeatFactory(city=written.roadmap.participation.city, role="viewer", user=both)
    for who in (viewer, both, written.ana):
        assert "You are asked to endorse" not in first_page(who)


@pytest.mark.parametrize("end", ["endorsed", "answered", "withdrawn", "draft"])
def test_what_was_answered_is_asked_no_more(written: WrittenWorld, submitted: Revision, end: str) -> None:
    if end == "endorsed":
        endorsing.endorse(submitted, by=written.nikos, now=LATER)
    elif end == "answered":
        reviews.ask_for_changes(submitted, by=written.staff, now=LATER + timedelta(days=10), note="More")
    elif end == "withdrawn":
        withdraw(written.roadmap.participation, on=NOW.date(), reason="No budget", by=written.staff, now=LATER)
    else:
        written.output().revisions.all().delete()
        written.output().__class__.objects.update(state="draft")
    assert asked_of(written) == []


def test_a_newer_revision_is_asked_again(written: WrittenWorld, submitted: Revision) -> None:
    endorsing.endorse(submitted, by=written.nikos, now=LATER)
    reviews.ask_for_changes(submitted, by=written.staff, now=LATER, note="More")
    written.submit(at=LATER + timedelta(days=2))
    assert asked_of(written) == ["Learning Roadmap by 2026-03-30"]


def test_of_two_running_cohorts_the_one_with_the_next_thing_to_do_opens() -> None:
    today = timezone.localdate()
    seat: Any = SeatFactory()
    opened: dict[str, Any] = {}
    for name, days in (("older", 3), ("newer", 90)):
        cohort = CohortFactory(name=name, starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=300))
        opened[name] = ParticipationFactory(cohort=cohort, city=seat.city)
        due = today + timedelta(days=days)
        requirement = RequirementFactory(module__cohort=cohort)
        ObligationFactory(requirement=requirement, participation=opened[name], base_due_on=due, effective_due_on=due)
    page = enter(seat.user).get("/workspace/")
    assert page.context["participation"] == opened["older"]
    opened["older"].obligations.update(state="waived")
    assert enter(seat.user).get("/workspace/").context["participation"] == opened["newer"]


def test_what_one_cohort_asks_is_read_also_where_another_one_opens(written: WrittenWorld, submitted: Revision) -> None:
    today = timezone.localdate()
    cohort = CohortFactory(starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=300))
    other: Any = ParticipationFactory(cohort=cohort, city=written.nikos.seats.get().city)
    due = today + timedelta(days=200)
    ObligationFactory(participation=other, base_due_on=due, effective_due_on=due, requirement__module__cohort=cohort)
    page = enter(written.nikos).get("/workspace/")
    assert (page.context["participation"], "You are asked to endorse" in page.text) == (other, True)


def test_what_came_back_presses_on_the_day_its_changes_are_asked_for(
    written: WrittenWorld, submitted: Revision
) -> None:
    patient, today = LATER + timedelta(days=10), timezone.localdate()
    limits = reviews.Limits(on=today + timedelta(days=40))
    reviews.ask_for_changes(submitted, by=written.staff, now=patient, note="More", limits=limits)
    assert f"Asked by {weekday(today + timedelta(days=40))}, in 40 days" in first_page(written.ana)
    cohort = CohortFactory(starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=300))
    other: Any = ParticipationFactory(cohort=cohort, city=written.roadmap.participation.city)
    due = today + timedelta(days=1)
    ObligationFactory(participation=other, base_due_on=due, effective_due_on=due, requirement__module__cohort=cohort)
    written.roadmap.participation.obligations.filter(state="open").update(state="waived")
    mine = written.roadmap.participation.cohort
    type(mine).objects.filter(pk=mine.pk).update(ends_on=today + timedelta(days=100))
    assert enter(written.ana).get("/workspace/").context["participation"] == other
