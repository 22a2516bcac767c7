from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hours.models import HoursEntry, MonthSheet
from tests.factories import (
    CityFactory,
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    ParticipationFactory,
    RequirementFactory,
    SeatFactory,
    UserFactory,
)

THIS_MONTH = timezone.localdate().replace(day=1)


@pytest.fixture
def participation(db):
    cohort = CohortFactory(starts_on=date(THIS_MONTH.year - 1, 1, 1), ends_on=date(THIS_MONTH.year + 1, 12, 31))
    module = ModuleFactory(cohort=cohort)
    row = ParticipationFactory(cohort=cohort, city=CityFactory(name="Alba Iulia"))
    ObligationFactory(requirement=RequirementFactory(module=module), participation=row)
    return row


@pytest.fixture
def seat(participation):
    return SeatFactory(city=participation.city, started_on=participation.cohort.starts_on)


def page(participation) -> str:
    return reverse("hours:month", args=[participation.pk, f"{THIS_MONTH:%Y-%m}"])


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

    client.post(reverse("hours:lock", args=[participation.cohort.slug, f"{THIS_MONTH:%Y-%m}"]))

    assert MonthSheet.objects.get().state == "locked"


def test_the_export_holds_what_the_screen_shows(client, participation, seat):
    client.force_login(seat.user)
    client.post(page(participation), {"hours-sessions": "2.5", "note-sessions": "=1+1"})
    client.force_login(UserFactory(staff=True))

    answer = client.get(reverse("hours:programme"), {"cohort": participation.cohort.slug, "export": "csv"})

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1] == f'Alba Iulia,{seat.name},{THIS_MONTH},"Seminars, workshops and sessions",2.50,\'=1+1,open'


def test_saving_costs_the_same_whatever_the_number_of_cities(client, participation, seat):
    client.force_login(seat.user)
    client.post(page(participation), {"hours-sessions": "1"})

    def statements(typed: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.post(page(participation), {"hours-sessions": typed})
        return len(captured)

    few = statements("2")
    ParticipationFactory.create_batch(10, cohort=participation.cohort)
    assert statements("3") == few
    assert few <= 17


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
