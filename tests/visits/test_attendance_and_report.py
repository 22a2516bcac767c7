"""Who was there is noted once a person; hosts and guests each hand in their own part of one report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import SeatFactory
from tests.visits.world import EVENING, FIRST, LATER, NOW, WORDS, Exchange, days_from
from visits import reading
from visits.actions import attendance, planning, reports
from visits.actions.attendance import NotAnAttendee, Seen
from visits.actions.reports import SaysTooLittle
from visits.models import Attendee, Report, Visit
from visits.people import expected
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db


def key(user: Any) -> str:
    return f"u{user.pk}"


def noted(visit: Visit) -> dict[str, tuple[str, list[int]]]:
    return {each.name: (each.presence, each.days) for each in visit.attendees.all()}


def test_those_with_a_seat_are_expected_also_when_they_have_not_claimed_it(exchange: Exchange) -> None:
    waiting = SeatFactory(city=exchange.alba.city, user=None, role="second", name="Radu Pop")
    names = {each.name: each.key for each in expected(exchange.proposed())}
    people = (exchange.ana, exchange.viewer, exchange.nikos)
    assert names == {person.name: key(person) for person in people} | {"Radu Pop": f"s{waiting.pk}"}


def test_attendance_is_noted_by_person_and_day_and_can_be_corrected(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    people = [
        Seen(key(exchange.ana), "present", [1]),
        Seen(key(exchange.nikos), "excused"),
        Seen("", "present", (), "Mihai Stan", exchange.alba.city_id),
    ]
    assert attendance.note(visit, people, by=exchange.nikos, now=EVENING) == 2
    assert noted(visit) == {
        exchange.ana.name: ("present", [1]),
        exchange.nikos.name: ("excused", []),
        "Mihai Stan": ("present", [1, 2]),
    }
    again = [Seen(key(exchange.ana), "present", [2, 1]), Seen(key(exchange.nikos), "")]
    attendance.note(visit, again, by=exchange.ana, now=EVENING)
    assert noted(visit) == {exchange.ana.name: ("present", [1, 2]), "Mihai Stan": ("present", [1, 2])}


@pytest.mark.parametrize(
    "seen",
    [Seen("u999999", "present"), Seen("", "present", (), "", 1), Seen("ana", "present", [3]), Seen("ana", "asleep")],
    ids=["somebody unknown", "without a name", "on a day there is not", "in no known way"],
)
def test_what_cannot_be_is_not_noted(exchange: Exchange, seen: Seen) -> None:
    visit = exchange.confirmed()
    if seen.key == "ana":
        seen = Seen(key(exchange.ana), seen.presence, seen.days)
    with pytest.raises(NotAnAttendee):
        attendance.note(visit, [seen], by=exchange.ana, now=EVENING)
    assert not Attendee.objects.exists()


def test_nobody_is_there_before_the_first_day_and_nothing_is_complete_before_the_last(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    with pytest.raises(NotNow):
        exchange.was_there(visit, exchange.ana, at=NOW)
    exchange.was_there(visit, exchange.ana, at=EVENING - timedelta(days=1))
    with pytest.raises(NotNow, match="not over"):
        attendance.complete(visit, by=exchange.ana, now=EVENING - timedelta(days=1))
    assert attendance.complete(visit, by=exchange.ana, now=EVENING).state == "held"


def test_readers_and_strangers_note_nobody(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    for person in (exchange.viewer, exchange.stranger):
        with pytest.raises(NotAllowed):
            attendance.note(visit, [Seen(key(person), "present")], by=person, now=EVENING)


def test_each_side_writes_its_own_part(exchange: Exchange) -> None:
    visit = exchange.held()
    for side, person in (("host", exchange.ana), ("guests", exchange.nikos), ("guests", exchange.viewer)):
        with pytest.raises(NotAllowed):
            reports.save(visit, side, WORDS, was=0, by=person, now=LATER)
    assert reports.save(visit, "guests", WORDS, was=0, by=exchange.facilitator, now=LATER).by == exchange.facilitator


def test_a_part_without_answers_is_kept_and_not_handed_in(exchange: Exchange) -> None:
    visit = exchange.held()
    with pytest.raises(SaysTooLittle) as refused:
        reports.hand_in(visit, "guests", {"topics": "Heat"}, was=0, by=exchange.ana, now=LATER)
    assert (refused.value.field, Report.objects.count()) == ("practices", 0)
    assert reports.save(visit, "guests", {"topics": "Heat"}, was=0, by=exchange.ana, now=LATER).version == 1


def test_a_colleague_who_was_quicker_is_not_overwritten(exchange: Exchange) -> None:
    visit = exchange.held()
    reports.save(visit, "guests", WORDS, was=0, by=exchange.ana, now=LATER)
    with pytest.raises(NotNow, match="colleague"):
        reports.save(visit, "guests", {"topics": "Mine"}, was=0, by=exchange.staff, now=LATER)
    assert Report.objects.get().topics == "Heat"


def test_the_same_words_sent_twice_are_kept_once_and_other_words_of_an_older_page_are_not(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    for _time in range(2):
        reports.save(visit, "guests", WORDS, was=0, by=exchange.ana, now=EVENING)
    assert Report.objects.get().version == 1
    with pytest.raises(NotNow, match="You have changed this part on another page"):
        reports.save(visit, "guests", WORDS | {"topics": "Older"}, was=0, by=exchange.ana, now=EVENING)
    assert Report.objects.get().topics == WORDS["topics"]


def test_a_part_that_keeps_itself_is_one_line_of_the_history_for_each_who_writes(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    colleague = SeatFactory(city=exchange.alba.city, role="second").user
    for was, by in enumerate([exchange.ana, exchange.ana, colleague, colleague, exchange.ana]):
        reports.save(visit, "guests", WORDS | {"topics": f"Heat, {was}"}, was=was, by=by, now=EVENING)
    steps = Step.objects.of(visit).filter(verb="write_report")
    assert [step.by for step in steps.order_by("pk")] == [exchange.ana, colleague, exchange.ana]


def test_a_part_that_is_taken_back_opens_the_report_again(exchange: Exchange) -> None:
    visit = exchange.reported()
    with pytest.raises(NotNow):
        reports.save(visit, "guests", WORDS, was=1, by=exchange.ana, now=LATER)
    back = reports.take_back(visit, "guests", by=exchange.ana, now=LATER)
    assert (back.sent_at, Visit.objects.get(pk=visit.pk).state) == (None, "held")
    reports.hand_in(visit, "guests", WORDS, was=back.version, by=exchange.ana, now=LATER)
    assert Visit.objects.get(pk=visit.pk).state == "reported"


def test_a_report_that_was_whole_before_the_attendance_counts_at_once(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    for side, person in (("host", exchange.nikos), ("guests", exchange.ana)):
        reports.hand_in(visit, side, WORDS, was=0, by=person, now=EVENING)
    exchange.was_there(visit, exchange.ana)
    assert attendance.complete(visit, by=exchange.ana, now=EVENING).state == "reported"


def test_without_a_host_city_the_guests_write_the_report_alone(exchange: Exchange) -> None:
    visit = exchange.proposed(host=None, host_kind="online", pairing=None)
    planning.confirm(visit, by=exchange.ana, now=NOW)
    exchange.was_there(visit, exchange.ana)
    attendance.complete(visit, by=exchange.ana, now=EVENING)
    reports.hand_in(visit, "guests", WORDS, was=0, by=exchange.ana, now=LATER)
    assert Visit.objects.get(pk=visit.pk).state == "reported"


def test_hours_read_the_days_somebody_was_there(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    attendance.note(visit, [Seen(key(exchange.ana), "present", [2])], by=exchange.ana, now=EVENING)
    assert reading.attended(exchange.ana, date(2026, 3, 1), date(2026, 3, 31)) == [(visit, [FIRST + timedelta(days=1)])]
    assert reading.attended(exchange.ana, FIRST, FIRST) == reading.attended(exchange.nikos, FIRST, FIRST) == []


def test_calendars_read_dated_visits_of_the_person_cancelled_ones_too(exchange: Exchange) -> None:
    off = planning.cancel(exchange.confirmed(), reason="Elections", by=exchange.ana, now=NOW)
    exchange.proposed(days=None)
    for person in (exchange.ana, exchange.viewer, exchange.facilitator):
        assert list(reading.concerning(person)) == [off]
    assert list(reading.concerning(exchange.stranger)) == list(reading.concerning(exchange.staff)) == []


def test_the_form_notes_everybody_with_one_tick(exchange: Exchange, client: Client) -> None:
    visit = exchange.confirmed()
    planning.reschedule(visit, days_from(timezone.localdate(), -1), by=exchange.ana, now=NOW)
    client.force_login(exchange.ana)
    where = reverse("visits:attendance", args=[visit.pk])
    said = {
        "everybody": "on",
        f"p_{key(exchange.viewer)}": "absent",
        f"d_{key(exchange.nikos)}": ["2"],
        "name_0": "Mihai Stan",
        "city_0": exchange.alba.city_id,
        "complete": "yes",
    }
    assert client.post(where, {**said, "city_0": ""}).status_code == 400
    assert client.post(where, said)["Location"] == visit.get_absolute_url()
    assert noted(visit) == {
        exchange.ana.name: ("present", [1, 2]),
        exchange.viewer.name: ("absent", []),
        exchange.nikos.name: ("present", [2]),
        "Mihai Stan": ("present", [1, 2]),
    }
    assert Visit.objects.get(pk=visit.pk).state == "held"


def test_a_new_part_begins_with_the_topics_of_the_agenda(exchange: Exchange, client: Client) -> None:
    visit = exchange.confirmed()
    exchange.slot(visit, "Talk", 2, "09:00")
    exchange.slot(visit, "Walk", 1, "09:00")
    exchange.was_there(visit, exchange.ana)
    attendance.complete(visit, by=exchange.ana, now=EVENING)
    client.force_login(exchange.ana)
    page = client.get(reverse("visits:report", args=[visit.pk])).content.decode()
    assert ("Walk\nTalk</textarea>" in page, page.count("<textarea")) == (True, 5)
    said = {f"guests-{name}": words for name, words in WORDS.items()} | {"guests-was": "0"}
    answer = client.post(reverse("visits:write_report", args=[visit.pk, "guests"]), said | {"hand_in": "yes"})
    assert (answer.status_code, Report.objects.get().sent_at is not None) == (302, True)
