"""What a digest says, whom it reaches, and what stops it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cities.actions.seats import appoint
from mailing.models import Message
from mailing.states import State
from milestones.actions.joining import depart
from milestones.actions.obligations import extend, fulfil, waive
from milestones.actions.requirements import Change, change_requirement, fingerprint, preview
from reminders.actions import due, send_due
from tests.factories import ObligationFactory, ParticipationFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db

DUE = date(2026, 5, 12)
EIGHT = datetime(2026, 5, 12, 6, 5, tzinfo=UTC)
"""Five past eight in Brussels on the last day."""


@pytest.fixture
def staff():
    return UserFactory(staff=True)


@pytest.fixture
def obligation():
    obligation = ObligationFactory(base_due_on=DUE, participation__city__time_zone="Europe/Brussels")
    SeatFactory(city=obligation.participation.city, user__name="Ana")
    return obligation


def test_each_reads_the_mail_in_their_own_language(obligation, settings):
    settings.SPOKEN_LANGUAGES = {"en", "de"}
    SeatFactory(city=obligation.participation.city, role="second", user__language="de")
    send_due(now=EIGHT, on=DUE - timedelta(days=14))
    assert {(mail.to, mail.language) for mail in Message.objects.all()} == {
        (seat.email, seat.user.language) for seat in obligation.participation.city.seats.select_related("user")
    }
    assert {mail.language for mail in Message.objects.all()} == {"en", "de"}


def test_the_subject_says_what_is_needed_and_by_when(obligation):
    send_due(now=EIGHT)
    assert Message.objects.get().subject == f"[Action needed by 12 May] {obligation.requirement.name}"


def test_the_subject_says_how_late_it_is(obligation):
    send_due(now=EIGHT + timedelta(days=4))
    mail = Message.objects.get()
    assert mail.subject == f"[Action needed, 4 days late] {obligation.requirement.name}"
    assert "That seat is empty, so it comes to you." in mail.text


def test_a_person_of_two_cities_gets_one_digest(obligation):
    lead = obligation.participation.city.seats.get().user
    other = ObligationFactory(base_due_on=DUE, participation__city__time_zone="Europe/Istanbul")
    SeatFactory(city=other.participation.city, user=lead)
    send_due(now=EIGHT)
    mail = Message.objects.get()
    assert obligation.requirement.name in mail.text
    assert other.requirement.name in mail.text
    assert "and 1 more" in mail.subject


def test_a_person_invited_by_two_cities_has_one_morning(obligation, staff):
    other = ObligationFactory(base_due_on=DUE, participation__city__time_zone="Europe/Istanbul")
    early = EIGHT - timedelta(days=30)
    for each in (obligation, other):
        each.participation.city.seats.all().delete()
        appoint(city=each.participation.city, role="lead", name="Ines", email="ines@example.org", by=staff, now=early)
    written = [digest for hour in range(12) for digest in send_due(now=EIGHT.replace(hour=hour))]
    assert [len(digest.notices) for digest in written] == [2]


def test_before_eight_and_after_noon_nobody_is_written_to(obligation):
    for hour, expected in ((5, 0), (6, 1), (9, 1), (10, 0)):
        assert len(due(now=EIGHT.replace(hour=hour))) == expected


@pytest.mark.parametrize("act", ["submitted", "waived", "extended", "left", "requirement"])
def test_what_waits_in_the_outbox_is_stopped_when_it_is_no_longer_so(obligation, staff, act):
    send_due(now=EIGHT)
    who = {"by": staff, "now": EIGHT}
    match act:
        case "submitted":
            fulfil(obligation, **who)
        case "waived":
            waive(obligation, reason="Merged", **who)
        case "extended":
            extend(obligation, new_due_on=DUE + timedelta(days=7), reason="Ill", **who)
        case "left":
            depart(obligation.participation, on=DUE, reason="War", **who)
        case "requirement":
            one = obligation.requirement
            change = Change(one.name, one.short_name, one.why, one.module, one.anchor, None, 6)
            change_requirement(one, change, shown=fingerprint(preview(one, change)), **who)
    assert Message.objects.get().state == State.CANCELLED


def test_the_rest_of_a_stopped_digest_is_told_the_same_morning(obligation, staff):
    other = ObligationFactory(base_due_on=DUE, participation__city=obligation.participation.city)
    send_due(now=EIGHT)
    fulfil(obligation, by=staff, now=EIGHT)
    send_due(now=EIGHT + timedelta(hours=1))
    stopped, anew = Message.objects.order_by("pk")
    assert (stopped.state, anew.state) == (State.CANCELLED, State.DUE)
    assert other.requirement.name in anew.text
    assert obligation.requirement.name not in anew.text


def test_a_city_that_joins_a_running_cohort_is_not_flooded(obligation, staff):
    cohort = obligation.participation.cohort
    late = ParticipationFactory(cohort=cohort, joined_on=DUE + timedelta(days=5))
    SeatFactory(city=late.city)
    ObligationFactory(participation=late, requirement=obligation.requirement, base_due_on=DUE)
    assert [d.email for d in due(now=EIGHT + timedelta(days=6))] == [obligation.participation.city.seats.get().email]
    assert len(due(now=EIGHT + timedelta(days=7))) == 2


def test_after_six_weeks_all_staff_are_asked_to_call(obligation, staff):
    colleague = UserFactory(staff=True)
    send_due(now=EIGHT + timedelta(days=42))
    mails = Message.objects.all()
    assert {mail.to for mail in mails} == {staff.email, colleague.email}
    assert all(mail.subject.startswith("[Please call]") for mail in mails)


def test_who_is_deactivated_gets_nothing(obligation):
    seat = obligation.participation.city.seats.get()
    seat.user.is_active = False
    seat.user.save()
    assert due(now=EIGHT) == []
