"""The page of a learning goal: the question and the stations of its thread, each in the room where it is at home."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from deliverables.querysets import outputs_visible_to
from goals.models import LearningGoal
from goals.wording import answers_of
from ui.guards import signed_in
from visits.models import Takeaway


@signed_in
@require_safe
def goal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One question, where it is written, and what visits answered."""
    goals = LearningGoal.objects.visible_to(request.user).with_names()
    found = get_object_or_404(goals, pk=pk)
    roadmaps = outputs_visible_to(request.user).with_names()
    takeaways = Takeaway.objects.visible_to(request.user).current().filter(goals=found)
    context = {
        "goal": found,
        "city": found.participation.city,
        "answers": answers_of(found),
        "roadmap": roadmaps.filter(pk=found.written_in_id).first(),
        "takeaways": takeaways.with_names(request.user).order_by("visit__starts_on", "at", "pk"),
    }
    return render(request, "pages/goal.html", context)
