"""The room of one output: read by everybody who may know of it, acted in by city and staff."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliverables.forms import DraftForm, ReopenForm, VerdictForm
from deliverables.ladder import ladder
from deliverables.models import Deliverable, Revision, RevisionFile
from deliverables.views.finding import output_or_404
from milestones.models import Obligation
from ui.guards import signed_in
from workflow.models import Step
from workflow.moves import open_to

ALONE = "sandbox; default-src 'none'; frame-ancestors 'none'"


@signed_in
@require_safe
def output(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, output_or_404(request, pk))


def show(request: HttpRequest, output: Deliverable, form: Form | None = None) -> HttpResponse:
    """The room; `form` is one that was sent and came back with an error, shown where it was written."""
    moves = {move.name for move in open_to(output, request.user)}
    of_theirs = Obligation.objects.visible_to(request.user).filter(pk=output.pk).exists()
    revisions = list(
        Revision.objects.visible_to(request.user)
        .filter(deliverable=output.pk)
        .select_related("by", "submitted_by", "review__by", "endorsement__by")
        .prefetch_related("files__by", "files__revision")
        .order_by("number")
    )
    context = {
        "output": output,
        "obligation": output.obligation,
        "city": output.obligation.participation.city,
        "rungs": ladder(output, revisions, with_reviews=of_theirs),
        "draft": next((each for each in revisions if each.is_draft), None),
        "handed_in": [each for each in reversed(revisions) if not each.is_draft],
        "steps": _history(output) if of_theirs else [],
        "of_theirs": of_theirs,
        "is_late": output.obligation.is_late(timezone.now()),
        "query": request.GET.urlencode(),
        **_forms(moves, revisions, form),
    }
    return render(request, "deliverables/output.html", context, status=400 if form else 200)


@signed_in
@require_safe
def file(request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """One file, always as a download, asked for anew each time."""
    files = RevisionFile.objects.visible_to(request.user).scanned()
    found = get_object_or_404(files, pk=file_pk, revision__deliverable=pk)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
    )
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _forms(moves: set[str], revisions: list[Revision], sent: Form | None) -> dict[str, Any]:
    """The forms this reader can use now, the one that was sent with what was typed into it."""
    last = revisions[-1] if revisions else None
    draft_note = last.note if last and last.is_draft else ""
    in_review = next((each.pk for each in reversed(revisions) if not each.is_draft), None)
    forms: dict[str, Form] = {}
    if moves & {"start", "submit"}:
        forms["draft_form"] = DraftForm(initial={"note": draft_note})
    if "approve" in moves:
        forms["verdict_form"] = VerdictForm(initial={"revision": in_review})
    if "reopen" in moves:
        forms["reopen_form"] = ReopenForm()
    shown = {DraftForm: "draft_form", VerdictForm: "verdict_form", ReopenForm: "reopen_form"}
    return forms | ({shown[type(sent)]: sent} if sent else {})


def _history(output: Deliverable) -> list[Step]:
    """Everything that happened to the output and to its date, in one line of time."""
    of_the_date = Step.objects.of(output.obligation).exclude(verb="fulfil")
    return sorted([*Step.objects.of(output), *of_the_date], key=attrgetter("at", "pk"))
