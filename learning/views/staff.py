"""Running sessions: planning a cohort's, writing one, announcing, moving, cancelling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohorts.models import Cohort
from learning.actions import sessions
from learning.forms.attendance import ReasonForm
from learning.forms.session import SessionForm, WhenForm, started_from
from learning.models import LearningSession, Quote
from learning.views.fetching import session_to_run
from milestones.models import Requirement
from milestones.states import Kind as RequirementKind
from ui.guards import permitted, staff_only
from ui.templatetags.kit import when
from ui.views import refuse, refused, visible_or_404
from workflow.refusals import Refusal


@staff_only
@require_safe
def planning(request: HttpRequest, slug: str) -> HttpResponse:
    """What the cohort asks for, with the sessions there are for it, and those nobody asked for."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    planned = LearningSession.objects.visible_to(request.user).with_counts().order_by("starts_at", "pk")
    asked = Requirement.objects.visible_to(request.user).filter(cohort=cohort, kind=RequirementKind.SESSION)
    context = {
        "cohort": cohort,
        "requirements": asked.select_related("module", "cohort").prefetch_related(Prefetch("sessions", planned)),
        "others": planned.filter(cohort=cohort, requirement=None),
    }
    return render(request, "learning/planning.html", context)


@staff_only
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft; `?of=kick-off` starts it from what the cohort asks for."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    of = request.GET.get("of")
    requirement = get_object_or_404(cohort.requirements.filter(kind=RequirementKind.SESSION), code=of) if of else None
    form = SessionForm(request.POST or None, session=started_from(requirement, cohort), cohort=cohort)
    if form.is_valid():
        try:
            made = sessions.draft(cohort, form.said, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Kept as a draft. Only the programme team sees it until you announce it."))
            return redirect(made)
    context = {"form": form, "cohort": cohort, "session": None}
    return render(request, "learning/edit.html", context, status=422 if form.errors else 200)


@permitted("learning.run_session")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_to_run(request, pk)
    form = SessionForm(request.POST or None, session=found, cohort=found.cohort)
    if form.is_valid():
        try:
            sessions.change(found, form.said, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect(found)
    context = {"form": form, "cohort": found.cohort, "session": found}
    return render(request, "learning/edit.html", context, status=422 if form.errors else 200)


@permitted("learning.run_session")
@require_POST
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_to_run(request, pk)
    try:
        sessions.announce(found, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=found.get_absolute_url())
    messages.success(request, _("Announced. Everybody who is invited is told."))
    return redirect(found)


@permitted("learning.run_session")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time, with a word why."""
    found = session_to_run(request, pk)
    form = WhenForm(request.POST or None, session=found)
    if form.is_valid():
        try:
            moved = sessions.move(found, form.when, by=request.user, now=timezone.now(), note=form.cleaned_data["note"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            said = {"when": when(moved.starts_at, moved.zone)}
            messages.success(request, _("It is on %(when)s now. Everybody who comes is told.") % said)
            return redirect(found)
    return _ask(request, "learning/move.html", found, form)


@permitted("learning.run_session")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not take place."""
    found = session_to_run(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            sessions.cancel(found, by=request.user, now=timezone.now(), reason=form.cleaned_data["note"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Cancelled. Everybody who would have come is told."))
            return redirect(found)
    return _ask(request, "learning/cancel.html", found, form)


@staff_only
@require_safe
def quotes(request: HttpRequest) -> HttpResponse:
    """Lines with a consent that stands, to be told on."""
    offered = Quote.objects.visible_to(request.user).offered().select_related("session__cohort", "city")
    return render(request, "learning/quotes.html", {"quotes": offered})


def _ask(request: HttpRequest, template: str, found: LearningSession, form: Any) -> HttpResponse:
    return render(request, template, {"session": found, "form": form}, status=422 if form.errors else 200)
