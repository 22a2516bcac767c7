"""What the cities of a visit still want to know: named before they go, and again when they are back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from goals.models import LearningGoal
from visits.models import AgendaSlot, Takeaway, Visit
from visits.querysets.visits import party_of


@dataclass(frozen=True)
class Question:
    """A goal of one of the cities: whether a slot of this visit is for it, and whether any visit has answered it."""

    goal: LearningGoal
    is_planned: bool
    is_answered: bool


def questions(visit: Visit, user: Any) -> list[Question]:
    """The standing goals of its cities, as far as this reader may know them, in one statement."""
    planned = AgendaSlot.objects.filter(visit=visit, goals=OuterRef("pk"))
    answers = Takeaway.objects.current().filter(goals=OuterRef("pk"))
    goals = LearningGoal.objects.visible_to(user).standing().filter(participation__in=party_of(visit))
    rows = goals.select_related("participation__city").annotate(planned=Exists(planned), answered=Exists(answers))
    ordered = rows.order_by("participation__city__name", "position", "pk").distinct()
    return [Question(goal, goal.planned, goal.answered) for goal in ordered]
