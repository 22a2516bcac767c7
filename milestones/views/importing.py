"""Importing a cohort's cities on the desk: the file, its dry run, the button."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.importing import keep_draft
from cohorts.importing.plan import Plan, plan_import
from cohorts.importing.reading import LARGEST_FILE
from cohorts.models import Cohort, ImportDraft
from milestones.actions.importing import import_draft
from milestones.forms.importing import ImportForm
from milestones.sheets import dry_run, with_remarks
from ui.export import xlsx_table
from ui.guards import staff_only
from ui.views import refuse, refused, visible_or_404
from workflow.refusals import Refusal


@staff_only
def importing(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of all three steps; a POST brings a file."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _keep(request, form, cohort):
        return redirect("milestones:import", slug)
    draft = ImportDraft.objects.visible_to(request.user).filter(cohort=cohort).first()
    context = {"cohort": cohort, "form": form, "draft": draft}
    if draft:
        plan = plan_import(bytes(draft.content), cohort)
        sheet = dry_run(plan)
        which = request.GET.get("rows", "bad" if plan.problems else "all")
        context |= {"plan": plan, "sheet": sheet, "which": which, "rows": sheet.shown(which)}
    return render(request, "milestones/import.html", context, status=422 if form.errors else 200)


@staff_only
@require_POST
def do_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Do exactly what was shown."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    draft = ImportDraft.objects.visible_to(request.user).filter(cohort=cohort).first()
    if draft is None:  # pressed twice, or in a second tab
        messages.info(request, _("There is no file waiting to be imported. What was imported stands below."))
        return redirect("milestones:participants", slug)
    try:
        plan = import_draft(draft, shown=request.POST.get("shown", "-"), by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("milestones:import", args=[slug]))
    messages.success(request, _done(plan))
    return redirect("milestones:participants", slug)


@staff_only
def remarks(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The sheet as it was brought, with a column that says what is wrong in each row."""
    draft = visible_or_404(ImportDraft, request, cohort__slug=slug)
    plan = plan_import(bytes(draft.content), draft.cohort)
    if not plan.reading.lines:
        raise Http404
    return xlsx_table(f"{slug}-remarks", [*plan.reading.columns.header, _("remarks")], with_remarks(plan))


def _keep(request: HttpRequest, form: ImportForm, cohort: Cohort) -> bool:
    file = form.cleaned_data["file"]
    try:
        content = file.read(LARGEST_FILE + 1)
        keep_draft(cohort, name=file.name, content=content, by=request.user, now=timezone.now())
    except Refusal as refusal:
        refusal.field = "file"
        refuse(form, refusal)
        return False
    return True


def _done(plan: Plan) -> str:
    if plan.changes_nothing:
        return _("All of this was there already; nothing changed.")
    return _("%(rows)d rows imported: %(cities)d cities made, %(pairings)d pairings.") % {
        "rows": plan.rows_ready,
        "cities": len(plan.cities_made),
        "pairings": len(plan.pairings),
    }
