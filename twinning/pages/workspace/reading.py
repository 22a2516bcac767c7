"""What a city's first page shows, read from the spine: what is next, what is behind and ahead, who is with us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Case, F, Max, Min, Prefetch, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from cities.models import Representative
from cities.states import WRITING_SEATS
from cohorts.models import Cohort, Module, Pairing, PairingSide, Participation
from cohorts.states import Side
from deliverables.models import Deliverable
from deliverables.states import State
from deliverables.waiting import ToEndorse, to_endorse
from milestones.models import Obligation
from milestones.reached import Rung, checkpoints, ladders
from milestones.states import Kind, ObligationState
from twinning.pages.standing import Facts, Standing, first_day_not_late, standing
from twinning.pages.workspace.meeting import Meetings

FRESH = timedelta(days=14)
"""How long the first page tells of a milestone that was reached."""


@dataclass(frozen=True)
class Entry:
    """One obligation as a line of the timeline."""

    obligation: Obligation
    standing: Standing
    output: str
    meets_at: str = ""
    """The page of the session or the visit by which it is met."""
    opens_today: bool = False
    """The first one ahead: "today" is drawn before it."""

    @property
    def place(self) -> str:
        """Where its dot stands: behind, pressing now, or ahead."""
        if self.obligation.is_settled and self.output != "changes_asked":
            return "done"
        return "now" if self.standing.state in ("late", "due_soon", "changes_asked") else "ahead"

    @property
    def day(self) -> date | None:
        """The day it stands at on the timeline: when it was done, else when it is due."""
        done = self.obligation.fulfilled_at
        return done.date() if done else self.obligation.effective_due_on

    @property
    def is_output(self) -> bool:
        return self.obligation.requirement.kind == Kind.OUTPUT

    @property
    def url(self) -> str:
        """Where one does something about it; empty where there is no such page yet."""
        return reverse("deliverables:output", args=[self.obligation.pk]) if self.is_output else self.meets_at

    @property
    def needs_the_city(self) -> bool:
        """Something the city itself has to do: an open obligation, or an output that came back."""
        return not self.obligation.is_settled or self.output == "changes_asked"


@dataclass(frozen=True)
class Place:
    """A seat in a cohort: where this person stands for a city."""

    seat: Representative
    participation: Participation


def places_of(user: User, today: date) -> list[Place]:
    """Every one of this person, running cohorts first; of these, the one that has the next thing to do."""
    seats = {each.city_id: each for each in Representative.objects.held_by(user)}
    rows = (
        Participation.objects.active()
        .filter(city__in=seats)
        .annotate(presses_on=Min(_to_do_by()))
        .select_related("city", "cohort")
    )
    every = [Place(seats[each.city_id], each) for each in rows.prefetch_related("cohort__modules")]
    return sorted(every, key=lambda each: _order(each.participation, today))


def _to_do_by() -> Case:
    """The day of an obligation, seen from its participation: what came back has a day of its own, what is done none."""
    output, due = "obligations__deliverable__", "obligations__effective_due_on"
    return Case(
        When(obligations__state=ObligationState.OPEN, then=F(due)),
        When(
            obligations__deliverable__state=State.CHANGES_ASKED,
            then=Coalesce(f"{output}answer_by", f"{output}open_until", due),
        ),
    )


def _order(participation: Any, today: date) -> tuple[bool, date, int, int]:
    cohort = participation.cohort
    is_running = cohort.starts_on <= today <= cohort.ends_on
    return not is_running, participation.presses_on or date.max, -cohort.pk, participation.pk


def entries_of(participation: Participation, meetings: Meetings, now: datetime) -> list[Entry]:
    """All obligations of a city in the order of their days; what has no date yet comes last.

    Each with all that `reminders.forecast` asks of it.
    """
    pages = meetings.pages
    obligations = list(
        Obligation.objects.filter(participation=participation)
        .annotate(
            output=F("deliverable__state"),
            asked_by=Coalesce("deliverable__answer_by", "deliverable__open_until"),
            moved_at=Max("extensions__at"),
        )
        .select_related("requirement__module")
        .prefetch_related("extensions")
        .order_by("requirement__position")
    )
    today = first_day_not_late(participation.city.time_zone, now)
    entries = []
    for each in obligations:
        each.participation = participation
        output = each.output or ""
        facts = Facts(each.state, each.requirement.kind, output, each.base_due_on, each.effective_due_on)
        entries.append(Entry(each, standing(facts, today), output, pages.get(each.requirement_id, "")))
    return with_today(sorted(entries, key=lambda entry: (entry.day is None, entry.day or date.max)), today)


def with_today(entries: list[Entry], today: date) -> list[Entry]:
    """The same entries, the first one not behind us marked."""
    ahead = next((n for n, entry in enumerate(entries) if entry.day is None or entry.day >= today), None)
    return [replace(entry, opens_today=True) if n == ahead else entry for n, entry in enumerate(entries)]


def waiting(entries: list[Entry]) -> list[Entry]:
    """What the city has to do, the most pressing first: what came back, as others wait for it; then by its date."""
    return sorted(
        (entry for entry in entries if entry.needs_the_city),
        key=lambda entry: (
            entry.output != "changes_asked",
            entry.obligation.effective_due_on or date.max,
            entry.obligation.requirement.position,
        ),
    )


def ladder_of(participation: Participation, entries: list[Entry]) -> list[Rung]:
    """The milestones of the city whose entries these are, with the people who settled what they ask."""
    owed = [entry.obligation for entry in entries]
    return ladders(owed, checkpoints(participation.cohort_id), [Deliverable]).get(participation.pk, [])


def moment(rungs: list[Rung], now: datetime) -> Rung | None:
    """The milestone reached last, as long as it is news."""
    news = [rung for rung in rungs if rung.reached_at and now - rung.reached_at <= FRESH]
    return max(news, key=lambda rung: rung.reached_at or now, default=None)


def module_on(modules: list[Module], today: date) -> Module | None:
    """The module of today; before the start the first, after the end the last."""
    running = [module for module in modules if module.starts_on <= today <= module.ends_on]
    if running or not modules:
        return running[0] if running else None
    return modules[0] if today < modules[0].starts_on else modules[-1]


def modules_of(cohort: Cohort, today: date) -> list[dict[str, Any]]:
    """The module bar: each with how many of its days have passed."""
    modules = list(cohort.modules.all())
    current = module_on(modules, today)
    return [
        {
            "module": module,
            "is_current": module == current,
            "length": (module.ends_on - module.starts_on).days + 1,
            "passed": min(max((today - module.starts_on).days + 1, 0), (module.ends_on - module.starts_on).days + 1),
        }
        for module in modules
    ]


def pairings_of(participation: Participation) -> list[tuple[Pairing, list[PairingSide]]]:
    """Standing pairings of a city, each with its cities and, as `participation.city.people`, the people behind them."""
    people = Representative.objects.current().select_related("user").order_by("pk")
    own = Pairing.objects.standing().filter(sides__participation=participation)
    sides = (
        PairingSide.objects.filter(pairing__in=own.values("pk"), participation__withdrawn_on=None)
        .select_related("pairing__activity", "pairing__facilitator", "participation__city")
        .prefetch_related(Prefetch("participation__city__seats", queryset=people, to_attr="people"))
    )
    return [(pairing, list(its)) for pairing, its in groupby(sides, key=lambda side: side.pairing)]


def to_endorse_by(
    user: User, places: Sequence[Place], pairings: Iterable[tuple[Pairing, list[PairingSide]]], now: datetime
) -> list[ToEndorse]:
    """What this person is asked to stand behind, for any of their cities: no cohort hides what another one asks.

    Who has one place only, and learns there, is not asked; that is known from the pairings of the page.
    """
    writing = [each.participation for each in places if each.seat.role in WRITING_SEATS]
    sides = [side for _pairing, members in pairings for side in members]
    shows = any(each.side == Side.SHOWING and each.participation in writing for each in sides)
    return to_endorse(user, writing, now) if writing and (shows or len(places) > 1) else []
