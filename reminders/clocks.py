"""The other clocks of an output: its review, its endorsement, the changes asked for, the days it is open again.

They are no obligations (docs/decisions/0010-the-reviewers-clock.md): their dates are read off what was submitted or
asked, and they stop with the state of the output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, Subquery

from deliverables.awaited import Awaited
from deliverables.models import Deliverable
from deliverables.querysets import DeliverableQuerySet
from deliverables.states import State
from deliverables.waiting import Waiting, waiting
from milestones.actions.obligations import local_date
from reminders.ladder import Debt, Seat
from reminders.reading import Chased, World, held, people_of
from workflow.models import Step as HistoryStep


def with_clocks(chased: World, outputs: DeliverableQuerySet, *, now: datetime) -> World:
    """The same world with the clocks that run on these outputs; two to six statements, whatever their number."""
    in_review = waiting(outputs.in_review(), now)
    returned = list(_returned(outputs))
    missing = {each.obligation.participation.city_id for each in returned} - chased.seats.keys()
    seats = chased.seats | (people_of(missing)[0] if missing else {})
    clocks = [
        *(_review(each, chased.staff) for each in in_review),
        *(_endorsement(each, each.awaited) for each in in_review if each.awaited),
        *(clock for each in returned for clock in _of_the_city(each, seats, chased.staff)),
    ]
    return replace(chased, clocks=clocks)


def _returned(outputs: DeliverableQuerySet) -> DeliverableQuerySet:
    """With the city until a named day, with `asked_at`: when that day was named."""
    steps = HistoryStep.objects.filter(
        content_type=ContentType.objects.get_for_model(Deliverable),
        object_id=OuterRef("pk"),
        verb__in=("ask_for_changes", "reopen"),
    )
    dated = outputs.filter(Q(answer_by__isnull=False) | Q(open_until__isnull=False), state=State.CHANGES_ASKED)
    standing = dated.filter(obligation__participation__withdrawn_on=None).with_names()
    return standing.annotate(asked_at=Subquery(steps.order_by("-at", "-pk").values("at")[:1]))


def _review(each: Waiting, staff: Sequence[Seat]) -> Chased:
    """Counted from the promised day, or from the day the pilot side's time is over, if that comes later."""
    due_on = max(each.due_on, each.awaited.given_up_on) if each.awaited else each.due_on
    reviewer = [seat for seat in staff if seat.user == each.output.reviewer]
    return Chased(each.output.obligation, Debt(each.output.pk, due_on, clock="review"), (), reviewer or staff)


def _endorsement(each: Waiting, asked: Awaited) -> Chased:
    """Nobody stands in for the pilot side: where it has no people, no endorsement is awaited."""
    debt = Debt(each.output.pk, asked.due_on, clock="endorse", ends_on=asked.given_up_on)
    people = {seat.user_id: held(seat, seat.user) for seat in each.pilots if seat.user}
    return Chased(each.output.obligation, debt, tuple(people.values()), ())


def _of_the_city(output: Deliverable, seats: dict[int, list[Seat]], staff: Sequence[Seat]) -> Iterator[Chased]:
    """What was named a moment ago is not repeated by the reminders that would have been due before or on that day."""
    owed = output.obligation
    asked_at: datetime | None = getattr(output, "asked_at", None)
    since = local_date(owed, asked_at) + timedelta(days=1) if asked_at else date.min
    people = seats.get(owed.participation.city_id, [])
    for clock, due_on in (("answer", output.answer_by), ("open", output.open_until)):
        if due_on:
            ends_on = due_on + timedelta(days=1) if clock == "open" else date.max
            yield Chased(owed, Debt(output.pk, due_on, owed_since=since, clock=clock, ends_on=ends_on), people, staff)
