"""What the ladders need from the spine and the outputs, in a fixed number of statements whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Q
from django.utils.functional import Promise

from accounts.models import User
from cities.models import Representative
from mailing.models import Cover, Message
from milestones.models import Obligation
from milestones.querysets import ObligationQuerySet
from reminders.catalogue import LADDER, LAST_STEP_STAYS_OPEN, MORNING, UNTIL, Step
from reminders.ladder import STAFF, Debt, Seat, nearest, reached_by, stands_in

LONGEST_LADDER = LADDER[-1].offset + LAST_STEP_STAYS_OPEN
MOST_KEYS = 5000
"""In one statement: what SQLite takes, with room."""


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

    @property
    def because(self) -> str | Promise:
        return self.step.because

    @property
    def stands_in(self) -> bool:
        return stands_in(self.step, self.seat)


@dataclass(frozen=True)
class Chased:
    """A date that runs on an obligation, and the people its steps can reach."""

    obligation: Obligation
    debt: Debt
    seats: Sequence[Seat]
    staff: Sequence[Seat]

    def notices(self, step: Step) -> list[Notice]:
        """Whom a step reaches."""
        reached = reached_by(step, self.debt, self.seats, self.staff)
        return [Notice(self.obligation, self.debt, step, seat) for seat in reached]

    def open_on(self, day: date) -> list[Notice]:
        """What would go out on a day, wherever people are."""
        step = nearest(self.debt, day)
        return self.notices(step) if step else []


@dataclass
class World:
    """Open obligations with their seats, and staff, as the ladder sees them; and the other clocks of outputs."""

    obligations: list[Obligation]
    seats: dict[int, list[Seat]] = field(default_factory=dict)
    staff: list[Seat] = field(default_factory=list)
    clocks: list[Chased] = field(default_factory=list)

    def debt(self, obligation: Obligation) -> Debt:
        due_on = cast("date", obligation.effective_due_on)  # `world` reads dated ones only
        participation = obligation.participation
        moved = getattr(obligation, "moved_at", None)
        moved_on = local_day(participation.city.time_zone, moved) if moved else None
        joined_late = participation.joined_on > participation.cohort.starts_on
        owed_since = participation.joined_on if joined_late else date.min
        return Debt(obligation.pk, due_on, moved_on, owed_since)

    def seats_of(self, obligation: Obligation) -> list[Seat]:
        return self.seats.get(obligation.participation.city_id, [])

    @property
    def chased(self) -> list[Chased]:
        """Everything that runs."""
        owed = [Chased(each, self.debt(each), self.seats_of(each), self.staff) for each in self.obligations]
        return [*owed, *self.clocks]

    @property
    def zones(self) -> set[str]:
        of_clocks = (seat for each in self.clocks for seat in (*each.seats, *each.staff))
        everybody = [*self.staff, *of_clocks, *(seat for seats in self.seats.values() for seat in seats)]
        return {seat.zone for seat in everybody}


def world(obligations: ObligationQuerySet) -> World:
    """Those of `obligations` that can be chased, read with all the ladder needs: three statements."""
    rows = list(
        obligations.standing()
        .open()
        .filter(effective_due_on__isnull=False)
        .annotate(moved_at=Max("extensions__at"))
        .with_names()
        .order_by("effective_due_on", "requirement__position", "pk")
    )
    return world_of(rows)


def world_of(rows: list[Obligation]) -> World:
    """These open, dated obligations, read with their cities, cohorts and `moved_at`, when they were extended last."""
    return World(rows, *people_of({row.participation.city_id for row in rows}))


def around(day: date) -> ObligationQuerySet:
    """Obligations that have a step open on this day, wherever on earth it is that day."""
    margin = timedelta(days=2)
    first, last = day - LONGEST_LADDER - margin, day - LADDER[0].offset + margin
    return Obligation.objects.filter(effective_due_on__range=(first, last))


def already_put(keys: Iterable[str]) -> set[str]:
    """Which of these are taken: notices that a mail already tells, and digests that are already written."""
    every, found = list(set(keys)), set[str]()
    for start in range(0, len(every), MOST_KEYS):
        some = every[start : start + MOST_KEYS]
        told, written = (of.objects.order_by().filter(key__in=some).values_list("key") for of in (Cover, Message))
        found.update(key for (key,) in told.union(written, all=True))
    return found


def digest_key(day: date, email: str) -> str:
    return f"digest:{day.isoformat()}:{email}"[:200]


def people_of(cities: set[int]) -> tuple[dict[int, list[Seat]], list[Seat]]:
    """Filled seats and offered ones (mail reaches the address until the seat is claimed) by city; and staff."""
    rows = list(
        Representative.objects.current()
        .filter(city__in=cities)
        .select_related("user", "invitation", "city")
        .order_by("pk")
    )
    unclaimed = {row.email for row in rows if not row.user}
    users = list(User.objects.filter(Q(is_programme_staff=True) | Q(email__in=unclaimed)).order_by("pk"))
    return _seats(rows, {user.email: user for user in users}), [
        Seat(user.email, STAFF, date.min, user.time_zone, user.language, user.name, user)
        for user in users
        if user.is_programme_staff and user.is_active
    ]


def _seats(rows: Iterable[Representative], known: Mapping[str, User]) -> dict[int, list[Seat]]:
    offered: dict[str, Seat] = {}
    seats: dict[int, list[Seat]] = defaultdict(list)
    for row in rows:
        user = row.user or known.get(row.email)
        if user is None:
            seats[row.city_id].append(_offered(row, offered))
        elif user.is_active:
            seats[row.city_id].append(held(row, user))
    return seats


def held(row: Representative, user: User) -> Seat:
    """A claimed seat."""
    return Seat(user.email, row.role, row.started_on, user.time_zone, user.language, row.name or user.name, user)


def _offered(row: Representative, others: dict[str, Seat]) -> Seat:
    """One person has one morning and one language, also where several cities offer a seat to the same address."""
    who, known = row.invitation, others.get(row.email)
    seat = Seat(
        email=row.email,
        role=row.role,
        since=row.started_on,
        zone=known.zone if known else who.time_zone if who else row.city.time_zone,
        language=known.language if known else who.language if who else settings.LANGUAGE_CODE,
        name=row.name or row.email,
    )
    others.setdefault(row.email, seat)
    return seat


def local_day(zone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def is_morning(zone: str, now: datetime) -> bool:
    return MORNING <= now.astimezone(ZoneInfo(zone)).time() < UNTIL


def next_mornings(zones: Iterable[str], now: datetime) -> Mapping[str, date]:
    """By zone the day of the next morning that has not passed: today until noon, else tomorrow."""
    found = {}
    for zone in zones:
        local = now.astimezone(ZoneInfo(zone))
        found[zone] = local.date() + timedelta(days=local.time() >= UNTIL)
    return found
