"""A cost record: a month is declared by two signatures, frozen with its fingerprint; corrections are new versions."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from pypdf import PdfReader

from hours.actions import declaring, months
from hours.actions.declaring import NotASupervisor
from hours.actions.months import Line, Month, Written
from hours.declared import digest_of, people_of_days
from hours.models import Declaration, MonthSheet
from mailing.models import Message
from tests.factories import CityFactory, CohortFactory, ModuleFactory, ParticipationFactory, SeatFactory, UserFactory
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

APRIL = date(2026, 4, 1)
TODAY = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
COST_RECORD = {"effort": {"kind": "cost_record", "day": {"hours": 8}}}

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Month:
    """Ana's April for Alba Iulia in a programme whose hours are a cost record."""
    cohort = CohortFactory(template=COST_RECORD)
    ModuleFactory(cohort=cohort)
    row = ParticipationFactory(cohort=cohort, city=CityFactory(name="Alba Iulia"))
    return Month(SeatFactory(city=row.city, role="second"), row, APRIL)


@pytest.fixture
def radu(place):
    """Who oversees her."""
    return SeatFactory(city=place.seat.city).user


def complete(place: Month, **hours: str) -> MonthSheet:
    lines = {kind: Line(Decimal(amount)) for kind, amount in hours.items()}
    months.save_month(place, Written(lines), by=place.seat.user, now=NOW, today=TODAY)
    return months.complete(place, by=place.seat.user, now=NOW, today=TODAY)


def sign(sheet: MonthSheet, supervisor, by=None, now=NOW) -> Declaration:
    return declaring.sign(sheet, supervisor=supervisor, by=by or sheet.seat.user, now=now)


def correct(place: Month, sheet: MonthSheet, **hours: str) -> MonthSheet:
    months.reopen(sheet, by=place.seat.user, now=NOW)
    return complete(place, **hours)


def test_what_is_signed_is_frozen_with_its_fingerprint(place, radu):
    made = sign(complete(place, sessions="2.5", outputs="4"), radu)

    assert made.content == {
        "person": place.seat.name,
        "city": "Alba Iulia",
        "cohort": place.participation.cohort.name,
        "month": "2026-04",
        "total": "6.50",
        "note": "",
        "lines": [
            {"kind": "Seminars, workshops and sessions", "hours": "2.50", "note": ""},
            {"kind": "Writing outputs", "hours": "4.00", "note": ""},
        ],
    }
    assert made.digest == digest_of(made.content)
    assert (made.version, made.state, made.signed_at) == (1, "signed", NOW)


def test_the_supervisor_is_asked_and_signs(place, radu):
    made = sign(complete(place, sessions="2.5"), radu)
    assert Message.objects.get().to == radu.email

    declaring.countersign(made, by=radu, now=NOW)

    made.refresh_from_db()
    assert (made.state, made.countersigned_at) == ("countersigned", NOW)
    assert [step.verb for step in Step.objects.of(made).order_by("pk")] == ["sign", "countersign"]


def test_nobody_oversees_themselves_or_from_outside(place, radu):
    sheet = complete(place, sessions="2.5")
    for somebody in (place.seat.user, SeatFactory().user, UserFactory(staff=True), None):
        with pytest.raises(NotASupervisor):
            sign(sheet, somebody)


def test_only_who_was_named_countersigns(place, radu):
    made = sign(complete(place, sessions="2.5"), radu)
    other = SeatFactory(city=place.seat.city, role="deputy").user
    for somebody in (place.seat.user, other, UserFactory(staff=True)):
        with pytest.raises(NotAllowed):
            declaring.countersign(made, by=somebody, now=NOW)


def test_a_supervisor_who_has_left_the_city_signs_no_more(place, radu):
    made = sign(complete(place, sessions="2.5"), radu)
    seat = radu.seats.get()
    seat.ended_on, seat.end_reason = TODAY, "Moved"
    seat.save()
    with pytest.raises(NotAllowed):
        declaring.countersign(made, by=radu, now=NOW)


