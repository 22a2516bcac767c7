"""The party of a visit: who is named, who reads what of them, and the day on which it is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mailing.models import Message
from tests.factories import SeatFactory, UserFactory
from tests.visits.world import ARRIVES, DEPARTS, EVENING, NOW, TOLD, Exchange, days_from, fresh, named
from visits.actions import attendance, party, planning
from visits.models import Delegate, Logistics
from visits.party import NEEDED_BY, read_by, told_by
from visits.people import expected
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db

EVERYTHING = list(NEEDED_BY)
JOURNEY = ["arrives_at", "departs_at", "needs_room"]


def caps(exchange: Exchange, **said: Any) -> None:
    exchange.cohort.template["visit"] = {"party": said}
    exchange.cohort.save()


def test_somebody_named_by_address_finds_their_own_row_once_they_have_a_login(radu: Delegate) -> None:
    person = UserFactory(email="Radu@example.org", name="Radu Pop")
    assert (list(Delegate.objects.of(person)), list(Delegate.objects.visible_to(person))) == ([radu], [radu])
    assert (read_by(person, fresh(radu)), told_by(person, fresh(radu))) == (EVERYTHING, EVERYTHING)
    party.tell(radu, {"diet": "none"}, by=person, now=NOW)
    person.email = "radu.pop@example.org"
    person.save()
    assert list(Delegate.objects.of(person)) == [radu]
    assert list(Delegate.objects.of(UserFactory())) == []


def test_who_is_named_by_mail_is_told_by_mail_and_reads_nothing_of_others_there(radu: Delegate) -> None:
    letter = Message.objects.get(kind="visit:party")
    assert letter.to == "radu@example.org"
    assert all(word not in letter.text for word in ("zqdiet", "zqaccess", "zqcontact"))


def test_each_detail_is_read_by_those_who_need_it_and_by_nobody_else(exchange: Exchange, radu: Delegate) -> None:
    without = [field for field in EVERYTHING if field != "emergency_contact"]
    readers = {
        "their own city": (exchange.ana, without),
        "the host": (exchange.nikos, EVERYTHING),
        "a viewer of their city": (exchange.viewer, []),
        "the facilitator": (exchange.facilitator, [*JOURNEY, "emergency_contact"]),
        "staff": (exchange.staff, [*JOURNEY, "emergency_contact"]),
        "another city": (exchange.stranger, []),
    }
    assert {who: read_by(user, fresh(radu)) for who, (user, _) in readers.items()} == {
        who: fields for who, (_, fields) in readers.items()
    }


def test_where_no_city_is_the_host_those_who_lead_the_visit_read_what_a_host_does(exchange: Exchange) -> None:
    guests = [exchange.alba.city, exchange.kozani.city]
    visit = exchange.proposed(host=None, host_kind="elsewhere", guests=guests)
    assert read_by(exchange.staff, fresh(named(exchange, visit, "Radu"))) == EVERYTHING


def test_the_host_reads_but_does_not_write_what_guests_tell(exchange: Exchange, radu: Delegate) -> None:
    assert told_by(exchange.nikos, fresh(radu)) == []
    with pytest.raises(NotAllowed):
        party.tell(radu, {"diet": "everything"}, by=exchange.nikos, now=NOW)
    assert Logistics.objects.get().diet == TOLD["diet"]


def test_one_writes_only_what_one_may_read(exchange: Exchange, radu: Delegate) -> None:
    party.tell(radu, {**TOLD, "emergency_contact": "overwritten"}, by=exchange.ana, now=NOW)
    party.tell(radu, {**TOLD, "diet": "overwritten"}, by=exchange.staff, now=NOW)
    told = Logistics.objects.get()
    assert (told.emergency_contact, told.diet) == (TOLD["emergency_contact"], TOLD["diet"])


def test_pages_lists_and_files_show_each_reader_their_own_columns(
    exchange: Exchange, radu: Delegate, client: Client
) -> None:
    words = {"diet": "zqdiet", "access_needs": "zqaccess", "emergency_contact": "zqcontact"}
    paths = [reverse("visits:party", args=[radu.visit_id]), radu.get_absolute_url()]
    for which in ("logistics", "diet", "hotel"):
        paths += [reverse(f"visits:{name}", args=[radu.visit_id, which]) for name in ("party_list", "party_list_file")]
    everybody = [exchange.ana, exchange.nikos, exchange.viewer, exchange.facilitator, exchange.staff, exchange.stranger]
    for user in everybody:
        client.force_login(user)
        said = "".join(b"".join(client.get(path)).decode() for path in paths)
        read = read_by(user, fresh(radu))
        assert {field for field, word in words.items() if word in said} == {each for each in words if each in read}


def test_the_lists_have_the_fewest_columns_and_leave_out_who_does_not_come(
    exchange: Exchange, radu: Delegate, client: Client
) -> None:
    off = named(exchange, radu.visit, "Mihai")
    party.tell(off, TOLD, by=exchange.ana, now=NOW)
    party.move(off, "cancel", by=exchange.ana, now=NOW)
    client.force_login(exchange.nikos)

    def lines(which: str) -> list[str]:
        answer = client.get(reverse("visits:party_list_file", args=[radu.visit_id, which]))
        return b"".join(answer).decode("utf-8-sig").splitlines()

    assert lines("logistics") == [
        "Name,City,Arrives,Departs,Access needs",
        "Radu,Alba Iulia,2026-03-09 18:30:00+02:00,2026-03-11 20:00:00+02:00,zqaccess no stairs",
    ]
    assert lines("diet") == ["Name,Diet", "Radu,zqdiet vegetarian"]
    assert lines("hotel") == ["Name,First night,Leaves on", "Radu,2026-03-09,2026-03-11"]
    assert client.get(reverse("visits:party_list_file", args=[radu.visit_id, "secrets"])).status_code == 404


def test_a_city_sends_as_many_as_the_programme_lets_it(exchange: Exchange) -> None:
    caps(
        exchange,
        max=2,
        categories=[{"slug": "officer", "name": "Officer"}, {"slug": "politician", "name": "Politician", "max": 1}],
    )
    visit = exchange.confirmed()
    with pytest.raises(party.NotADelegate):
        named(exchange, visit, "Radu")
    radu = named(exchange, visit, "Radu", "politician")
    with pytest.raises(party.PartyIsFull, match="Politician"):
        named(exchange, visit, "Mihai", "politician")
    named(exchange, visit, "Mihai", "officer")
    with pytest.raises(party.PartyIsFull, match="at most 2"):
        named(exchange, visit, "Ioana", "officer")
    party.move(radu, "cancel", by=exchange.ana, now=NOW)
    named(exchange, visit, "Ioana", "officer")
    with pytest.raises(party.PartyIsFull):
        party.move(radu, "come_again", by=exchange.ana, now=NOW)


def test_who_is_called_off_stays_in_the_history_and_is_not_named_twice(exchange: Exchange, radu: Delegate) -> None:
    with pytest.raises(party.NotADelegate, match="already"):
        named(exchange, radu.visit, "Radu")
    party.move(radu, "cancel", by=exchange.ana, now=NOW)
    assert [step.sentence for step in Step.objects.of(radu)] == ["does not come"]
    with pytest.raises(party.NotADelegate, match="called off"):
        named(exchange, radu.visit, "Radu")
    assert party.move(radu, "come_again", by=exchange.ana, now=NOW).is_coming


def test_what_somebody_told_who_was_called_off_is_read_by_nobody_else(exchange: Exchange, radu: Delegate) -> None:
    gone = fresh(party.move(radu, "cancel", by=exchange.ana, now=NOW))
    assert [read_by(each, gone) for each in (exchange.ana, exchange.nikos, exchange.staff)] == [[], [], []]
    with pytest.raises(NotNow, match="called off"):
        party.tell(gone, TOLD, by=exchange.ana, now=NOW)


@pytest.mark.parametrize("who", ["nikos", "viewer", "stranger"])
def test_others_do_not_name_who_travels_for_a_city(exchange: Exchange, who: str) -> None:
    with pytest.raises(NotAllowed):
        named(exchange, exchange.confirmed(), "Radu", by=getattr(exchange, who))


def test_only_cities_that_travel_send_somebody(exchange: Exchange) -> None:
    who = party.Named(exchange.kozani.city, "Eleni", "eleni@example.org")
    with pytest.raises(party.NotADelegate, match="does not travel"):
        party.name_delegate(exchange.confirmed(), who, by=exchange.nikos, now=NOW)


def test_the_attendance_expects_everybody_once(exchange: Exchange, radu: Delegate) -> None:
    named(exchange, radu.visit, exchange.ana)
    seat = SeatFactory(city=exchange.alba.city, role="second", user=None, email="mihai@example.org", name="Mihai")
    named(exchange, radu.visit, "Mihai")
    keys = [each.key for each in expected(radu.visit)]
    assert sorted(keys) == sorted(
        [f"u{exchange.ana.pk}", f"u{exchange.viewer.pk}", f"u{exchange.nikos.pk}", f"s{seat.pk}", f"d{radu.pk}"]
    )
    attendance.note(radu.visit, [attendance.Seen(f"d{radu.pk}", "present")], by=exchange.ana, now=EVENING)
    assert radu.visit.attendees.get().name == "Radu"


def test_times_are_those_of_the_visit(exchange: Exchange, radu: Delegate, client: Client) -> None:
    client.force_login(exchange.ana)
    page = client.get(radu.get_absolute_url()).content.decode()
    assert ('value="2026-03-09"' in page, 'value="18:30"' in page) == (True, True)
    with pytest.raises(party.NotADelegate, match="not after"):
        party.tell(radu, {"arrives_at": DEPARTS, "departs_at": ARRIVES}, by=exchange.ana, now=NOW)


def test_somebody_is_named_and_answers_on_the_pages_alone(exchange: Exchange, client: Client) -> None:
    visit = exchange.confirmed()
    planning.reschedule(visit, days_from(timezone.localdate(), 9), by=exchange.ana, now=NOW)
    client.force_login(exchange.ana)
    seat = exchange.ana.seats.get()
    client.post(reverse("visits:name_delegate", args=[visit.pk]), {"seat": seat.pk})
    own = Delegate.objects.get()
    day = timezone.localdate() + timedelta(9)
    answers = {"arrives_day": day, "arrives_time": "08:15", "diet": "vegan", "emergency_contact": "Ion, +40 700"}
    assert client.post(own.get_absolute_url(), answers).status_code == 302
    told = Logistics.objects.get()
    assert (told.diet, told.emergency_contact, told.needs_room) == ("vegan", "Ion, +40 700", False)
    half = client.post(own.get_absolute_url(), {"arrives_day": day})
    assert (half.status_code, "Say both" in half.content.decode()) == (400, True)
    client.post(reverse("visits:move_delegate", args=[own.pk, "cancel"]))
    assert not fresh(own).is_coming
