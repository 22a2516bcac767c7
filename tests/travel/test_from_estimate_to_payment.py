"""A trip from its estimate to its payment, and what is refused on the way."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mailing.models import Message
from tests.travel.world import AFTER, PLANNED, Paid, photo, spend
from tests.visits.world import FIRST, LAST
from travel.actions import claims, trips
from travel.actions.trips import Estimate, Way
from travel.balances import balance_of
from travel.models import Line, Trip
from uploads.refusals import UploadRefused
from uploads.states import Scan
from visits.actions import party
from visits.strip import steps
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db


def receipts() -> list[Path]:
    return [each for each in (Path(settings.MEDIA_ROOT) / "travel").rglob("*") if each.is_file()]


def test_a_claim_is_submitted_returned_put_right_approved_and_paid(paid: Paid) -> None:
    staff, trip = paid.exchange.staff, paid.trip()
    spend(trip, "612.40", receipt=photo())
    taxi = spend(trip, "20.00")
    trip = claims.submit(trip, by=trip.traveller, now=AFTER)
    trip = claims.send_back(trip, note="The taxi receipt shows no date.", lines=[taxi.pk], by=staff, now=AFTER)
    claims.drop_line(taxi, by=trip.traveller)
    spend(trip, "100.00", "RON", "4.976")
    trip = claims.submit(trip, by=trip.traveller, now=AFTER + timedelta(1))
    trip = claims.approve(trip, seen=Decimal("632.50"), by=staff, now=AFTER)
    trip = claims.pay(trip, reference="SEPA 2026-0412", by=staff, now=AFTER)
    stands = balance_of(trip)
    assert (trip.state, trip.reference, stands.claimed, stands.paid, stands.left) == (
        "paid",
        "SEPA 2026-0412",
        Decimal(0),
        Decimal("632.50"),
        Decimal("267.50"),
    )
    kinds = ["travel:approved", "travel:paid", "travel:returned"]
    assert (
        sorted(Message.objects.filter(to=trip.traveller.email, kind__in=kinds).values_list("kind", flat=True)) == kinds
    )
    told = Message.objects.get(kind="travel:returned").text
    assert "shows no date" in told
    assert "20.00, journey there and back: Ticket machine" in told


def test_a_return_names_its_lines_and_the_next_one_names_them_anew(paid: Paid) -> None:
    staff, trip = paid.exchange.staff, paid.claimed("10.00", "20.00")
    first, second = trip.lines.order_by("pk")
    for wrong in (first, second):
        trip = claims.send_back(trip, note="No date.", lines=[wrong.pk], by=staff, now=AFTER)
        assert list(trip.lines.filter(is_returned=True)) == [wrong]
        trip = claims.submit(trip, by=trip.traveller, now=AFTER)
    gone = claims.take_back(trip, by=trip.traveller, now=AFTER)
    claims.drop_line(first, by=gone.traveller)
    trip = claims.submit(gone, by=trip.traveller, now=AFTER)
    with pytest.raises(claims.Outdated, match="no longer claimed"):
        claims.send_back(trip, note="No date.", lines=[first.pk], by=staff, now=AFTER)
    assert Trip.objects.get().state == "submitted"


def test_over_the_ceiling_is_submitted_but_approved_with_a_reason_only(paid: Paid) -> None:
    staff, trip = paid.exchange.staff, paid.claimed("900.01")
    with pytest.raises(claims.OverCeiling, match=r"0\.01"):
        claims.approve(trip, seen=Decimal("900.01"), by=staff, now=AFTER)
    assert Trip.objects.get().state == "submitted"
    done = claims.approve(trip, seen=Decimal("900.01"), reason="The only train of the day", by=staff, now=AFTER)
    assert (done.state, Step.objects.of(trip).get(verb="approve").note) == ("approved", "The only train of the day")


def test_the_ceiling_is_held_against_what_is_approved_and_claimed_of_all_trips(paid: Paid) -> None:
    paid.approved("500.00")
    second = {"where": paid.exchange.cohort, "first": LAST + timedelta(1), "last": LAST + timedelta(1)}
    trip = paid.claimed("400.00", **second)
    assert balance_of(trip).left == 0
    claims.approve(trip, seen=Decimal("400.00"), by=paid.exchange.staff, now=AFTER)
    third = {"where": paid.exchange.cohort, "first": LAST + timedelta(2), "last": LAST + timedelta(2)}
    with pytest.raises(claims.OverCeiling):
        paid.approved("0.01", **third)


def test_a_ceiling_for_each_visit_counts_anew(paid: Paid) -> None:
    paid.scheme(scheme="ceiling", eur=900, over="visit")
    paid.approved("900.00")
    second = {"where": paid.exchange.cohort, "first": LAST + timedelta(1), "last": LAST + timedelta(1)}
    assert paid.approved("899.00", **second).state == "approved"


def test_nobody_approves_their_own_trip(paid: Paid) -> None:
    ana = paid.exchange.ana
    ana.is_programme_staff = True
    ana.save()
    trip = paid.claimed("10.00")
    for act in (
        lambda: claims.approve(trip, seen=Decimal(10), by=ana, now=AFTER),
        lambda: claims.send_back(trip, note="x", by=ana, now=AFTER),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        claims.approve(trip, seen=Decimal(10), by=paid.exchange.nikos, now=AFTER)


def test_what_changed_since_it_was_looked_at_is_not_approved(paid: Paid) -> None:
    trip = paid.claimed("10.00")
    with pytest.raises(claims.Outdated):
        claims.approve(trip, seen=Decimal("9.00"), by=paid.exchange.staff, now=AFTER)
    assert Trip.objects.get().state == "submitted"


def test_nobody_is_on_two_trips_on_one_day(paid: Paid) -> None:
    paid.trip()
    for first, last in ((FIRST, FIRST), (LAST, LAST), (FIRST - timedelta(3), LAST + timedelta(3))):
        with pytest.raises(trips.AlreadyAway, match="another trip"):
            paid.trip(where=paid.exchange.cohort, first=first, last=last)
    other = paid.trip(where=paid.exchange.cohort, first=LAST + timedelta(1), last=LAST + timedelta(2))
    with pytest.raises(trips.AlreadyAway):
        trips.change(other, Estimate(LAST, LAST, Decimal(1)), by=other.traveller, now=PLANNED)
    assert paid.trip(by=paid.exchange.viewer).traveller == paid.exchange.viewer


def test_trips_are_planned_by_those_who_travel_and_paid_by_programmes_that_pay(paid: Paid) -> None:
    for person in (paid.exchange.nikos, paid.exchange.stranger, paid.exchange.staff):
        with pytest.raises(NotAllowed):
            paid.trip(by=person)
    paid.scheme()
    with pytest.raises(trips.NotATrip, match="no travel"):
        paid.trip()


def test_a_colleague_of_the_party_travels_without_a_seat(paid: Paid) -> None:
    from tests.factories import UserFactory  # noqa: PLC0415

    radu = UserFactory()
    who = party.Named(paid.exchange.alba.city, radu.name, radu.email)
    party.name_delegate(paid.visit, who, by=paid.exchange.ana, now=PLANNED)
    assert paid.trip(by=radu).city == paid.exchange.alba.city


def test_a_claim_comes_after_the_trip_has_begun_and_holds_something(paid: Paid) -> None:
    trip = paid.trip()
    with pytest.raises(NotNow, match="nothing to claim"):
        claims.submit(trip, by=trip.traveller, now=AFTER)
    spend(trip, "5.00")
    with pytest.raises(NotNow, match="not begun"):
        claims.submit(trip, by=trip.traveller, now=PLANNED)
    with pytest.raises(claims.NotALine, match="receipt"):
        claims.add_line(trip, claims.Spent("meals", FIRST, Decimal(5)), by=trip.traveller, now=AFTER)
    with pytest.raises(claims.NotALine, match="a euro"):
        spend(trip, "5.00", "EUR", "1.1")


def test_what_is_submitted_does_not_change_until_it_is_taken_back(paid: Paid) -> None:
    trip = paid.claimed("10.00")
    with pytest.raises(NotNow):
        spend(trip, "1.00")
    with pytest.raises(NotNow):
        trips.drop(trip, by=trip.traveller)
    trip = claims.take_back(trip, by=trip.traveller, now=AFTER)
    spend(trip, "1.00")
    assert balance_of(trip).claimed == 0


def test_a_table_pays_by_distance_and_better_by_train(paid: Paid) -> None:
    paid.scheme(scheme="unit_costs", table="erasmus-2021")
    alba, kozani = paid.exchange.alba.city, paid.exchange.kozani.city
    alba.latitude, alba.longitude = Decimal("46.06667"), Decimal("23.58333")
    kozani.latitude, kozani.longitude = Decimal("40.30000"), Decimal("21.78333")
    alba.save()
    kozani.save()
    trip = paid.trip()
    with pytest.raises(NotNow, match="which way"):
        claims.submit(trip, by=trip.traveller, now=AFTER)
    leg = trips.add_leg(trip, Way("plane", alba, kozani), by=trip.traveller)
    submitted = claims.submit(trip, by=trip.traveller, now=AFTER)
    assert (submitted.spent, leg.one_way_km) == (Decimal("275.00"), 658)
    trip = claims.take_back(submitted, by=trip.traveller, now=AFTER)
    trips.drop_leg(leg, by=trip.traveller)
    trips.add_leg(trip, Way("train", alba, kozani), by=trip.traveller)
    assert claims.submit(trip, by=trip.traveller, now=AFTER).spent == Decimal("320.00")


# Receipts


def test_receipts_are_kept_as_they_were_sent_and_go_with_their_line(
    paid: Paid, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    trip, before = paid.trip(), len(receipts())
    line = spend(trip, "5.00", receipt=photo())
    client.force_login(trip.traveller)
    answer = client.get(line.get_receipt_url())
    assert b"".join(answer) == photo().read()
    assert answer["Content-Disposition"] == 'attachment; filename="ticket.jpg"'
    with django_capture_on_commit_callbacks(execute=True):
        claims.drop_line(line, by=trip.traveller)
    assert len(receipts()) == before


def test_a_file_that_is_no_receipt_is_refused_and_nothing_is_kept(paid: Paid) -> None:
    trip, before = paid.trip(), len(receipts())
    for wrong in (SimpleUploadedFile("ticket.jpg", b"<script>"), SimpleUploadedFile("virus.exe", b"MZ")):
        with pytest.raises(UploadRefused):
            spend(trip, "5.00", receipt=wrong)
    assert (Line.objects.count(), len(receipts())) == (0, before)


def test_a_receipt_the_scanner_has_not_cleared_is_neither_fetched_nor_submitted(paid: Paid, client: Client) -> None:
    trip = paid.trip()
    line = spend(trip, "5.00", receipt=photo())
    Line.objects.update(scan=Scan.WAITING)
    client.force_login(trip.traveller)
    assert client.get(line.get_receipt_url()).status_code == 404
    with pytest.raises(NotNow, match="checked"):
        claims.submit(trip, by=trip.traveller, now=AFTER)


def test_nobody_else_reads_of_a_trip(paid: Paid, client: Client) -> None:
    trip = paid.trip()
    line = spend(trip, "5.00", receipt=photo())
    paths = [trip.get_absolute_url(), line.get_receipt_url()]
    for person in (paid.exchange.nikos, paid.exchange.viewer, paid.exchange.facilitator, paid.exchange.stranger):
        client.force_login(person)
        assert [client.get(path).status_code for path in paths] == [404, 404]
    client.force_login(paid.exchange.staff)
    assert [client.get(path).status_code for path in paths] == [200, 200]


# On the strip, for the accountant


def test_the_strip_says_how_many_trips_are_paid(paid: Paid) -> None:
    def step() -> Any:
        return next(each for each in steps(paid.visit, FIRST) if each.slug == "travel")

    assert (step().says, step().state, step().owner) == ("No trips yet", "empty", "")
    trip = paid.approved("10.00")
    assert (step().says, step().owner) == ("0 of 1 trip paid", "the programme team")
    assert next(each.slug for each in steps(paid.visit, FIRST) if each.state == "current") == "report"
    claims.pay(trip, reference="1", by=paid.exchange.staff, now=AFTER)
    assert (step().says, step().state) == ("1 of 1 trip paid", "done")


@pytest.mark.parametrize(("today", "says"), [(FIRST, "No trips yet"), (LAST, "No trips")])
def test_where_nobody_travelled_the_strip_says_so_and_ticks_nothing(paid: Paid, today: date, says: str) -> None:
    travel = next(each for each in steps(paid.visit, today) if each.slug == "travel")
    assert (travel.says, travel.state, travel.owner) == (says, "empty", "")


def test_the_accountant_gets_a_row_for_each_line_and_no_formula(paid: Paid, client: Client) -> None:
    trip = paid.trip()
    spent = claims.Spent("meals", FIRST, Decimal("10.00"), "RON", Decimal("4.976"), "=HYPERLINK(1)")
    claims.add_line(trip, spent, by=trip.traveller, now=AFTER)
    client.force_login(paid.exchange.staff)
    lines = b"".join(client.get(reverse("travel:programme_file"))).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "meals,2026-03-10,'=HYPERLINK(1),RON,10.00,4.976000,2.01" in lines[1]
    none = b"".join(client.get(reverse("travel:programme_file"), {"state": "paid"})).decode("utf-8-sig")
    assert len(none.splitlines()) == 1
    client.force_login(trip.traveller)
    assert client.get(reverse("travel:programme_file")).status_code == 404
