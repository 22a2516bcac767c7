"""The outputs that wait for an answer, each with its clock, in a fixed number of statements whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from cities.models import Representative
from cohorts.models import Pairing, PairingSide, Participation
from cohorts.querysets import cities_of
from cohorts.states import Side
from deliverables.awaited import Awaited, asked_of_pilots, review_due_on
from deliverables.models import Deliverable, Endorsement
from deliverables.querysets import DeliverableQuerySet
from milestones.actions.obligations import local_date


@dataclass(frozen=True)
class Waiting:
    """An output in review: since when, until when it is promised, and the endorsement that is still to come."""

    output: Deliverable
    since: datetime
    due_on: date
    awaited: Awaited | None
    pilots: tuple[Representative, ...]
    now: datetime

    @property
    def days(self) -> int:
        """Calendar days in the city since it was submitted."""
        return (self._today - local_date(self.output.obligation, self.since)).days

    @property
    def late_days(self) -> int:
        """Days past the promised one; 0 while it is not."""
        return max((self._today - self.due_on).days, 0)

    @property
    def is_held(self) -> bool:
        """The programme team cannot answer yet: the pilot side is asked first, and has time left."""
        return self.awaited is not None and not self.awaited.is_over(self.now)

    @property
    def _today(self) -> date:
        return local_date(self.output.obligation, self.now)


@dataclass(frozen=True)
class ToEndorse:
    """An output that a city which learns from us has submitted, and that we are asked to stand behind."""

    output: Deliverable
    asked: Awaited
    is_over: bool
    """The programme team need not wait for us any longer; it can still come."""


def waiting(in_review: DeliverableQuerySet, now: datetime) -> list[Waiting]:
    """Those of `in_review` (a query of `DeliverableQuerySet.in_review`) in its order: three statements."""
    outputs = list(in_review.annotate(is_endorsed=_endorsed()).with_names().select_related("reviewer"))
    pilots = pilots_of({each.obligation.participation_id for each in outputs})
    return [_waiting(each, pilots.get(each.obligation.participation_id, ()), now) for each in outputs]


def to_endorse(user: Any, showing: Collection[Participation], now: datetime) -> list[ToEndorse]:
    """What a writing seat of these cities is asked to stand behind, what is expected first at the top: one statement.

    `rules.seats_that_show` for many, without the outputs of cities that this person has a seat of as well.
    """
    shown = Pairing.objects.standing().filter(sides__participation__in=showing, sides__side=Side.SHOWING)
    learners = PairingSide.objects.filter(pairing__in=shown.values("pk"), side=Side.LEARNING)
    theirs = Deliverable.objects.visible_to(user).filter(obligation__participation__in=learners.values("participation"))
    strange = theirs.exclude(obligation__participation__city__in=cities_of(user))
    silent = strange.in_review().filter(~_endorsed()).with_names()
    found = [(each, asked_of_pilots(each, each.waiting_since)) for each in silent]
    asked = [ToEndorse(each, its, its.is_over(now)) for each, its in found if its]
    return sorted(asked, key=lambda each: (each.asked.due_on, each.output.pk))


def _endorsed() -> Exists:
    """Whether the revision that waits has its endorsement."""
    same = Endorsement.objects.filter(revision__deliverable=OuterRef("pk"))
    return Exists(same.filter(revision__submitted_at=OuterRef("waiting_since")))


def pilots_of(participations: Iterable[int]) -> Mapping[int, tuple[Representative, ...]]:
    """By participation the writing seats of the cities it learns from: `rules.seats_that_show` for many."""
    sides = PairingSide.objects.filter(
        side=Side.SHOWING,
        participation__withdrawn_on=None,
        pairing__ended_on=None,
        pairing__sides__side=Side.LEARNING,
        pairing__sides__participation__in=participations,
    )
    shown_by = set(sides.values_list("pairing__sides__participation", "participation__city"))
    seats = Representative.objects.active().writing().filter(city__in={city for _learner, city in shown_by})
    by_city = defaultdict(list)
    for seat in seats.select_related("user", "city").order_by("pk"):
        by_city[seat.city_id].append(seat)
    found: dict[int, tuple[Representative, ...]] = {}
    for learner, city in sorted(shown_by):
        found[learner] = (*found.get(learner, ()), *by_city[city])
    return found


def _waiting(output: Deliverable, pilots: tuple[Representative, ...], now: datetime) -> Waiting:
    since, is_endorsed = output.waiting_since, getattr(output, "is_endorsed", False)
    asked = asked_of_pilots(output, since) if pilots and not is_endorsed else None
    return Waiting(output, since, review_due_on(output, since), asked, pilots, now)
