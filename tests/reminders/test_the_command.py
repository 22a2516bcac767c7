from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mailing.models import Message
from tests.factories import ObligationFactory, SeatFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def obligation():
    obligation = ObligationFactory(base_due_on=date(2026, 5, 12))
    SeatFactory(city=obligation.participation.city)
    return obligation


def run(**options):
    out = StringIO()
    call_command("send_reminders", stdout=out, **options)
    return out.getvalue()


def test_a_dry_run_says_what_to_whom_and_why_and_writes_nothing(obligation):
    seat = obligation.participation.city.seats.get()
    line = (
        f"2026-05-12 {seat.email}: {obligation.requirement.name} of {obligation.participation.city.latin_name},"
        " due 2026-05-12, step +0, because the responsible person is reminded when the last day has come"
    )
    assert run(on="2026-05-12", dry_run=True).splitlines() == [line, "1 mail would go, 1 notice in it."]
    assert not Message.objects.exists()


def test_the_same_day_twice_is_one_mail(obligation):
    assert "1 mail written" in run(on="2026-05-12")
    assert "0 mails written" in run(on="2026-05-12")
    assert Message.objects.count() == 1


def test_a_day_that_is_no_day_is_refused_with_an_example():
    with pytest.raises(CommandError, match="write the day as YYYY-MM-DD"):
        run(on="12 May")
