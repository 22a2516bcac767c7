"""The mails about a claim, to its traveller."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mailing.actions import put
from travel.models import Trip


def returned(trip: Trip, *, note: str, now: datetime) -> None:
    _write(trip, "returned", {"note": note, "lines": list(trip.lines.filter(is_returned=True))}, now)


def approved(trip: Trip, *, now: datetime) -> None:
    _write(trip, "approved", {}, now)


def paid(trip: Trip, *, now: datetime) -> None:
    _write(trip, "paid", {"reference": trip.reference}, now)


def _write(trip: Trip, name: str, context: dict[str, Any], now: datetime) -> None:
    """Once for each time it was handed in."""
    handed_in = trip.submitted_at.isoformat() if trip.submitted_at else ""
    put(
        key=f"travel:{name}:{trip.pk}:{handed_in}",
        kind=f"travel:{name}",
        to=trip.traveller.email,
        recipient=trip.traveller,
        language=trip.traveller.language,
        template=f"travel/mails/{name}",
        context={"trip": trip, "reader": trip.traveller, **context},
        about=trip.get_absolute_url(),
        not_before=now,
    )
