"""Two beats, or a beat and a hand: each person one mail, each step once, also when a city submits at that moment."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from mailing.models import Cover, Message
from mailing.states import State
from milestones.actions.joining import depart
from milestones.actions.obligations import fulfil
from reminders.actions import send_due
from tests.at_once import at_once
from tests.factories import ObligationFactory, SeatFactory, UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DUE = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 6, 5, tzinfo=UTC)


def owed(count: int) -> list:
    """One lead and one deputy in each of `count` cities, one obligation each, due today."""
    rows = [ObligationFactory(base_due_on=DUE) for _ in range(count)]
    for row in rows:
        SeatFactory(city=row.participation.city, user__time_zone="Europe/Brussels")
    return rows


def test_passes_at_the_same_moment_write_each_mail_once(sample):
    rows = owed(sample(8, 60))
    at_once(*[lambda: send_due(now=NOW) for _ in range(4)])
    assert Message.objects.count() == Cover.objects.count() == len(rows)


def test_the_same_step_is_told_once_by_passes_for_different_days():
    owed(4)
    at_once(*[lambda day=day: send_due(now=NOW, on=day) for day in (DUE, date(2026, 5, 13), date(2026, 5, 14))])
    assert Cover.objects.count() == Message.objects.filter(kind="reminder").count() == 4


def test_what_is_submitted_or_leaves_at_that_moment_is_never_left_in_the_outbox(sample):
    staff = UserFactory(staff=True)
    rows = owed(sample(6, 60))
    acts: list[Callable[[], object]] = [lambda: send_due(now=NOW), lambda: send_due(now=NOW)]
    acts += [lambda row=row: fulfil(row, by=staff, now=NOW) for row in rows[::2]]
    acts += [lambda row=row: depart(row.participation, on=DUE, reason="War", by=staff, now=NOW) for row in rows[1::2]]
    at_once(*acts)
    assert not Message.objects.filter(kind="reminder", state=State.DUE).exists()
