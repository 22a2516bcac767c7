"""What a claim cannot hold: what the programme does not pay, a rate nobody looked up, the same sum twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.admin import site
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from cities.models import City
from tests.factories import CityFactory
from tests.travel.world import AFTER, Paid, photo, spend
from travel.actions import claims, trips
from travel.actions.trips import Way
from travel.models import Line, Trip
from workflow.refusals import NotNow

pytestmark = pytest.mark.django_db


def lies(city: City, latitude: str, longitude: str) -> City:
    city.latitude, city.longitude = Decimal(latitude), Decimal(longitude)
    city.save()
    return city


def test_where_a_table_pays_nothing_that_was_spent_is_claimed_beside_it(paid: Paid, client: Client) -> None:
    paid.scheme(scheme="unit_costs", table="erasmus-2021")
    trip = paid.trip()
    with pytest.raises(claims.NotALine, match="table"):
        spend(trip, "50.00")
    client.force_login(trip.traveller)
    said = {"category": "nights", "spent_on": "2026-03-10", "amount": "50", "currency": "EUR", "rate": "1", "note": "x"}
    assert client.post(reverse("travel:add_line", args=[trip.pk]), said).status_code == 400
    assert Line.objects.count() == 0


def test_a_way_too_short_for_the_table_is_refused_in_words(paid: Paid) -> None:
    paid.scheme(scheme="unit_costs", table="erasmus-2021")
    here = lies(paid.exchange.alba.city, "46.06667", "23.58333")
    there = lies(paid.exchange.kozani.city, "46.07000", "23.59000")
    trip = paid.trip()
    trips.add_leg(trip, Way("train", here, there), by=trip.traveller)
    with pytest.raises(NotNow, match="nothing"):
        claims.submit(trip, by=trip.traveller, now=AFTER)
    assert (Trip.objects.get().state, Line.objects.count()) == ("estimated", 0)


def test_the_table_pays_by_the_farthest_place_however_many_trains_that_takes(paid: Paid) -> None:
    """Twice 400 km straight to the south, and back in one go, are a journey of 800 km: 320 euros, not 210."""
    paid.scheme(scheme="unit_costs", table="erasmus-2021")
    here = lies(paid.exchange.alba.city, "46.0", "23.0")
    between = lies(CityFactory(), "42.4", "23.0")
    there = lies(paid.exchange.kozani.city, "38.8", "23.0")
    trip = paid.trip()
    for one, other in ((here, between), (between, there), (there, here)):
        trips.add_leg(trip, Way("train", one, other, is_return=False), by=trip.traveller)
    claims.submit(trip, by=trip.traveller, now=AFTER)
    assert Line.objects.get().eur == 320


def test_another_currency_needs_its_rate(paid: Paid) -> None:
    """The form begins at 1: five hundred zloty were five hundred euros."""
    with pytest.raises(claims.NotALine, match="rate"):
        spend(paid.trip(), "500.00", "PLN", "1")


def test_the_same_line_twice_is_one_press_too_many(paid: Paid) -> None:
    trip = paid.trip()
    spend(trip, "12.00", receipt=photo())
    with pytest.raises(claims.NotALine, match="already"):
        spend(trip, "12.00", receipt=photo())
    spend(trip, "12.50", receipt=photo())
    spend(trip, "12.00")
    with pytest.raises(claims.NotALine, match="already"):
        spend(trip, "12.00")
    assert trip.spent == Decimal("36.50")


def test_whose_trip_it_is_changes_nowhere(paid: Paid, rf: RequestFactory) -> None:
    """Or staff could hand their own claim to somebody, approve it, and take it back."""
    trip, desk, request = paid.claimed("10.00"), site.get_model_admin(Trip), rf.get("/")
    request.user = User.objects.create_superuser("admin@example.org", "a-long-password")
    page = desk.get_form(request, trip)
    assert list(page.base_fields) == ["purpose", "starts_on", "ends_on", "estimate"]
    assert (desk.has_add_permission(request), desk.has_delete_permission(request, trip)) == (False, False)
