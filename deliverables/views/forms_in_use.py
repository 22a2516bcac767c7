"""What a cohort asks its cities to write, and whether its programme asks it better by now."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohorts.actions.forms import take_over_forms
from cohorts.models import Cohort
from deliverables.content.in_use import Asked, in_use
from deliverables.content.lookups import Names, themes
from deliverables.content.schema import Form
from deliverables.sheet import examples_of
from ui.guards import demand, permitted, staff_only
from ui.views import refused
from workflow.refusals import Refusal


@staff_only
@require_safe
def forms(request: HttpRequest, slug: str) -> HttpResponse:
    """Every output of the cohort with what is asked in it."""
    cohort = _cohort(request, slug)
    rows = in_use(cohort)
    context = {"cohort": cohort, "rows": rows, "has_newer": any(row.changes for row in rows)}
    return render(request, "deliverables/forms_in_use/forms.html", context)


@staff_only
@require_safe
def form(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One form to read, as a city gets it, with its worked example; `?version=newer` shows the programme's."""
    cohort = _cohort(request, slug)
    found = next((row for row in in_use(cohort) if row.form and row.requirement.code == code), None)
    if found is None:
        raise Http404
    is_newer = request.GET.get("version") == "newer" and bool(found.changes)
    shown = Form(cohort.programme.template["forms"][found.form.slug]) if is_newer else found.form
    examples = examples_of(shown, Names(themes=themes()))
    sections = [{"asked": Asked(each), "section": each, "example": examples.get(each.slug, [])} for each in shown]
    context = {"cohort": cohort, "row": found, "form": shown, "sections": sections, "is_newer": is_newer}
    return render(request, "deliverables/forms_in_use/form.html", context)


@permitted("cohorts.run_cohort")
@require_POST
def take_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Use the programme's newer forms from now on; what was submitted keeps the form it was written in."""
    cohort = _cohort(request, slug)
    demand(request.user, "cohorts.run_cohort", cohort)
    try:
        changed = take_over_forms(cohort, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("deliverables:forms", args=[slug]))
    done = _("The newer forms are in use. What was submitted keeps the form it was written in.")
    messages.success(request, done if changed else _("The forms of this cohort are the newest there are."))
    return redirect("deliverables:forms", slug)


def _cohort(request: HttpRequest, slug: str) -> Cohort:
    cohorts = Cohort.objects.visible_to(request.user).select_related("programme", "form_book")
    return get_object_or_404(cohorts, slug=slug)
