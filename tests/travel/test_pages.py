"""The pages of trips: forty travellers cost as many statements as two, and everything is done without script."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import SeatFactory
from tests.travel.world import Paid, photo, spend
from tests.visits.world import FIRST, LAST, NOW
from travel.actions import trips
from travel.actions.trips import Way
from travel.models import Line, Trip
from visits.actions import party, planning
from visits.actions.records import Days

pytestmark = pytest.mark.django_db
MOST = 20


def travellers(paid: Paid, count: int) -> None:
    """So many people of Alba Iulia with a trip, a leg, a line and a place on the party."""
    alba, kozani = paid.exchange.alba.city, paid.exchange.kozani.city
    for _one in range(count):
        person = SeatFactory(city=alba, role="deputy").user
        trip = paid.trip(by=person)
        trips.add_leg(trip, Way("train", alba, kozani), by=person)
        spend(trip, "10.00")
        named = party.Named(alba, person.name, person.email)
        delegate = party.name_delegate(paid.visit, named, by=paid.exchange.ana, now=NOW)
        party.tell(delegate, {"diet": "vegan", "arrives_at": NOW}, by=person, now=NOW)


def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
        b"".join(answer)
    assert answer.status_code == 200
    return len(seen)


@pytest.mark.parametrize("who", ["staff", "nikos"])
def test_forty_travellers_cost_what_two_do_and_at_most_twenty_statements(paid: Paid, client: Client, who: str) -> None:
    paths = [
        paid.visit.get_absolute_url(),
        *(reverse(name, args=[paid.visit.pk]) for name in ("visits:party", "travel:visit_trips")),
    ]
    paths += [reverse("visits:party_list", args=[paid.visit.pk, which]) for which in ("logistics", "diet", "hotel")]
    if who == "staff":
        paths += [reverse("travel:programme"), reverse("travel:programme_file")]
    travellers(paid, 2)
    client.force_login(getattr(paid.exchange, who))
    two = {path: statements(client, path) for path in paths}
    travellers(paid, 38)
    forty = {path: statements(client, path) for path in paths}
    assert forty == two
    assert {path: count for path, count in forty.items() if count > MOST} == {}


def test_a_trip_goes_from_estimate_to_payment_by_its_pages(paid: Paid, client: Client) -> None:
    ana, alba, kozani = paid.exchange.ana, paid.exchange.alba.city, paid.exchange.kozani.city
    client.force_login(ana)
    page = client.get(reverse("travel:visit_trips", args=[paid.visit.pk])).content.decode()
    assert reverse("travel:plan_for_visit", args=[paid.visit.pk]) in page
    said = {"starts_on": FIRST, "ends_on": LAST, "estimate": "640"}
    client.post(reverse("travel:plan_for_visit", args=[paid.visit.pk]), said)
    trip = Trip.objects.get()
    leg = {"mode": "plane", "origin": alba.pk, "destination": kozani.pk, "is_return": "on"}
    client.post(reverse("travel:add_leg", args=[trip.pk]), leg)
    line = {"category": "journey", "spent_on": FIRST, "amount": "900.01", "currency": "eur", "rate": "1"}
    bare = client.post(reverse("travel:add_line", args=[trip.pk]), line)
    assert (bare.status_code, "say why there is none" in bare.content.decode()) == (400, True)
    client.post(reverse("travel:add_line", args=[trip.pk]), {**line, "receipt": photo()})
    assert Line.objects.get().eur == Decimal("900.01")
    client.post(reverse("travel:submit", args=[trip.pk]))
    client.force_login(paid.exchange.staff)
    assert "Why is it paid although" in client.get(trip.get_absolute_url()).content.decode()
    seen = {"seen": "900.01"}
    assert client.post(reverse("travel:approve", args=[trip.pk]), seen).status_code == 409
    assert client.post(reverse("travel:approve", args=[trip.pk]), {**seen, "reason": "Strike"}).status_code == 302
    assert client.post(reverse("travel:pay", args=[trip.pk]), {"reference": " "}).status_code == 409
    client.post(reverse("travel:pay", args=[trip.pk]), {"reference": "SEPA 1"})
    assert (Trip.objects.get().state, Trip.objects.get().reference) == ("paid", "SEPA 1")
    listed: Any = client.get(reverse("travel:programme"), {"state": "paid", "city": alba.slug})
    assert [each.pk for each, _balance in listed.context["rows"]] == [trip.pk]


@pytest.mark.parametrize(("who", "path"), [("ana", "/travel/"), ("staff", "/programme/travel/")])
def test_travel_is_found_behind_visits_and_the_bar_says_so(paid: Paid, client: Client, who: str, path: str) -> None:
    client.force_login(getattr(paid.exchange, who))
    page = client.get(path).content.decode()
    assert '<a class="worknav__link" href="/visits/" aria-current="page">' in page


def test_a_trip_says_that_its_visit_was_moved(paid: Paid, client: Client) -> None:
    trip = paid.trip()
    client.force_login(trip.traveller)
    assert "The visit was moved" not in client.get(trip.get_absolute_url()).content.decode()
    later = Days(LAST + timedelta(days=14), LAST + timedelta(days=15))
    planning.reschedule(paid.visit, later, reason="A fair", by=paid.exchange.ana, now=NOW)
    assert "The visit was moved" in client.get(trip.get_absolute_url()).content.decode()
