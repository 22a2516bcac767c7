"""The page of a learning goal: the question and the stops of its thread, each in the room where it is at home."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from deliverables.models import Part
from deliverables.querysets import outputs_visible_to
from goals.models import LearningGoal
from goals.wording import answers_of
from twinning.pages.thread_stops import stops_of
from ui.guards import signed_in
from visits.models import Takeaway


@signed_in
@require_safe
def goal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One question, where it is written, and how far its thread has come."""
    goals = LearningGoal.objects.visible_to(request.user).with_names()
    found = get_object_or_404(goals, pk=pk)
    context = {
        "goal": found,
        "city": found.participation.city,
        "answers": answers_of(found),
        "stops": stops_of(found, request.user),
    }
    return render(request, "pages/goal.html", context)


@signed_in
@require_safe
def follow(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lead to the station with this number, as far as this reader may know it: a question, a takeaway, or a row."""
    user = request.user
    for model in (LearningGoal, Takeaway):
        if found := model._default_manager.visible_to(user).filter(pk=pk).first():
            return redirect(found.get_absolute_url())
    part = Part.objects.filter(pk=pk, deliverable__in=outputs_visible_to(user).values("pk")).first()
    if part is None:
        raise Http404
    return redirect(f"{reverse('deliverables:output', args=[part.deliverable_id])}#part-{part.pk}")
