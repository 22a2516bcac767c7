"""What others read of sessions: attended minutes for the hours, the spread of feedback, who completed which phase."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.functional import Promise

from cities.models import City
from cohorts.models import Cohort, Module
from learning.models import CatchUp, Feedback, LearningSession, Registration
from learning.states import Attendance
from milestones.models import Obligation
from milestones.states import SETTLED
from milestones.states import Kind as RequirementKind

SMALLEST_GROUP = 5
"""Answers of fewer people are not shown: they would tell who gave them."""
QUESTIONS = ("useful", "clear", "will_use")


@dataclass(frozen=True)
class Attended:
    """A session somebody was at themselves, with its length."""

    session: LearningSession
    minutes: int


def attended(user: Any, first: date, last: date, *, city: City | None = None) -> list[Attended]:
    """Closed sessions at which this person was present (no deputy), on these days where they took place."""
    around = (
        datetime.combine(first - timedelta(days=1), time.min, ZoneInfo("UTC")),
        datetime.combine(last + timedelta(days=2), time.min, ZoneInfo("UTC")),
    )
    places = Registration.objects.registered().filter(
        user=user,
        attendance=Attendance.PRESENT,
        session__in=LearningSession.objects.held(),
        session__starts_at__range=around,
    )
    if city:
        places = places.filter(city=city)
    found = [each.session for each in places.select_related("session__cohort").order_by("session__starts_at")]
    return [Attended(each, each.minutes) for each in found if first <= local_day(each) <= last]


def local_day(session: LearningSession) -> date:
    """The calendar day on which it begins, where it takes place."""
    assert session.starts_at is not None  # noqa: S101 - asked of sessions that were held only
    return session.starts_at.astimezone(ZoneInfo(session.zone)).date()


@dataclass(frozen=True)
class Spread:
    """The answers to one question: how many said 1, 2 ... 5, and their mean."""

    question: str | Promise
    counts: Sequence[int]

    @property
    def mean(self) -> Decimal:
        total = Decimal(sum(value * count for value, count in enumerate(self.counts, 1)))
        return (total / sum(self.counts)).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Said:
    """What a group said after a session. A group under five shows how many it is and nothing else."""

    n: int
    spreads: Sequence[Spread] = ()
    lines: Sequence[str] = ()


def feedback_on(session: LearningSession) -> Said:
    """In one statement; the lines stand in the order of numbers drawn by lot."""
    rows = list(Feedback.objects.filter(session=session))
    if len(rows) < SMALLEST_GROUP:
        return Said(len(rows))
    counts = {name: Counter(getattr(row, name) for row in rows) for name in QUESTIONS}
    spreads = [Spread(wording_of(Feedback, name), [counts[name][value] for value in range(1, 6)]) for name in QUESTIONS]
    return Said(len(rows), spreads, [row.line for row in rows if row.line])


def wording_of(model: type[Model], name: str) -> Any:
    """A question as it is asked: the name of its field."""
    return model._meta.get_field(name).verbose_name  # type: ignore[union-attr]


@dataclass(frozen=True)
class Phase:
    """What somebody has done of one module: `done` of `asked` sessions."""

    module: Module
    done: int
    asked: int

    @property
    def is_complete(self) -> bool:
        return self.asked > 0 and self.done >= self.asked


@dataclass(frozen=True)
class Completion:
    """One person or one city, module by module."""

    name: str
    city: str
    email: str
    phases: Sequence[Phase]

    @property
    def is_complete(self) -> bool:
        asked = [each for each in self.phases if each.asked]
        return bool(asked) and all(each.is_complete for each in asked)


def people_completing(cohort: Cohort, modules: Sequence[Module]) -> list[Completion]:
    """Everybody registered for a session of the cohort: at how many of the held ones of each module they were.

    Catching up counts where the programme says so. In three statements, however many people there are.
    """
    held = LearningSession.objects.held().filter(cohort=cohort).exclude(module=None)
    module_of = dict(held.values_list("pk", "module"))
    asked = Counter(module_of.values())
    people: dict[str, Registration] = {}
    was_at: dict[str, set[int]] = defaultdict(set)
    places = Registration.objects.registered().filter(session__cohort=cohort).exclude(session__module=None)
    for each in places.exclude(name="").select_related("city").order_by("name", "pk"):
        key = each.email.lower()
        people.setdefault(key, each)
        if each.attendance == Attendance.PRESENT and each.session_id in module_of:
            was_at[key].add(each.session_id)
    for key, session in _caught_up(cohort, people):
        was_at[key].add(session)
    return [
        Completion(
            each.name,
            each.city.name if each.city else "",
            each.email,
            [_phase(module, [module_of.get(pk) for pk in was_at[key]], asked) for module in modules],
        )
        for key, each in people.items()
    ]


def cities_completing(cohort: Cohort, modules: Sequence[Module]) -> list[Completion]:
    """Each city that is in: how many of the sessions it owes in a module are fulfilled or waived."""
    done: dict[City, list[int | None]] = defaultdict(list)
    asked: dict[City, Counter[int]] = defaultdict(Counter)
    owed = Obligation.objects.standing().filter(participation__cohort=cohort, requirement__kind=RequirementKind.SESSION)
    for each in owed.select_related("participation__city", "requirement").order_by("participation__city__name", "pk"):
        city, module = each.participation.city, each.requirement.module_id
        asked[city][module] += 1
        if each.state in SETTLED:
            done[city].append(module)
    return [
        Completion(city.name, city.name, "", [_phase(module, done[city], counts) for module in modules])
        for city, counts in asked.items()
    ]


def _phase(module: Module, done: Sequence[int | None], asked: Counter[int]) -> Phase:
    return Phase(module, sum(each == module.pk for each in done), asked[module.pk])


def _caught_up(cohort: Cohort, people: dict[str, Registration]) -> list[tuple[str, int]]:
    if not cohort.template.get("learning", {}).get("catch_up"):
        return []
    done = CatchUp.objects.filter(session__cohort=cohort).values_list("user__email", "session")
    return [(email.lower(), session) for email, session in done if email.lower() in people]
