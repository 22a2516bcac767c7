"""What the programme team does: the queue, and the answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_filters.views import FilterView

from deliverables.actions import reviews
from deliverables.filters import ReviewFilter
from deliverables.forms import ReopenForm, VerdictForm
from deliverables.models import Deliverable, Revision
from deliverables.views.room import output_or_404, show
from ui.guards import demand, permitted, staff_only
from ui.views import VisibleMixin, refuse
from workflow.refusals import Refusal


@staff_only
class ReviewQueue(VisibleMixin, FilterView):
    """What waits for an answer, the longest waiting first."""

    model = Deliverable
    filterset_class = ReviewFilter
    template_name = "deliverables/reviews.html"
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().in_review().with_names()


@permitted("deliverables.review_deliverable")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, reviews.approve, _("Approved. The city is told."))


@permitted("deliverables.review_deliverable")
@require_POST
def ask_for_changes(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, reviews.ask_for_changes, _("Changes asked. The city is told."))


@permitted("deliverables.reopen_deliverable")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.reopen_deliverable", output)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            reviews.reopen(output, note=form.cleaned_data["note"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Opened again. The city is told."))
            return redirect(output)
    return show(request, output_or_404(request, pk), form)


def _answer(request: HttpRequest, pk: int, action: Any, done: str) -> HttpResponse:
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.review_deliverable", output)
    form = VerdictForm(request.POST)
    if form.is_valid():
        revisions = Revision.objects.visible_to(request.user).filter(deliverable=output.pk)
        revision = get_object_or_404(revisions, pk=form.cleaned_data["revision"])
        after = _next_in_queue(request, output)
        try:
            action(revision, note=form.cleaned_data["note"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect(f"{after}?{request.GET.urlencode()}" if request.GET else after)
    return show(request, output_or_404(request, pk), form)


def _next_in_queue(request: HttpRequest, output: Deliverable) -> str:
    """Where to go on: the one that waits behind this one in the reader's filtered queue, at the end the queue."""
    queue = ReviewFilter(request.GET, queryset=Deliverable.objects.visible_to(request.user).in_review()).qs
    waiting = list(queue.values_list("pk", flat=True))
    at = waiting.index(output.pk) if output.pk in waiting else -1
    others = [*waiting[at + 1 :], *waiting[: max(at, 0)]]
    return reverse("deliverables:output", args=[others[0]]) if others else reverse("deliverables:reviews")
