"""What a cohort asks for, and changing it while it runs."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from cohorts.models import Cohort
from milestones.actions.requirements import Effect, Line, change_requirement, fingerprint, preview
from milestones.forms.requirements import RequirementForm
from milestones.models import Requirement
from milestones.states import ObligationState
from ui.guards import demand, permitted, staff_only
from ui.views import refuse, visible_or_404
from workflow.models import Step
from workflow.refusals import Refusal


@staff_only
def requirements(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = visible_or_404(Cohort, request, slug=slug)
    standing = Q(obligations__participation__withdrawn_on=None)
    settled = Q(obligations__state__in=[ObligationState.FULFILLED, ObligationState.WAIVED])
    rows = (
        Requirement.objects.visible_to(request.user)
        .filter(cohort=cohort)
        .select_related("cohort", "module", "anchor_requirement")
        .annotate(asked=Count("obligations", standing), settled=Count("obligations", standing & settled))
        .order_by("module__position", "position")  # a count drops the order of the model
    )
    context = {"cohort": cohort, "rows": rows, "milestones": cohort.milestones.prefetch_related("requirements")}
    return render(request, "milestones/requirements.html", context)


@permitted("milestones.change_requirement")
def requirement(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The form; with answers in the address what would move, city by city; by POST it is done."""
    rows = Requirement.objects.visible_to(request.user).select_related("cohort", "module")
    found = get_object_or_404(rows, cohort__slug=slug, code=code)
    demand(request.user, "milestones.change_requirement", found)
    sent = request.POST if request.method == "POST" else request.GET
    form = RequirementForm(sent or None, instance=found)
    lines = _lines(form, found) if sent and form.is_valid() else None
    if lines is not None and request.method == "POST" and _apply(request, form, found):
        moved = sum(line.effect == Effect.MOVES for line in lines)
        messages.success(request, ngettext("Changed; %d date moved.", "Changed; %d dates moved.", moved) % moved)
        return redirect("milestones:requirements", slug)
    context = {
        "cohort": found.cohort,
        "requirement": found,
        "form": form,
        "lines": lines,
        "shown": fingerprint(lines) if lines is not None else "",
        "moving": sum(line.effect == Effect.MOVES for line in lines or []),
        "steps": Step.objects.of(found),
    }
    return render(request, "milestones/requirement.html", context, status=422 if form.errors else 200)


def _lines(form: RequirementForm, found: Requirement) -> list[Line] | None:
    try:
        return preview(found, form.change())
    except Refusal as refusal:
        refuse(form, refusal)
        return None


def _apply(request: HttpRequest, form: RequirementForm, found: Requirement) -> bool:
    shown = request.POST.get("shown", "")
    try:
        change_requirement(found, form.change(), shown=shown, by=request.user, now=timezone.now())
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True