def test_where_the_supervisor_has_left_somebody_else_is_named(place, radu, client):
    sheet, other = complete(place, sessions="2.5"), SeatFactory(city=place.seat.city, role="deputy").user
    made = sign(sheet, radu)
    client.force_login(place.seat.user)
    page = reverse("hours:month", args=[place.participation.pk, "2026-04"])
    assert "Sign this month" not in client.get(page).content.decode()

    radu.seats.update(ended_on=TODAY, end_reason="Moved")

    assert "Sign this month" in client.get(page).content.decode()
    again = sign(sheet, other)
    assert (again.version, again.digest, again.supervisor) == (2, made.digest, other)
    assert list(Declaration.objects.waiting_for(other)) == [again]


def test_a_month_is_declared_by_its_person_after_it_has_ended_and_is_complete(place, radu):
    months.save_month(place, Written({}), by=place.seat.user, now=NOW, today=TODAY)
    sheet = MonthSheet.objects.get()
    with pytest.raises(NotNow, match="complete"):
        sign(sheet, radu)
    months.complete(place, by=place.seat.user, now=NOW, today=TODAY)
    with pytest.raises(NotNow, match="has ended"):
        sign(sheet, radu, now=datetime(2026, 4, 30, 20, tzinfo=UTC))
    with pytest.raises(NotAllowed):
        sign(sheet, radu, by=radu)
    assert sign(sheet, radu, now=datetime(2026, 4, 30, 22, 30, tzinfo=UTC)).version == 1


def test_a_log_declares_nothing(place, radu):
    cohort = place.participation.cohort
    cohort.template = {}
    cohort.save()
    with pytest.raises(NotNow, match="log"):
        sign(complete(place, sessions="2.5"), radu)


def test_a_correction_is_a_new_version_and_the_old_one_stays(place, radu):
    sheet = complete(place, sessions="2.5")
    first = declaring.countersign(sign(sheet, radu), by=radu, now=NOW)
    with pytest.raises(NotNow, match="exactly like this"):
        sign(sheet, radu)

    second = sign(correct(place, sheet, sessions="3"), radu)

    first.refresh_from_db()
    assert (first.content["total"], second.content["total"], second.version) == ("2.50", "3.00", 2)
    assert list(Declaration.objects.latest_versions()) == [second]


def test_an_old_version_is_not_countersigned_after_a_newer_one(place, radu):
    sheet = complete(place, sessions="2.5")
    first = sign(sheet, radu)
    sign(correct(place, sheet, sessions="3"), radu)
    with pytest.raises(NotNow, match="newer version"):
        declaring.countersign(first, by=radu, now=NOW)


def test_what_is_sent_back_says_why_and_can_be_signed_again(place, radu):
    sheet = complete(place, sessions="2.5")
    made = sign(sheet, radu)
    with pytest.raises(NotNow, match="say why"):
        declaring.send_back(made, by=radu, now=NOW, reason="")

    declaring.send_back(made, by=radu, now=NOW, reason="You were on leave.")

    assert "You were on leave." in Message.objects.get(to=place.seat.email).text
    assert sign(sheet, radu).version == 2


def test_who_reads_a_declaration(place, radu):
    sign(complete(place, sessions="2.5"), radu)
    colleague = SeatFactory(city=place.seat.city, role="deputy").user
    readers = (place.seat.user, radu, UserFactory(staff=True), colleague, SeatFactory().user)

    assert [Declaration.objects.visible_to(each).count() for each in readers] == [1, 1, 1, 0, 0]


