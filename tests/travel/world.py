"""Alba Iulia goes to Kozani in a programme that pays up to EUR 900 for each person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from tests.deliverables.corpus.good import picture_of
from tests.visits.world import FIRST, LAST, Exchange, make_exchange
from travel.actions import claims, trips
from travel.actions.claims import Spent
from travel.actions.trips import Estimate
from travel.models import Trip
from visits.models import Visit

PLANNED = datetime(2026, 3, 3, 9, tzinfo=UTC)
AFTER = datetime(2026, 3, 14, 9, tzinfo=UTC)
CEILING = {"scheme": "ceiling", "eur": 900, "over": "programme"}


@dataclass
class Paid:
    exchange: Exchange
    visit: Visit

    def scheme(self, **said: Any) -> None:
        """Let the programme pay in another way; without a word it pays nothing."""
        self.exchange.cohort.template["travel"] = said
        self.exchange.cohort.save()
        self.visit = Visit.objects.get(pk=self.visit.pk)

    def trip(self, by: User | None = None, where: Any = None, eur: str = "640", **days: date) -> Trip:
        first, last = days.get("first", FIRST), days.get("last", LAST)
        said = Estimate(first, last, Decimal(eur), "Consortium meeting")
        return trips.plan(where or self.visit, said, by=by or self.exchange.ana, now=PLANNED)

    def claimed(self, *sums: str, **said: Any) -> Trip:
        """A submitted trip with these sums in EUR."""
        trip = self.trip(**said)
        for each in sums:
            spend(trip, each)
        return claims.submit(trip, by=trip.traveller, now=AFTER)

    def approved(self, *sums: str, **said: Any) -> Trip:
        trip = self.claimed(*sums, **said)
        return claims.approve(trip, seen=trip.spent, by=self.exchange.staff, now=AFTER)


def spend(trip: Trip, amount: str, currency: str = "EUR", rate: str = "1", receipt: Any = None) -> Any:
    spent = Spent("journey", FIRST, Decimal(amount), currency, Decimal(rate), "" if receipt else "Ticket machine")
    return claims.add_line(trip, spent, receipt, by=trip.traveller, now=AFTER)


def photo(name: str = "ticket.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_of("JPEG"))


def make_paid() -> Paid:
    exchange = make_exchange()
    exchange.cohort.template["travel"] = CEILING
    exchange.cohort.save()
    return Paid(exchange, Visit.objects.get(pk=exchange.confirmed().pk))
