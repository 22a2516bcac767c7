import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mailing.models import Message
from mailing.states import State
from milestones.actions.obligations import fulfil
from reminders.actions import send_due
from tests.factories import ObligationFactory, ParticipationFactory, SeatFactory, UserFactory
from workflow.models import Step

pytestmark = pytest.mark.django_db

LIST, WRITE = "/programme/reminders/", "/programme/reminders/write/"


def owed(days_late: int, **more):
    """An obligation so many days late today, of a city with a lead called Ana."""
    due_on = timezone.localdate() - timedelta(days=days_late)
    obligation = ObligationFactory(base_due_on=due_on, participation__city__time_zone="Europe/Brussels", **more)
    SeatFactory(
        city=obligation.participation.city, user__name=f"Ana {obligation.pk}", started_on=due_on.replace(year=2020)
    )
    return obligation


@pytest.fixture
def staff():
    return UserFactory(staff=True, name="Sofia Brandt")


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def page(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer


def test_late_and_soon_come_first_the_latest_on_top(desk):
    late, later, soon, far = owed(2), owed(9), owed(-3), owed(-4)
    rows = page(desk, LIST).context["rows"]
    lines = [row.line for row in rows]
    assert [line.obligation for line in lines] == [later, late, soon]
    assert [row.suggestion for row in rows] == ["mail", "mail", "wait"]
    assert far.pk not in {line.obligation.pk for line in lines}


def test_a_city_that_submits_leaves_the_list(desk, staff):
    obligation = owed(2)
    fulfil(obligation, by=staff, now=timezone.now())
    assert page(desk, LIST).context["chase"].lines == []


def test_a_mail_that_came_back_asks_for_a_call(desk):
    obligation = owed(5)
    send_due(now=timezone.now(), on=timezone.localdate())
    Message.objects.update(state=State.BOUNCED)
    answer = page(desk, LIST)
    assert [row.suggestion for row in answer.context["rows"]] == ["call"]
    assert "mail came back" in answer.content.decode()
    assert obligation.participation.city.name in answer.content.decode()


def test_the_last_contact_is_the_last_mail_or_the_last_note(desk, staff):
    obligation = owed(5)
    assert page(desk, LIST).context["rows"][0].contact is None
    send_due(now=timezone.now(), on=timezone.localdate())
    Message.objects.update(state=State.ACCEPTED, accepted_at=timezone.now())
    assert str(page(desk, LIST).context["rows"][0].contact.words) == "Three days late"
    desk.post(WRITE, note(obligation))
    assert str(page(desk, LIST).context["rows"][0].contact.words) == f"Sofia Brandt: wrote to Ana {obligation.pk}"


def test_what_comes_can_be_looked_at_and_nothing_is_written(desk):
    owed(1)
    coming = page(desk, LIST).context["chase"].coming[0]
    answer = page(desk, "/programme/reminders/preview/", of=coming.obligation.pk, step=coming.step.days)
    text = answer.content.decode()
    assert coming.obligation.requirement.name in text
    assert str(coming.because) in text
    assert not Message.objects.exists()


def test_the_preview_is_the_mail_that_goes_out(desk):
    obligation = owed(1)
    coming = page(desk, LIST).context["chase"].coming[0]
    foreseen = page(desk, "/programme/reminders/preview/", of=obligation.pk, step=coming.step.days).context["letter"]
    send_due(now=timezone.now(), on=coming.day)
    mail = Message.objects.get()
    assert (mail.subject, mail.text, mail.html) == (foreseen.subject, foreseen.text, foreseen.html)


def test_a_notice_that_will_not_come_has_no_preview(desk):
    assert desk.get("/programme/reminders/preview/", {"of": 1, "step": "soon"}).status_code == 404


def test_the_self_check_names_what_nobody_will_be_told(desk):
    forgotten = owed(80)
    silent = page(desk, LIST).context["chase"].silent
    assert [(each.obligation, str(each.why)) for each in silent] == [
        (forgotten, "All its reminders have gone out or are past; only a call helps now.")
    ]


def test_filters_hold_the_lists(desk):
    mine, other = owed(8), owed(8, participation__city__country="PT")
    assert {line.obligation for line in page(desk, LIST).context["chase"].lines} == {mine, other}
    for query in ({"country": "PT"}, {"cohort": other.participation.cohort_id}):
        assert [line.obligation for line in page(desk, LIST, **query).context["chase"].lines] == [other]
    assert page(desk, LIST, step="-14").context["chase"].lines == []
    assert len(page(desk, LIST, audience="lead").context["chase"].lines) == 2


@pytest.mark.parametrize("which", ["chase", "coming", "sent", "silent"])
def test_each_list_is_exported_as_it_is_shown(desk, which):
    owed(4)
    owed(80)
    send_due(now=timezone.now(), on=timezone.localdate())
    shown = page(desk, LIST, list=which).context["page_obj"].paginator.count
    answer = desk.get("/programme/reminders/export.csv", {"list": which})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == shown + 1 > 1


def note(*obligations, **more):
    return {
        "of": [each.pk for each in obligations],
        "sending": "0b8d2a52-6d0f-4f0e-9d1c-7f5a3c1b2d4e",
        "title": "Can we help?",
        "text": "Please call me.",
    } | more


def test_writing_to_all_that_are_late_takes_one_look_and_one_button(desk):
    first, second = owed(2), owed(9)
    late = page(desk, LIST).context["late"]
    answer = page(desk, WRITE, of=late)
    assert len(answer.context["notes"]) == 2
    assert second.requirement.name in answer.context["letter"].text
    assert desk.post(WRITE, note(first, second)).status_code == 302
    assert {mail.subject for mail in Message.objects.all()} == {"Can we help?"}
    steps = Step.objects.filter(verb="write").order_by("object_id")
    assert [(step.object_id, step.note) for step in steps] == [
        (first.pk, "Please call me."),
        (second.pk, "Please call me."),
    ]


def test_a_person_of_two_cities_gets_one_note(desk):
    first, second = owed(2), owed(3)
    person = first.participation.city.seats.get().user
    second.participation.city.seats.update(user=person, email=person.email)
    desk.post(WRITE, note(first, second))
    mail = Message.objects.get()
    assert first.requirement.name in mail.text
    assert second.requirement.name in mail.text


def test_looking_at_the_words_sends_nothing(desk):
    answer = desk.post(WRITE, note(owed(2), look="0"))
    assert "Please call me." in answer.context["letter"].text
    assert not Message.objects.exists()


def test_pressing_the_button_twice_sends_once(desk):
    obligation = owed(2)
    desk.post(WRITE, note(obligation))
    again = desk.post(WRITE, note(obligation))
    assert again.status_code == 422
    assert "has been sent already" in again.content.decode()
    assert Message.objects.count() == 1


def test_what_was_submitted_meanwhile_is_not_written_about(desk, staff):
    obligation = owed(2)
    fulfil(obligation, by=staff, now=timezone.now())
    assert desk.post(WRITE, note(obligation)).status_code == 422
    assert not Message.objects.exists()


def test_a_submission_stops_a_note_that_waits(desk, staff):
    obligation = owed(2)
    desk.post(WRITE, note(obligation))
    fulfil(obligation, by=staff, now=timezone.now())
    assert Message.objects.get().state == State.CANCELLED


def test_who_cannot_be_reached_is_named(desk):
    obligation = ObligationFactory(base_due_on=timezone.localdate() - timedelta(days=4))
    answer = page(desk, WRITE, of=obligation.pk)
    assert answer.context["unreachable"] == [obligation]


@pytest.mark.parametrize("name", ["programme", "export", "preview", "write"])
def test_only_staff_read_the_chase(client, name):
    client.force_login(SeatFactory().user)
    assert client.get(reverse(f"reminders:{name}")).status_code == 404


@pytest.mark.parametrize("size", [1, 4])
def test_the_page_asks_the_database_the_same_number_of_questions(desk, size, django_assert_num_queries):
    for _each in range(size):
        owed(80)
        SeatFactory(city=owed(3).participation.city, user=None, role="second")
    send_due(now=timezone.now(), on=timezone.localdate())
    page(desk, LIST)
    with django_assert_num_queries(15):
        page(desk, LIST)


def test_an_empty_desk_says_so(desk):
    ParticipationFactory()
    assert "Nobody is late" in page(desk, LIST).content.decode()
