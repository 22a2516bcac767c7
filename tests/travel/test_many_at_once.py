"""Two windows at the same moment: one trip a day, one decision."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from mailing.models import Message
from tests.at_once import outcomes_at_once
from tests.travel.world import AFTER, Paid
from tests.visits.world import FIRST, LAST
from travel.actions import claims
from travel.models import Trip
from visits.actions import party
from visits.models import Delegate

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_trips_planned_at_once_never_share_a_day(paid: Paid) -> None:
    acts = [
        lambda shift=shift: paid.trip(
            where=paid.exchange.cohort, first=FIRST + timedelta(shift), last=LAST + timedelta(shift)
        )
        for shift in (0, 1, -1, 0)
    ]
    outcomes = outcomes_at_once(*acts)
    days = [trip.starts_on + timedelta(n) for trip in Trip.objects.all() for n in range(trip.days)]
    assert (len(days), outcomes["done"]) == (len(set(days)), Trip.objects.count())
    assert outcomes["done"] < 4


def test_two_who_approve_at_once_approve_once(paid: Paid) -> None:
    trip = paid.claimed("10.00")
    acts = [lambda: claims.approve(trip, seen=Decimal(10), by=paid.exchange.staff, now=AFTER)] * 4
    assert outcomes_at_once(*acts) == {"done": 1, "refused": 3}
    assert Message.objects.filter(kind="travel:approved").count() == 1


def test_a_party_named_at_once_stays_within_its_caps(paid: Paid) -> None:
    paid.exchange.cohort.template["visit"] = {"party": {"max": 2}}
    paid.exchange.cohort.save()
    acts = [
        lambda n=n: party.name_delegate(
            paid.visit,
            party.Named(paid.exchange.alba.city, f"P{n}", f"p{n}@example.org"),
            by=paid.exchange.ana,
            now=AFTER - timedelta(9),
        )
        for n in range(5)
    ]
    assert outcomes_at_once(*acts) == {"done": 2, "refused": 3}
    assert Delegate.objects.count() == 2
