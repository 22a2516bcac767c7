"""Keeping the goals of a roadmap. The room of outputs calls this in the transaction of its own moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cities.models import Theme
from cohorts.models import Participation
from goals.models import LearningGoal
from milestones.models import Obligation
from workflow.refusals import Refusal

Answers = Mapping[str, str]
READ = ("question", "theme", "lever", "by_when")
"""The fields of a row that the portal understands; the form may ask for any others beside them."""


class NotItsGoal(Refusal):
    """The number of a goal that stands in another output."""


def take_over(
    obligation: Obligation, rows: Sequence[tuple[UUID, Answers]], *, by: Any, now: datetime
) -> list[LearningGoal]:
    """Keep the goals of a roadmap as `obligation`'s output has just submitted them; answers them in their order.

    `rows` are number and answers: `question`, `theme` and `lever` (slugs), `by_when` (an ISO date) and whatever else
    the form asks. What cannot be read as a theme or a date is left empty. A goal that is missing is left out from
    `now` on and never deleted; one that returns is the same goal again. What is worded anew has to be agreed anew.
    The same rows twice change nothing. Raises NotItsGoal; then nothing is written.
    """
    with transaction.atomic():
        kept = _kept(obligation, [number for number, _answers in rows])
        themes = _themes(answers for _number, answers in rows)
        goals = [kept.get(number) or _new(obligation, number, now) for number, _answers in rows]
        changed = [
            goal
            for position, (goal, (_number, answers)) in enumerate(zip(goals, rows, strict=True), start=1)
            if _write(goal, {**_read(answers, themes), "position": position}, by, now)
        ]
        LearningGoal.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[
                "question",
                "theme",
                "lever",
                "by_when",
                "values",
                "position",
                "by",
                "at",
                "agreed_at",
                "dropped_at",
            ],
        )
        left_out = [goal.pk for goal in kept.values() if goal.is_current and goal not in goals]
        if left_out:
            LearningGoal.objects.filter(pk__in=left_out).update(dropped_at=now)
    return goals


def agree(participation: Participation, *, now: datetime) -> int:
    """The city's roadmap is approved: its current goals are agreed. Answers how many were not so before."""
    waiting = LearningGoal.objects.current().filter(participation=participation, agreed_at=None)
    return waiting.update(agreed_at=now)


def _kept(obligation: Obligation, numbers: list[UUID]) -> dict[UUID, LearningGoal]:
    """The goals of this output by number, also those left out once, locked for the transaction."""
    rows = LearningGoal.objects.select_for_update(of=("self",)).order_by("pk")
    found = {goal.pk: goal for goal in rows.filter(Q(written_in=obligation) | Q(pk__in=numbers))}
    if any(goal.written_in_id != obligation.pk for goal in found.values()):
        raise NotItsGoal(_("One of these goals stands in another city's roadmap. Add it here as a goal of your own."))
    return found


def _new(obligation: Obligation, number: UUID, now: datetime) -> LearningGoal:
    return LearningGoal(pk=number, participation_id=obligation.participation_id, written_in=obligation, first_at=now)


def _write(goal: LearningGoal, said: dict[str, Any], by: Any, now: datetime) -> bool:
    """Put the answers into the goal; whether anything is new."""
    new = {name for name, value in said.items() if getattr(goal, name) != value}
    if not new and goal.is_current:
        return False
    for name in new:
        setattr(goal, name, said[name])
    if new - {"position"}:
        goal.agreed_at = None
    goal.dropped_at, goal.by, goal.at = None, by, now
    return True


def _themes(every: Iterable[Answers]) -> dict[str, int]:
    """Numbers of the themes and levers that are named, by slug."""
    slugs = {answers.get(field, "") for answers in every for field in ("theme", "lever")} - {""}
    return dict(Theme.objects.filter(slug__in=slugs).values_list("slug", "pk"))


def _read(answers: Answers, themes: Mapping[str, int]) -> dict[str, Any]:
    return {
        "question": answers.get("question", "").strip(),
        "theme_id": themes.get(answers.get("theme", "")),
        "lever_id": themes.get(answers.get("lever", "")),
        "by_when": _day(answers.get("by_when", "")),
        "values": {field: text for field, text in answers.items() if field not in READ and text},
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
