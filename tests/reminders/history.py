"""A made-up programme lived through hour by hour on the real actions, with a mail server that is sometimes away.

The expectations are written anew here, from the contract and not from the code that is tested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cities.actions.seats import hand_over
from cities.models import City, Representative
from cohorts.models import Participation
from mailing.models import Message
from mailing.states import State
from milestones.actions import obligations as spine
from milestones.actions.joining import depart, rejoin
from milestones.models import Obligation
from reminders.actions import send_due
from tests.factories import (
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    ParticipationFactory,
    RequirementFactory,
    SeatFactory,
    UserFactory,
)
from ui.templatetags.kit import weekday
from workflow.refusals import Refusal

DAYS = 50
ZONES = ["Europe/Lisbon", "Europe/Berlin", "Europe/Bucharest", "Europe/Istanbul"]
VERBS = ["extend", "waive", "reinstate", "fulfil", "reopen", "withdraw", "rejoin", "hand_over", "move_zone", "add"]
WINDOWS = [(-14, -3), (-3, 0), (0, 3), (3, 7), (7, 14), (14, 21), (21, 28), (28, 35), (35, 42), (42, 56)]
WHO = {-3: "lead second deputy", 0: "lead second deputy", 3: "deputy lead second", 42: "staff"}


@dataclass(frozen=True)
class Event:
    day: int
    hour: int
    verb: str
    number: int


@dataclass(frozen=True)
class Day:
    runs: tuple[int, ...]
    """The hours (UTC) at which the job ran; none of them on a night that was missed."""
    relay_is_up: bool


@dataclass
class History:
    start: date
    now: datetime = field(init=False)
    runs: list[datetime] = field(default_factory=list)
    shocks: list[datetime] = field(default_factory=list)
    moves: list[tuple[datetime, str, str]] = field(default_factory=list)
    """When, who, and the zone they left."""
    epochs: dict[int, list[tuple[datetime, bool, date | None]]] = field(default_factory=dict)

    def begin(self, zones: list[int], dues: list[int], roles: Iterable[str]) -> None:
        """Two cities with the same person as lead, more seats as `roles` say, one obligation for each of `dues`."""
        self.now = datetime.combine(self.start, time(), UTC)
        self.staff = UserFactory(staff=True, second_factor=False, time_zone=ZONES[zones[0]])
        self.cohort = CohortFactory(starts_on=self.start - timedelta(days=90))
        long_ago = self.start - timedelta(days=80)
        lead = UserFactory(time_zone=ZONES[zones[1]])
        self.members = [ParticipationFactory(cohort=self.cohort, city__time_zone=ZONES[zone]) for zone in zones[:2]]
        for member in self.members:
            SeatFactory(city=member.city, user=lead, started_on=long_ago)
        for role in roles:
            user = UserFactory(time_zone=ZONES[zones[2]])
            SeatFactory(city=self.members[0].city, user=user, role=role, started_on=long_ago)
        self.module = ModuleFactory(cohort=self.cohort)
        for place, due in enumerate(dues):
            self.owe(self.members[place % 2], due)

    def owe(self, member: Participation, due: int) -> None:
        requirement = RequirementFactory(module=self.module, name=f"Output no. {Obligation.objects.count() + 100}")
        due_on = self.start + timedelta(days=due)
        self.note(ObligationFactory(requirement=requirement, participation=member, base_due_on=due_on))

    def live(self, events: list[Event], days: list[Day]) -> None:
        for place, plan in enumerate(days):
            todays = [event for event in events if event.day == place]
            for hour in range(24):
                midnight = datetime.combine(self.start + timedelta(days=place), time(), UTC)
                self.now = midnight + timedelta(hours=hour)
                for event in todays:
                    if event.hour == hour:
                        self.happen(event)
                if hour in plan.runs:
                    self.run()
                    if plan.relay_is_up:
                        self.hand_over()

    def happen(self, event: Event) -> None:
        """Something is done by staff, if the portal lets them."""
        rows = list(Obligation.objects.with_names().order_by("pk"))
        member = self.members[event.number % 2]
        member.refresh_from_db()
        with suppress(Refusal):
            self.do(event.verb, event.number, rows[event.number % len(rows)], member)
        self.shocks.append(self.now)
        for row in Obligation.objects.select_related("participation"):
            self.note(row)

    def do(self, verb: str, number: int, one: Obligation, member: Participation) -> None:
        who: dict[str, Any] = {"by": self.staff, "now": self.now}
        today = self.now.date()
        later = (one.effective_due_on or today) + timedelta(days=number % 20)
        acts: dict[str, Callable[[], object]] = {
            "extend": lambda: spine.extend(one, new_due_on=later, reason="Ill", **who),
            "waive": lambda: spine.waive(one, reason="Merged", **who),
            "reinstate": lambda: spine.reinstate(one, reason="After all", **who),
            "fulfil": lambda: spine.fulfil(one, **who),
            "reopen": lambda: spine.reopen(one, note="Not done", **who),
            "withdraw": lambda: depart(member, on=today, reason="War", **who),
            "rejoin": lambda: rejoin(member, **who),
            "hand_over": lambda: self.pass_on(number, member.city),
            "move_zone": lambda: self.move(number, member.city),
            "add": lambda: self.owe(member, (today - self.start).days + number % 20),
        }
        acts[verb]()

    def move(self, number: int, city: City) -> None:
        seat = city.seats.filter(ended_on=None, user__isnull=False).first()
        if seat:
            self.moves.append((self.now, seat.user.email, seat.user.time_zone))
            seat.user.time_zone = ZONES[number % len(ZONES)]
            seat.user.save()

    def pass_on(self, number: int, city: City) -> None:
        seat = city.seats.filter(ended_on=None, role="lead").first()
        name = f"new{self.now:%m%d%H}-{number}"
        hand_over(seat, name=name, email=f"{name}@example.org", by=self.staff, now=self.now)

    def note(self, row: Obligation) -> None:
        is_chased = row.state == "open" and row.participation.withdrawn_on is None
        self.epochs.setdefault(row.pk, []).append((self.now, is_chased, row.effective_due_on))

    def run(self) -> None:
        """One pass of the job; what it writes is for people whose morning it is."""
        self.runs.append(self.now)
        for digest in send_due(now=self.now):
            for notice in digest.notices:
                local = self.now.astimezone(ZoneInfo(notice.seat.zone))
                assert time(8) <= local.time() < time(12)
                assert digest.day == local.date()
        if len(self.runs) % 5 == 0:
            assert send_due(now=self.now) == []

    def hand_over(self) -> None:
        """The mail server takes all that is due; at this very moment every mail must say what the pages say."""
        for mail in Message.objects.filter(kind="reminder", state=State.DUE):
            keys = [cover.key.split(":", 4) for cover in mail.covers.all()]
            told = Obligation.objects.with_names().filter(pk__in=[int(key[1]) for key in keys])
            names = set(Obligation.objects.values_list("requirement__name", flat=True))
            said = Counter({name: mail.text.count(name) for name in names if name in mail.text})
            assert said == Counter(row.requirement.name for row in told)
            assert len(told) == len(keys) > 0
            for row, key in zip(told.order_by("pk"), sorted(keys, key=lambda key: int(key[1])), strict=True):
                assert row.state == "open"
                assert row.participation.withdrawn_on is None
                assert row.effective_due_on is not None
                assert row.effective_due_on.isoformat() == key[2]
                assert weekday(row.effective_due_on) in mail.text
                self.was_there_in_time(mail, row, row.effective_due_on + timedelta(days=int(key[3])))
            mail.state, mail.accepted_at = State.ACCEPTED, self.now
            mail.save()

    def was_there_in_time(self, mail: Message, row: Obligation, opened: date) -> None:
        """Nobody hears of a step that opened before they had their seat."""
        seats = Representative.objects.filter(city=row.participation.city_id, email=mail.to)
        for seat in seats:
            assert seat.started_on <= opened

    def judge(self) -> int:
        """One mail a person and day, each step once, none missed; answers how many steps it could judge."""
        kept = Message.objects.filter(kind="reminder").exclude(state=State.CANCELLED)
        told: dict[tuple[str, ...], list[str]] = {}
        days = set()
        for mail in kept.prefetch_related("covers"):
            day = (mail.to, mail.key.split(":")[1])
            assert day not in days
            days.add(day)
            for cover in mail.covers.all():
                _kind, number, due, step, _who = cover.key.split(":", 4)
                told.setdefault((number, due, step), []).append(mail.to)
        assert all(len(people) == len(set(people)) for people in told.values())
        assert all(len(people) == 1 for (_n, _d, step), people in told.items() if step in {"-3", "+0", "+3", "+7"})
        return sum(self.judge_obligation(number, told) for number in self.epochs)

    def judge_obligation(self, number: int, told: dict[tuple[str, ...], list[str]]) -> int:
        marks = self.epochs[number]
        row = Obligation.objects.with_names().get(pk=number)
        judged = 0
        for (since, chased, due), (until, *_rest) in zip(marks, [*marks[1:], (self.now, False, None)], strict=True):
            for opens, closes in WINDOWS if chased and due else []:
                first, end = due + timedelta(days=opens), due + timedelta(days=closes)
                if since.date() + timedelta(days=1) < first and end < until.date() and self.is_calm(first, end):
                    expected = set(self.expected(row.participation.city, opens, first, end))
                    heard = set(told.get((str(number), due.isoformat(), f"{opens:+d}"), []))
                    stopped = self.stopped(row.requirement.name, first, end)
                    assert heard <= expected <= heard | stopped
                    judged += not stopped
        return judged

    def stopped(self, name: str, first: date, end: date) -> set[str]:
        """Whose mail of these days waited for the server until something else in it was settled, after the window."""
        gone = Message.objects.filter(kind="reminder", state=State.CANCELLED, text__contains=name)
        days = {first + timedelta(days=n) for n in range((end - first).days)}
        return {mail.to for mail in gone if date.fromisoformat(mail.key.split(":")[1]) in days}

    def is_calm(self, first: date, end: date) -> bool:
        """Nothing happened to anybody in the window, so what must have gone out is beyond dispute."""
        margin = timedelta(days=2)
        return not any(first - margin <= shock.date() <= end + margin for shock in self.shocks)

    def expected(self, city: City, opens: int, first: date, end: date) -> list[str]:
        seats = {seat.role: seat for seat in city.seats.exclude(ended_on__lt=first).filter(started_on__lte=first)}
        if opens == -14:
            people = list(seats.values())
        else:
            roles = WHO.get(opens, "lead second deputy").split()
            if roles == ["staff"]:
                return [self.staff.email] if self.had_a_morning(self.staff.time_zone, first, end) else []
            people = [seats[role] for role in roles if role in seats][:1]
        return [each.email for each in people if self.had_a_morning(self.zone_of(each, first), first, end)]

    def zone_of(self, seat: Representative, day: date) -> str:
        if seat.user:
            before = [zone for at, email, zone in self.moves if at.date() > day and email == seat.email]
            return before[0] if before else str(seat.user.time_zone)
        return seat.invitation.time_zone if seat.invitation else seat.city.time_zone

    def had_a_morning(self, zone: str, first: date, end: date) -> bool:
        local = [run.astimezone(ZoneInfo(zone)) for run in self.runs]
        return any(first <= each.date() < end and time(8) <= each.time() < time(12) for each in local)
