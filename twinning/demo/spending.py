"""What the journeys of the demo's visits cost (`travel` in `trips.yaml`): estimated, claimed, sent back, paid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from accounts.models import User
from cities.models import City
from travel.actions import claims, trips
from travel.actions.claims import Spent
from travel.actions.trips import Estimate, Way
from travel.models import Trip
from twinning.demo.simulation import Event, at
from visits.models import Visit


@dataclass
class Journey:
    """One person's way to a visit, there the day before and back on its last day; `trip` once it was planned."""

    said: dict[str, Any]
    traveller: User
    origin: City
    staff: User
    first: date
    last: date
    trip: Trip = field(init=False)

    def events(self, planned: date, visit: Callable[[], Visit]) -> Iterator[Event]:
        """`visit()` answers the visit once it is confirmed."""
        yield Event(at(planned, 12), lambda now: self.plan(visit(), now))
        for step in ("submitted", "returned", "approved", "paid"):
            if step in self.said:
                said = self.said[step]
                after = said if isinstance(said, int) else said["after"]
                yield Event(at(self.last + timedelta(days=after), 13), partial(getattr(self, step), said))

    def plan(self, visit: Visit, now: datetime) -> None:
        estimate = Estimate(self.first, self.last, Decimal(self.said["estimate"]))
        self.trip = trips.plan(visit, estimate, by=self.traveller, now=now)
        if visit.host:
            trips.add_leg(self.trip, Way(self.said["mode"], self.origin, visit.host), by=self.traveller)

    def submitted(self, _after: int, now: datetime) -> None:
        for line in self.said["lines"]:
            spent = Spent(
                line["category"],
                self.first,
                Decimal(str(line["amount"])),
                line.get("currency", "EUR"),
                Decimal(str(line.get("rate", 1))),
                line["note"],
            )
            claims.add_line(self.trip, spent, by=self.traveller, now=now)
        self.trip = claims.submit(self.trip, by=self.traveller, now=now)

    def returned(self, said: dict[str, Any], now: datetime) -> None:
        rows = list(self.trip.lines.order_by("pk"))
        wrong = [rows[number - 1].pk for number in said["lines"]]
        self.trip = claims.send_back(self.trip, note=said["note"], lines=wrong, by=self.staff, now=now)

    def approved(self, said: dict[str, Any], now: datetime) -> None:
        row = Trip.objects.get(pk=self.trip.pk)
        self.trip = claims.approve(row, seen=row.spent, reason=said.get("reason", ""), by=self.staff, now=now)

    def paid(self, said: dict[str, Any], now: datetime) -> None:
        self.trip = claims.pay(self.trip, reference=said["reference"], by=self.staff, now=now)
