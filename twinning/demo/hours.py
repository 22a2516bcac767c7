"""The months of the demo's people: believable amounts, the same in every demo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from cities.models import Representative
from cohorts.models import Participation
from hours.actions import months as actions
from hours.months import first_of, months_of
from milestones.dates import add_months
from twinning.demo.cast import Cast
from twinning.demo.simulation import Event, at

WORK = ("sessions", "outputs", "meetings", "preparation")


def events(cast: Cast) -> Iterator[Event]:
    """Everybody writes a month in the first days of the next one; staff lock the older months."""
    months = months_of(cast.cohort, cast.today)
    for month in months[:-1]:
        after = add_months(month, 1)
        for place, (seat, participation) in enumerate(_people(cast)):
            if month == months[-2] and (participation.city.slug in cast.plan["hours"]["silent"] or place % 9 == 4):
                continue
            write = partial(_write, seat, participation, month, place, place % 11 != 7 or month != months[-2])
            yield Event(at(after + timedelta(days=place % 5), 7, place % 60), write)
    for month in months[: -1 - cast.plan["hours"]["locked_months"]]:
        lock = partial(_lock, cast, month)
        yield Event(at(add_months(month, 1) + timedelta(days=14), 17), lock)
    yield from _this_month(cast, months[-1])


def _this_month(cast: Cast, month: date) -> Iterator[Event]:
    for place, (seat, participation) in enumerate(_people(cast)):
        if place % 3 == 0 and cast.today.day > 3:
            yield Event(
                at(cast.today - timedelta(days=1), 15, place % 60),
                partial(_write, seat, participation, month, place, False),
            )


def _people(cast: Cast) -> list[tuple[Representative, Participation]]:
    leaving = cast.plan["withdrawn"]["city"]
    rows = {
        row.city_id: row
        for row in Participation.objects.filter(cohort=cast.cohort, role="twin").select_related("city", "cohort")
    }
    seats = Representative.objects.filter(city__in=rows).exclude(city__slug=leaving).select_related("user", "city")
    return [(seat, rows[seat.city_id]) for seat in seats.order_by("pk")]


def _write(
    seat: Representative, participation: Participation, month: date, place: int, is_all: bool, now: datetime
) -> None:
    """Between seven and thirteen hours, in quarters, different for everybody and every month."""
    wobble = (place * 7 + month.month * 5) % 12
    amounts = (
        Decimal(3) + Decimal(wobble % 5) / 2,
        Decimal(2) + Decimal(wobble % 4) / 4,
        Decimal(1) + wobble % 3,
        Decimal("1.25"),
    )
    lines = {kind: actions.Line(hours) for kind, hours in zip(WORK, amounts, strict=True)}
    held = actions.Month(seat, participation, month)
    actions.save_month(held, actions.Written(lines), by=seat.user, now=now, today=now.date())
    if is_all:
        actions.complete(held, by=seat.user, now=now, today=now.date())


def _lock(cast: Cast, month: date, now: datetime) -> None:
    actions.lock_month(cast.cohort, first_of(month), by=cast.staff, now=now)
