"""What the ladder needs from the spine, in a fixed number of statements whatever the number of obligations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max

from accounts.models import User
from cities.models import Representative
from mailing.models import Cover
from milestones.models import Obligation
from milestones.querysets import ObligationQuerySet
from reminders.catalogue import LADDER, LAST_STEP_STAYS_OPEN, Step
from reminders.ladder import Debt, Seat, nearest, reached_by


@dataclass(frozen=True)
class Notice:
    """One line of somebody's digest: this obligation, for this reason, to this seat."""

    obligation: Obligation
    debt: Debt
    step: Step
    seat: Seat

    @property
    def key(self) -> str:
        return self.debt.key(self.step, self.seat)


@dataclass
class World:
    """Open obligations with their seats, and staff, as the ladder sees them."""

    obligations: list[Obligation]
    seats: dict[int, list[Seat]] = field(default_factory=dict)
    staff: list[Seat] = field(default_factory=list)

    def debt(self, obligation: Obligation) -> Debt:
        assert obligation.effective_due_on is not None
        moved = getattr(obligation, "moved_at", None)
        zone = ZoneInfo(obligation.participation.city.time_zone)
        return Debt(obligation.pk, obligation.effective_due_on, moved.astimezone(zone).date() if moved else None)

    def notices(self, obligation: Obligation, step: Step) -> list[Notice]:
        """Whom a step of an obligation reaches."""
        debt = self.debt(obligation)
        seats = self.seats.get(obligation.participation.city_id, [])
        return [Notice(obligation, debt, step, seat) for seat in reached_by(step, debt, seats, self.staff)]

    def open_on(self, obligation: Obligation, day: date, zones: set[str]) -> list[Notice]:
        """What would go out on a day to people in these zones."""
        step = nearest(self.debt(obligation), day)
        return [each for each in self.notices(obligation, step) if each.seat.zone in zones] if step else []

    @property
    def zones(self) -> set[str]:
        everybody = [*self.staff, *(seat for seats in self.seats.values() for seat in seats)]
        return {seat.zone for seat in everybody}


def world(obligations: ObligationQuerySet, today: date, ahead: int = 1) -> World:
    """Obligations whose ladder touches the days from `today` to `ahead` days on, read with all they need."""
    first = today - LADDER[-1].offset - LAST_STEP_STAYS_OPEN - timedelta(days=2)
    last = today - LADDER[0].offset + timedelta(days=ahead + 1)
    rows = list(
        obligations.standing()
        .open()
        .filter(effective_due_on__range=(first, last))
        .annotate(moved_at=Max("extensions__at"))
        .with_names()
        .order_by("effective_due_on", "requirement__position", "pk")
    )
    return World(rows, _seats({row.participation.city_id for row in rows}), _staff())


def already_sent(notices: Iterable[Notice]) -> set[str]:
    """Keys of these notices that a mail already covers."""
    keys = [notice.key for notice in notices]
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        found.update(Cover.objects.filter(key__in=keys[start : start + 500]).values_list("key", flat=True))
    return found


def _seats(cities: set[int]) -> dict[int, list[Seat]]:
    """Filled seats and offered ones (mail reaches the address until the seat is claimed), by city."""
    rows = (
        Representative.objects.current()
        .filter(city__in=cities)
        .select_related("user", "invitation", "city")
        .order_by("pk")
    )
    seats: dict[int, list[Seat]] = defaultdict(list)
    for row in rows:
        if row.user is None or row.user.is_active:
            seats[row.city_id].append(_seat(row))
    return seats


def _seat(row: Representative) -> Seat:
    who = row.user or row.invitation
    return Seat(
        email=row.user.email if row.user else row.email,
        role=row.role,
        since=row.started_on,
        zone=who.time_zone if who else row.city.time_zone,
        language=who.language if who else settings.LANGUAGE_CODE,
        name=row.name or row.email,
        user=row.user,
    )


def _staff() -> list[Seat]:
    return [
        Seat(user.email, "staff", date.min, user.time_zone, user.language, user.name, user)
        for user in User.objects.programme_staff().order_by("pk")
    ]


def local_day(zone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(zone)).date()