def test_days_count_what_both_have_signed_with_the_share_of_the_year(place, radu):
    cohort, staff = place.participation.cohort, UserFactory(staff=True)
    for month, hours in ((date(2026, 2, 1), "100"), (date(2026, 3, 1), "102"), (APRIL, "50")):
        made = sign(complete(Month(place.seat, place.participation, month), sessions=hours), radu)
        if month != APRIL:
            declaring.countersign(made, by=radu, now=NOW)
    declaring.set_share(place.seat, year=2026, share=Decimal("0.1"), by=staff, now=NOW)
    with pytest.raises(NotAllowed):
        declaring.set_share(place.seat, year=2026, share=Decimal(1), by=radu, now=NOW)

    def days(first=None, last=None):
        known = Declaration.objects.in_force().with_names()
        return [(each.hours, each.days, each.years[0].ceiling) for each in people_of_days(known, cohort, first, last)]

    assert days() == [(202, Decimal("21.5"), Decimal("21.5"))]
    assert days(date(2026, 3, 1), APRIL) == [(102, Decimal("9.0"), Decimal("21.5"))]


def days_in_force(cohort):
    known = people_of_days(Declaration.objects.in_force().with_names(), cohort, None, None)
    return [(each.city, each.hours, each.days) for each in known]


def test_a_month_counts_as_it_was_signed_until_both_have_signed_its_correction(place, radu):
    cohort, sheet = place.participation.cohort, complete(place, sessions="160")
    declaring.countersign(sign(sheet, radu), by=radu, now=NOW)
    second = sign(correct(place, sheet, sessions="152"), radu)
    assert days_in_force(cohort) == [("Alba Iulia", 160, 20)]
    second = declaring.send_back(second, by=radu, now=NOW, reason="You were on leave.")
    assert days_in_force(cohort) == [("Alba Iulia", 160, 20)]
    third = sign(correct(place, sheet, sessions="144"), radu)
    declaring.countersign(third, by=radu, now=NOW)
    assert days_in_force(cohort) == [("Alba Iulia", 144, 18)]


def test_who_sits_for_two_cities_has_one_ceiling(place, radu):
    cohort, ana = place.participation.cohort, place.seat.user
    row = ParticipationFactory(cohort=cohort, city=CityFactory(name="Köln"))
    other = Month(SeatFactory(city=row.city, role="second", user=ana), row, APRIL)
    overseer = SeatFactory(city=row.city).user
    cohort.template = {"effort": {**COST_RECORD["effort"], "cap_days": 20}}
    cohort.save()
    for at, who in ((place, radu), (other, overseer)):
        declaring.countersign(sign(complete(at, sessions="100"), who), by=who, now=NOW)
    assert days_in_force(cohort) == [("Alba Iulia, Köln", 200, 20)]


def test_from_the_signature_to_the_days_in_the_browser_without_script(client, place, radu):
    complete(place, sessions="20")
    month = reverse("hours:month", args=[place.participation.pk, "2026-04"])
    client.force_login(place.seat.user)
    assert "Sign this month" in client.get(month).content.decode()
    answer = client.post(reverse("hours:sign", args=[place.participation.pk, "2026-04"]), {"supervisor": radu.pk})
    made = Declaration.objects.get()
    assert answer.url == made.get_absolute_url()
    assert "Sign as supervisor" not in client.get(answer.url).content.decode()
    paper = client.get(reverse("hours:statement", args=[place.participation.pk, place.seat.pk]))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert made.digest in text.replace("\n", "")
    assert client.post(reverse("hours:countersign", args=[made.pk])).status_code == 403

    client.force_login(radu)
    assert made.get_absolute_url() in client.get(reverse("hours:declarations")).content.decode()
    assert "Sign as supervisor" in client.get(made.get_absolute_url()).content.decode()
    client.post(reverse("hours:countersign", args=[made.pk]))

    client.force_login(UserFactory(staff=True))
    page = reverse("hours:days", args=[place.participation.cohort.slug])
    assert "2.5 days" in client.get(page).content.decode()
    lines = b"".join(client.get(page, {"export": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1] == f"Alba Iulia,{place.seat.name},2026,20.00,2.5,215.0,2.5"
    share = reverse("hours:set_share", args=[place.participation.cohort.slug, place.seat.pk])
    assert client.post(share, {"year": "2026", "percent": "0"}).status_code == 409
    client.post(share, {"year": "2026", "percent": "1"})
    assert "2.0 days" in client.get(page).content.decode()
