from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Max

from milestones.actions.obligations import extend, fulfil
from milestones.models import Obligation
from reminders.actions import send_due
from reminders.forecast import Coming, forecast, next_for
from reminders.reading import world
from tests.factories import ObligationFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db

DUE = date(2026, 5, 12)


@pytest.fixture
def obligation():
    obligation = ObligationFactory(base_due_on=DUE)
    city = obligation.participation.city
    SeatFactory(city=city, user__name="Ana Moldovan", user__time_zone="Europe/Bucharest")
    SeatFactory(city=city, role="deputy", user__name="Mihai Pop", user__time_zone="Europe/Lisbon")
    UserFactory(staff=True, name="Sofia Brandt")
    return obligation


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def foretold(now: datetime) -> dict[int, Coming]:
    """By obligation the next reminder it will cause."""
    return next_for(Obligation.objects.with_names().annotate(moved_at=Max("extensions__at")), now=now)


def test_a_city_reads_its_next_reminder_and_why(obligation):
    found = foretold(at(DUE - timedelta(days=1), 15))
    assert found[obligation.pk].sentence == (
        "Next reminder: Tue 12 May 2026, 08:00 in Bucharest, to Ana Moldovan,"
        " because the responsible person is reminded when the last day has come."
    )


def test_the_first_notice_names_everybody_it_reaches(obligation):
    coming = foretold(at(DUE - timedelta(days=20), 6))[obligation.pk]
    assert (coming.names, coming.day) == ("Ana Moldovan, Mihai Pop", DUE - timedelta(days=14))
    assert coming.moment == at(coming.day, 5)


def test_what_is_settled_or_undated_or_gone_has_no_reminder(obligation):
    fulfil(obligation, by=None, now=at(DUE, 6), by_evidence=True)
    ObligationFactory(base_due_on=None)
    ObligationFactory(base_due_on=DUE, participation__withdrawn_on=DUE, participation__withdrawal_reason="Left")
    assert foretold(at(DUE, 6)) == {}


def test_a_city_reads_of_the_ladder_that_began_again_with_its_new_date(obligation):
    later = DUE + timedelta(days=9)
    extend(obligation, new_due_on=later, reason="A fair", by=UserFactory(staff=True), now=at(DUE, 6))
    coming = foretold(at(DUE + timedelta(days=1), 6))[obligation.pk]
    (first, *_later) = forecast(world(Obligation.objects.all()), now=at(DUE + timedelta(days=1), 6))
    assert (coming, coming.day) == (first, DUE + timedelta(days=1))


@pytest.mark.parametrize("start", [-16, -3, 2, 30])
def test_what_was_forecast_is_what_is_sent(obligation, start):
    first = DUE + timedelta(days=start)
    announced = forecast(world(Obligation.objects.all()), now=at(first, 0))
    days = [first + timedelta(days=n) for n in range(60)]
    sent = [
        (day, notice.key)
        for day in days
        for hour in (5, 8)
        for digest in send_due(now=at(day, hour))
        for notice in digest.notices
    ]
    assert sorted(sent) == sorted((each.day, notice.key) for each in announced for notice in each.notices)


def test_who_has_had_todays_mail_gets_the_next_one_tomorrow(obligation):
    send_due(now=at(DUE, 8))
    other = ObligationFactory(
        base_due_on=DUE, participation=obligation.participation, requirement__module=obligation.requirement.module
    )
    assert send_due(now=at(DUE, 8)) == []
    assert foretold(at(DUE, 8))[other.pk].day == DUE + timedelta(days=1)


@pytest.mark.parametrize("others", [1, 4])
def test_the_forecast_asks_the_database_the_same_number_of_questions(obligation, others, django_assert_num_queries):
    for _each in range(others):
        more = ObligationFactory(base_due_on=DUE)
        SeatFactory(city=more.participation.city, user=None)
    with django_assert_num_queries(4):
        foretold(at(DUE, 6))
