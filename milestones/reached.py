"""Which milestones a city has reached, when, by whom and what that opened: computed from its obligations, never stored.

`checkpoints` and `ladders` cost one statement each, for one city as for a whole cohort.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, Q
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Participation
from milestones.models import Milestone, Obligation
from milestones.states import SETTLED, ObligationState
from workflow.models import Step

Checkpoints = Mapping[Milestone, frozenset[int]]
"""The milestones of a cohort in their order, each with the keys of its requirements."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Progress:
    """How far one city is with one milestone."""

    settled: int
    asked: int

    @property
    def is_reached(self) -> bool:
        """All that is asked of this city is fulfilled or waived; a milestone that asks nothing of it is not reached."""
        return 0 < self.asked == self.settled


@dataclass(frozen=True)
class Line:
    """One thing a milestone asks of a city; `at` and `by` say when it was settled and who did that, where known."""

    obligation: Obligation
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True)
class Rung:
    """One milestone of one city: what it asks, how far that is, and what opened when it was reached."""

    milestone: Milestone
    lines: list[Line]
    """In the order of the requirements; never empty."""
    leads_to: Milestone | None = None
    """The next milestone of this city that is not reached yet, once this one is."""
    opens: list[Obligation] = field(default_factory=list)
    """What is counted from it and runs now; else the nearest open obligation of the milestone it leads to."""

    @property
    def progress(self) -> Progress:
        return Progress(sum(line.obligation.is_settled for line in self.lines), len(self.lines))

    @property
    def is_reached(self) -> bool:
        return self.progress.is_reached

    @property
    def last(self) -> Line:
        """The line that was settled last."""
        return max(self.lines, key=lambda line: (line.at or LONG_AGO, line.obligation.requirement.position))

    @property
    def reached_at(self) -> datetime | None:
        return self.last.at if self.is_reached else None

    def asks(self, obligation: Obligation) -> bool:
        return any(line.obligation == obligation for line in self.lines)

    @property
    def nearest(self) -> Obligation | None:
        """What is open here and due first."""
        waiting = [line.obligation for line in self.lines if not line.obligation.is_settled]
        return min(waiting, key=_due, default=None)


@dataclass(frozen=True)
class Tally:
    """How many cities of a cohort have reached a milestone, of those that are asked for it."""

    key: str
    """The milestone's key, as it stands in an address."""
    name: str
    reached: int
    asked: int

    @classmethod
    def of(cls, milestone: int, name: str, cities: list[Progress]) -> Tally:
        return cls(str(milestone), name, sum(each.is_reached for each in cities), len(cities))


def checkpoints(cohort_id: int) -> Checkpoints:
    """The milestones of a cohort with what they ask, in one statement; one without requirements asks nothing."""
    asked: dict[Milestone, set[int]] = defaultdict(set)
    rows = Milestone.requirements.through.objects.filter(milestone__cohort=cohort_id).select_related("milestone")
    for row in rows.order_by("milestone__position"):
        asked[row.milestone].add(row.requirement_id)
    return {milestone: frozenset(requirements) for milestone, requirements in asked.items()}


def progress(owed: Iterable[tuple[int, str]], asked: Checkpoints) -> dict[Milestone, Progress]:
    """How far a city is that owes these, given as requirement and state; what asks nothing of it is left out."""
    states = dict(owed)
    found = {milestone: [states[key] for key in keys & states.keys()] for milestone, keys in asked.items()}
    return {
        milestone: Progress(sum(state in SETTLED for state in its), len(its)) for milestone, its in found.items() if its
    }


