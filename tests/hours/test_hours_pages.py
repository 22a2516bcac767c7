from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hours.models import HoursEntry, MonthSheet
from milestones.dates import add_months
from tests.factories import (
    ObligationFactory,
    ParticipationFactory,
    SeatFactory,
    UserFactory,
)
from tests.hours.evidence import THIS_MONTH, page


def test_a_representative_writes_the_month_and_marks_it_complete(client, participation, seat):
    client.force_login(seat.user)
    typed = {"hours-sessions": "1:30", "note-sessions": "Seminar", "hours-outputs": "90m", "note": "", "complete": "1"}

    answer = client.post(page(participation), typed, follow=True)

    sheet = MonthSheet.objects.get()
    assert sheet.state == "complete"
    assert dict(sheet.entries.values_list("kind", "hours")) == {"sessions": Decimal("1.5"), "outputs": Decimal("1.5")}
    assert "is complete" in answer.content.decode()


def test_a_bad_amount_stays_on_the_page_with_its_sentence(client, participation, seat):
    client.force_login(seat.user)

    answer = client.post(page(participation), {"hours-sessions": "1.3", "hours-outputs": "2"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "1.25 and 1.50" in text
    assert 'value="1.3"' in text
    assert not HoursEntry.objects.exists()


def test_another_citys_month_does_not_exist(client, participation, seat):
    client.force_login(SeatFactory(city=ParticipationFactory(cohort=participation.cohort).city).user)

    assert client.get(page(participation)).status_code == 404
    assert client.post(page(participation), {"hours-sessions": "1"}).status_code == 404
    assert client.get(reverse("hours:own_csv", args=[participation.pk])).status_code == 404
    assert not MonthSheet.objects.exists()


def test_staff_lock_a_month_of_all_cities_in_one_act(client, participation, seat):
    client.force_login(seat.user)
    client.post(page(participation), {"hours-sessions": "2", "complete": "1"})
    client.force_login(UserFactory(staff=True))

    SeatFactory(city=participation.city, role="second")

    answer = client.post(reverse("hours:lock", args=[participation.cohort.slug, f"{THIS_MONTH:%Y-%m}"]), follow=True)

    assert set(MonthSheet.objects.values_list("state", flat=True)) == {"locked"}
    assert "is locked for 2 people. 1 of them had not called it complete." in answer.content.decode()


def test_staff_lock_one_city_and_open_one_persons_month_with_a_reason(client, participation, seat):
    client.force_login(UserFactory(staff=True))
    address = [participation.pk, f"{THIS_MONTH:%Y-%m}"]
    client.post(reverse("hours:lock_city", args=address))
    sheet = MonthSheet.objects.get()
    unlock = reverse("hours:unlock", args=[sheet.pk])

    assert client.post(unlock).status_code == 409
    client.post(unlock, {f"sheet-{sheet.pk}-reason": "Two sessions were missing."})

    sheet.refresh_from_db()
    assert sheet.state == "open"
    assert "Two sessions were missing." in client.get(reverse("hours:city_month", args=address)).content.decode()


def test_a_representative_can_neither_lock_nor_see_the_staff_pages(client, participation, seat):
    client.force_login(seat.user)
    address = [participation.pk, f"{THIS_MONTH:%Y-%m}"]

    assert client.post(reverse("hours:lock_city", args=address)).status_code == 404
    assert client.get(reverse("hours:city_month", args=address)).status_code == 404
    assert client.get(reverse("hours:programme")).status_code == 404


def test_what_was_typed_stays_when_the_month_was_locked_meanwhile(client, participation, seat):
    client.force_login(UserFactory(staff=True))
    client.post(reverse("hours:lock", args=[participation.cohort.slug, f"{THIS_MONTH:%Y-%m}"]))
    client.force_login(seat.user)

    answer = client.post(page(participation), {"hours-sessions": "3.25"})

    assert answer.status_code == 422
    assert "This month is locked." in answer.content.decode()
    assert 'value="3.25"' in answer.content.decode()


@pytest.mark.parametrize(("month", "said"), [("1999-01", "lies outside"), ("2999-01", "has not begun")])
def test_a_month_outside_the_cohort_is_refused_with_a_sentence(client, participation, seat, month, said):
    client.force_login(seat.user)
    address = reverse("hours:month", args=[participation.pk, month])

    for answer in (client.get(address), client.post(address, {"hours-sessions": "1"})):
        assert answer.status_code == 404
        assert said in answer.content.decode()


def test_the_rows_of_the_last_month_are_offered_and_counted_only_when_saved(client, participation, seat):
    client.force_login(seat.user)
    last = reverse("hours:month", args=[participation.pk, f"{add_months(THIS_MONTH, -1):%Y-%m}"])
    client.post(last, {"hours-sessions": "2.5", "hours-outputs": "1"})

    answer = client.get(page(participation), {"like": "last"}).content.decode()

    assert 'value="2.5"' in answer
    assert "<span data-sum>3.5</span>" in answer
    assert MonthSheet.objects.count() == 1


def test_hours_of_a_cohort_that_has_not_begun_say_when_it_does(client, participation, seat):
    cohort = participation.cohort
    cohort.starts_on = add_months(THIS_MONTH, 2)
    cohort.save()
    client.force_login(seat.user)

    assert f"{cohort.name} begins on" in client.get(reverse("hours:hours")).content.decode()


def test_two_people_of_the_same_name_keep_their_own_lines(client, participation, seat):
    namesake = SeatFactory(city=participation.city, role="second", name=seat.name, started_on=seat.started_on)
    last = reverse("hours:month", args=[participation.pk, f"{add_months(THIS_MONTH, -1):%Y-%m}"])
    for person, typed in ((seat.user, "2.5"), (namesake.user, "7.75")):
        client.force_login(person)
        client.post(last, {"hours-sessions": typed})

    text = client.get(page(participation)).content.decode()

    assert "2.5 h" in text
    assert "7.75 h" in text


def test_the_export_holds_the_months_on_the_screen(client, participation, seat):
    """With the filter "outside the band" a city inside it is neither on the screen nor in the file."""
    client.force_login(seat.user)
    client.post(page(participation), {"hours-sessions": "2.5", "complete": "1"})
    other = ParticipationFactory(cohort=participation.cohort)
    client.force_login(SeatFactory(city=other.city, started_on=THIS_MONTH).user)
    client.post(page(other), {"hours-sessions": "10", "complete": "1"})
    client.force_login(UserFactory(staff=True))

    answer = client.get(
        reverse("hours:programme"), {"cohort": participation.cohort.slug, "show": "outside", "export": "csv"}
    )

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "City,Country,Month,Hours,Answers,People,State"
    assert lines[1] == f"Alba Iulia,RO,{participation.cohort.starts_on},,0,1,"
    assert lines[-1] == f"Alba Iulia,RO,{THIS_MONTH},2.50,1,1,complete"
    assert other.city.name not in "".join(lines)


def test_the_rows_behind_the_months_are_exported_too(client, participation, seat):
    client.force_login(seat.user)
    client.post(page(participation), {"hours-sessions": "2.5", "note-sessions": "=1+1"})
    client.force_login(UserFactory(staff=True))

    answer = client.get(reverse("hours:export", args=[participation.cohort.slug]))

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1] == f'Alba Iulia,{seat.name},{THIS_MONTH},"Seminars, workshops and sessions",2.50,\'=1+1,open'


def test_saving_takes_ten_statements_whatever_the_number_of_cities(client, participation, seat):
    """Session, person, seat, participation, month, what stood there, what stands now, the step; and the savepoint."""
    client.force_login(seat.user)
    client.post(page(participation), {"hours-sessions": "1"})

    def statements(typed: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.post(page(participation), {"hours-sessions": typed}).status_code == 302
        return len(captured)

    few = statements("2")
    ParticipationFactory.create_batch(10, cohort=participation.cohort)
    assert statements("3") == few
    assert few <= 10


def test_the_overview_takes_the_same_statements_for_one_city_and_for_three(client, participation, seat):
    client.force_login(UserFactory(staff=True))
    client.get(reverse("hours:programme"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("hours:programme"))
    for _number in range(2):
        more = ParticipationFactory(cohort=participation.cohort)
        ObligationFactory(requirement=participation.cohort.requirements.get(), participation=more)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("hours:programme"))
    assert len(three) == len(one)
