"""Who takes part owes what the cohort asks; who left is not counted; dates follow their events."""

from datetime import UTC, date, datetime

import pytest

from cohorts.actions.pairings import Shape, end_pairing
from cohorts.actions.participations import withdraw
from cohorts.models import Cohort
from milestones.actions.joining import join, pair, rejoin, settle
from milestones.actions.obligations import fulfil, note_approval, reopen, take_back_approval
from milestones.models import Obligation
from tests.factories import CityFactory, UserFactory
from tests.programmes.real import started

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 12, 22, 30, tzinfo=UTC)


@pytest.fixture
def cohort() -> Cohort:
    return started("twinning-programme-2023", starts_on=date(2026, 1, 1))


def joined(cohort: Cohort, role: str) -> object:
    return join(cohort, CityFactory(), role, joined_on=cohort.starts_on, by=None, now=NOW)


def test_what_needs_a_counterpart_is_owed_once_there_is_one(cohort: Cohort) -> None:
    twin, pilot = joined(cohort, "twin"), joined(cohort, "pilot")
    assert [each.requirement.code for each in twin.obligations.all()] == ["embedding-plan"]
    pairing = pair(cohort, Shape([twin], [pilot]), starts_on=cohort.starts_on, by=None, now=NOW)
    assert (twin.obligations.count(), pilot.obligations.count()) == (5, 4)
    end_pairing(pairing, on=date(2026, 5, 1), reason="x", by=None, now=NOW)
    assert settle(cohort) == 0
    assert twin.obligations.count() == 5


def test_settling_again_makes_nothing(cohort: Cohort) -> None:
    joined(cohort, "twin")
    assert settle(cohort) == 0


def test_a_city_that_left_no_longer_counts_and_counts_again_when_back(cohort: Cohort) -> None:
    twin = joined(cohort, "twin")
    gone = withdraw(twin, on=date(2026, 5, 1), reason="x", by=None, now=NOW)
    assert not Obligation.objects.standing().exists()
    rejoin(gone, by=None, now=NOW)
    assert Obligation.objects.standing().count() == 1


def test_an_approval_starts_the_clock_on_the_citys_own_day(cohort: Cohort) -> None:
    twin, pilot = joined(cohort, "twin"), joined(cohort, "pilot")
    pair(cohort, Shape([twin], [pilot]), starts_on=cohort.starts_on, by=None, now=NOW)
    lessons = twin.obligations.get(requirement__code="lessons-learned")
    plan = twin.obligations.filter(requirement__code="embedding-plan")
    assert plan.get().effective_due_on is None
    note_approval(lessons, now=NOW)
    assert plan.get().effective_due_on == date(2026, 8, 13)  # 12 May 22:30 UTC is the 13th in Bucharest
    plan.delete()
    settle(cohort)
    assert plan.get().base_due_on == date(2026, 8, 13)
    take_back_approval(lessons)
    assert plan.get().base_due_on is None


def test_a_fulfilment_starts_the_clock_and_reopening_stops_it() -> None:
    cohort, staff = started("peer-exchange-visits", starts_on=date(2026, 1, 1)), UserFactory(staff=True)
    visitor = joined(cohort, "partner")
    visit = visitor.obligations.get(requirement__code="exchange-visit")
    takeaway = visitor.obligations.filter(requirement__code="takeaway")
    done = fulfil(visit, by=staff, now=NOW)
    assert takeaway.get().base_due_on == date(2026, 7, 13)
    reopen(done, by=staff, now=NOW, note="It was another city.")
    assert takeaway.get().base_due_on is None