def tallies(cohort: Cohort) -> list[Tally]:
    """The cohort in figures, in one statement. Cities that left do not count."""
    rows = (
        Obligation.objects.standing()
        .filter(requirement__milestones__cohort=cohort)
        .values_list("requirement__milestones", "requirement__milestones__name", "participation")
        .annotate(asked=Count("pk"), settled=Count("pk", filter=Q(state__in=SETTLED)))
        .order_by("requirement__milestones__position", "participation")
    )
    cities: dict[tuple[int, str], list[Progress]] = defaultdict(list)
    for milestone, name, _participation, asked, settled in rows:
        cities[milestone, name].append(Progress(settled, asked))
    return [Tally.of(*which, every) for which, every in cities.items()]


def ladder_of(participation: Participation) -> list[Rung]:
    """The milestones of one city, for who has read nothing of it yet."""
    owed = Obligation.objects.filter(participation=participation).select_related("requirement")
    return ladders(owed, checkpoints(participation.cohort_id)).get(participation.pk, [])


def ladders(
    obligations: Iterable[Obligation], asked: Checkpoints, evidence: Iterable[type[Model]] = ()
) -> dict[int, list[Rung]]:
    """The milestones that ask something of each participation, in their order.

    `obligations` (with their requirement) are all that these participations owe in one cohort. `evidence` names the
    models whose rows bear the key of an obligation and whose history says who fulfilled it.
    """
    cities: dict[int, dict[int, Line]] = defaultdict(dict)
    owed = sorted(obligations, key=lambda each: each.requirement.position)
    steps = _steps([each for each in owed if each.is_settled], evidence)
    for each in owed:
        cities[each.participation_id][each.requirement_id] = _line(each, steps.get(each.pk, []))
    return {participation: _ladder(lines, asked) for participation, lines in cities.items()}


def _ladder(lines: Mapping[int, Line], asked: Checkpoints) -> list[Rung]:
    owed = {
        milestone: its
        for milestone, keys in asked.items()
        if (its := [line for requirement, line in lines.items() if requirement in keys])
    }
    rungs = [Rung(milestone, its) for milestone, its in owed.items()]
    return [_opened(rung, rungs[at:], lines, asked[rung.milestone]) for at, rung in enumerate(rungs)]


def _opened(rung: Rung, onwards: list[Rung], lines: Mapping[int, Line], keys: frozenset[int]) -> Rung:
    """The rung with what it opened, once it is reached."""
    if not rung.is_reached:
        return rung
    following = next((each for each in onwards if not each.is_reached), None)
    counted = [line.obligation for line in lines.values() if line.obligation.requirement.anchor_requirement_id in keys]
    running = [each for each in counted if each.effective_due_on and not each.is_settled]
    if following is None:
        return replace(rung, opens=sorted(running, key=_due))
    nearest = [following.nearest] if following.nearest else []
    return replace(rung, leads_to=following.milestone, opens=sorted(running, key=_due) or nearest)


def _steps(settled: list[Obligation], evidence: Iterable[type[Model]]) -> dict[int, list[Step]]:
    """What may have settled each obligation: its waivers, and what was done at the instant it was fulfilled."""
    types = ContentType.objects.get_for_models(Obligation, *evidence)
    waived = Q(content_type=types[Obligation], verb="waive")
    done = Q(content_type__in=types.values(), at__in={each.fulfilled_at for each in settled if each.fulfilled_at})
    rows = Step.objects.filter(waived | done, object_id__in=[each.pk for each in settled]).select_related("by")
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in rows.order_by("at", "pk"):
        steps[step.object_id].append(step)
    return steps


def _line(obligation: Obligation, steps: list[Step]) -> Line:
    if obligation.state == ObligationState.WAIVED:
        instants = [step.at for step in steps if step.verb == "waive"]
        return Line(obligation, instants[-1] if instants else None, _("the programme team"))
    if obligation.state == ObligationState.FULFILLED:
        names = [step.by.name for step in steps if step.by and step.at == obligation.fulfilled_at]
        return Line(obligation, obligation.fulfilled_at, names[0] if names else "")
    return Line(obligation)


def _due(obligation: Obligation) -> tuple[date, int]:
    return obligation.effective_due_on or date.max, obligation.requirement.position
