"""Starting a cohort in two steps: what would be made, then the button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.programmes import ensure
from milestones.actions.starting import Plan, plan_start, start_cohort
from milestones.forms.starting import StartForm
from ui.guards import staff_only
from ui.views import refuse
from workflow.refusals import Refusal


@staff_only
def start(request: HttpRequest) -> HttpResponse:
    """Without answers the form; with them (in the address) the preview; by POST the cohort is made."""
    sent = request.POST if request.method == "POST" else request.GET
    form = StartForm(sent or None)
    plan = _plan(form) if form.is_valid() else None
    if plan and request.method == "POST":
        try:
            cohort = start_cohort(plan, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%s is started. Now import its cities.") % cohort)
            return redirect("milestones:import", cohort.slug)
    context: dict[str, Any] = {"form": form, "plan": None if form.errors else plan}
    return render(request, "milestones/start.html", context, status=422 if form.errors else 200)


def _plan(form: StartForm) -> Plan | None:
    answers = form.cleaned_data
    try:
        return plan_start(
            ensure(answers["programme"]),
            number=answers["number"],
            starts_on=answers["starts_on"],
            module_months=answers["months"],
            name=answers["name"],
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return None
