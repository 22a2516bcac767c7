"""The same month sent twice at once, or locked while it is written: one row, one history, no lost refusal."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from hours.actions import declaring
from hours.actions import months as actions
from hours.models import Declaration, HoursEntry, MonthSheet
from tests.at_once import answers_at_once
from tests.factories import ParticipationFactory, SeatFactory, UserFactory
from tests.hours.evidence import at_a_session
from workflow.models import Step
from workflow.refusals import Refusal

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

APRIL = date(2026, 4, 1)
TODAY = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)


@pytest.fixture
def place():
    participation = ParticipationFactory()
    return actions.Month(SeatFactory(city=participation.city), participation, APRIL)


def save(place, hours):
    lines = {"sessions": actions.Line(Decimal(hours))}
    return actions.save_month(place, actions.Written(lines), by=place.seat.user, now=NOW, today=TODAY)


def test_a_month_sent_eight_times_at_once_is_written_once(place):
    sheets = answers_at_once(*[lambda: save(place, "2.5")] * 8)

    assert {sheet.pk for sheet in sheets} == {MonthSheet.objects.get().pk}
    assert HoursEntry.objects.get().hours == Decimal("2.5")
    assert Step.objects.of(sheets[0]).count() == 1


def test_of_two_complete_buttons_pressed_at_once_one_is_refused(place):
    press = lambda: actions.complete(place, by=place.seat.user, now=NOW, today=TODAY)  # noqa: E731
    answers = answers_at_once(press, press)

    assert sum(isinstance(each, Refusal) for each in answers) == 1
    assert MonthSheet.objects.get().state == "complete"


def test_what_is_sent_while_staff_lock_waits_and_is_refused(place):
    save(place, "2.5")
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            actions.lock_month(place.participation.cohort, APRIL, by=UserFactory(staff=True), now=NOW)
            late = threads.submit(answers_at_once, lambda: save(place, "9"))
            wait([late], timeout=1)
            assert not late.done()
        (answer,) = late.result()

    assert "locked" in str(answer)
    assert HoursEntry.objects.get().hours == Decimal("2.5")


def proposed(place):
    source = f"session-{at_a_session(place).session_id}"
    ticked = actions.Written({}, {source: Decimal("1.5")})
    return lambda: actions.save_month(place, ticked, by=place.seat.user, now=NOW, today=TODAY)


def test_a_proposal_confirmed_eight_times_at_once_counts_once(place):
    confirm = proposed(place)
    sheets = answers_at_once(*[confirm] * 8)

    assert HoursEntry.objects.get().hours == Decimal("1.5")
    assert Step.objects.of(sheets[0]).count() == 1


def test_a_proposal_confirmed_while_staff_lock_waits_and_is_refused(place):
    confirm = proposed(place)
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            actions.lock_month(place.participation.cohort, APRIL, by=UserFactory(staff=True), now=NOW)
            late = threads.submit(answers_at_once, confirm)
            wait([late], timeout=1)
            assert not late.done()
        (answer,) = late.result()

    assert "locked" in str(answer)
    assert not HoursEntry.objects.exists()


def test_a_month_signed_twice_at_once_is_declared_once(place):
    cohort = place.participation.cohort
    cohort.template = {"effort": {"kind": "cost_record"}}
    cohort.save()
    supervisor = SeatFactory(city=place.seat.city, role="second").user
    save(place, "2.5")
    sheet = actions.complete(place, by=place.seat.user, now=NOW, today=TODAY)

    press = lambda: declaring.sign(sheet, supervisor=supervisor, by=place.seat.user, now=NOW)  # noqa: E731
    answers = answers_at_once(press, press, press)

    assert sum(isinstance(each, Refusal) for each in answers) == 2
    assert Declaration.objects.get().version == 1
