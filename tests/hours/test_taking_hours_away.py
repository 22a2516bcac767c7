"""Hours as tables by person, city, module and month of a period, and as a statement."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from cities.models import Representative
from hours.models import HoursEntry, MonthSheet
from tests.factories import CityFactory, CohortFactory, ModuleFactory, ParticipationFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    """Two modules; in Alba Iulia two people of one name, in Köln one with a dangerous note."""
    cohort = CohortFactory()
    ModuleFactory(cohort=cohort, position=1, name="Getting started", ends_on=date(2026, 4, 30))
    ModuleFactory(cohort=cohort, position=2, name="Co-creating", starts_on=date(2026, 5, 1))
    for city, role, months in (("Alba Iulia", "lead", (4, 5)), ("Alba Iulia", "second", (5,)), ("Köln", "lead", (5,))):
        row = cohort.participations.filter(city__name=city).first()
        row = row or ParticipationFactory(cohort=cohort, city=CityFactory(name=city))
        seat = SeatFactory(city=row.city, role=role, name="Ana Pop")
        for month in months:
            wrote(seat, row, month)
    return cohort


def wrote(seat, row, month: int) -> None:
    sheet = MonthSheet.objects.create(seat=seat, participation=row, month=date(2026, month, 1))
    HoursEntry.objects.create(sheet=sheet, kind="sessions", hours=Decimal("2.5"), note="=1+1")
    HoursEntry.objects.create(sheet=sheet, kind="outputs", hours=month)


def table(client, cohort, **asked: str) -> list[str]:
    answer = client.get(reverse("hours:export", args=[cohort.slug]), asked)
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("person", ["City,Person,Hours", "Alba Iulia,Ana Pop,14.00", "Alba Iulia,Ana Pop,7.50", "Köln,Ana Pop,7.50"]),
        ("city", ["City,Country,Hours", "Alba Iulia,RO,21.50", "Köln,RO,7.50"]),
        ("module", ["City,Module,Hours", "Alba Iulia,Co-creating,15.00", "Alba Iulia,Getting started,6.50",
                    "Köln,Co-creating,7.50"]),
        ("month", ["Month,Hours", "2026-04-01,6.50", "2026-05-01,22.50"]),
    ],
)  # fmt: skip
def test_hours_are_summed_by_what_is_asked_for(client, cohort, by, lines):
    client.force_login(UserFactory(staff=True))
    assert table(client, cohort, by=by, export="csv") == lines


def test_a_period_has_both_its_months_and_no_other(client, cohort):
    client.force_login(UserFactory(staff=True))

    assert table(client, cohort, by="month", since="2026-05", until="2026-05")[1:] == ["2026-05-01,22.50"]
    assert table(client, cohort, by="month", until="2026-04")[1:] == ["2026-04-01,6.50"]
    assert client.get(reverse("hours:export", args=[cohort.slug]), {"since": "May"}).status_code == 404


def test_a_workbook_holds_numbers_dates_and_no_formula(client, cohort):
    client.force_login(UserFactory(staff=True))

    answer = client.get(reverse("hours:export", args=[cohort.slug]), {"by": "entries", "export": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    assert "=1+1" in {cell.value for cell in cells}
    assert sheet["C2"].value.date() == date(2026, 4, 1)


def test_a_table_takes_as_many_statements_for_six_people_as_for_three(client, cohort):
    client.force_login(UserFactory(staff=True))
    counted = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            table(client, cohort, by="person", export="csv")
        counted.append(len(captured))
        for _number in range(3):
            row = ParticipationFactory(cohort=cohort)
            wrote(SeatFactory(city=row.city), row, 5)
    assert counted[0] == counted[1]


def test_a_statement_says_whose_hours_of_which_months_they_are(client, cohort):
    sheet = MonthSheet.objects.filter(month=date(2026, 4, 1)).get()
    client.force_login(sheet.seat.user)
    address = reverse("hours:statement", args=[sheet.participation_id, sheet.seat_id])

    answer = client.get(address)

    reader = PdfReader(io.BytesIO(answer.content))
    text = " ".join(page.extract_text() for page in reader.pages)
    for words in ("Statement of hours", "Ana Pop, Alba Iulia", "April 2026 – May 2026", "14.0 h", "Funded by"):
        assert words in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert client.get(address, {"until": "2026-03"}).status_code == 404


def test_a_statement_is_for_the_person_and_for_staff(client, cohort):
    sheet = MonthSheet.objects.filter(month=date(2026, 4, 1)).get()
    address = reverse("hours:statement", args=[sheet.participation_id, sheet.seat_id])
    colleague = Representative.objects.get(city=sheet.participation.city, role="second").user

    answers = {}
    for name, reader in (("colleague", colleague), ("staff", UserFactory(staff=True)), ("stranger", UserFactory())):
        client.force_login(reader)
        answers[name] = client.get(address).status_code
    assert answers == {"colleague": 404, "staff": 200, "stranger": 404}
