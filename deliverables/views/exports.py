"""Taking an output away: a revision as DOCX or PDF, and the form as a Word document to write in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from deliverables.content.document import Document
from deliverables.content.schema import form_of
from deliverables.exports import pdf, word
from deliverables.exports.paper import Paper, paper_of
from deliverables.exports.working_copy import working_copy
from deliverables.models import Deliverable, Revision
from deliverables.views.compare import readable
from deliverables.views.room import ALONE, output_or_404
from ui.guards import demand, permitted, signed_in

FORMATS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (word.word, word.CONTENT_TYPE),
    "pdf": (pdf.pdf, pdf.CONTENT_TYPE),
}


@signed_in
@require_safe
def export(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """A revision this reader may see, in the language they read the portal in."""
    output = output_or_404(request, pk)
    revision = next((each for each in readable(request, output) if each.number == number), None)
    if revision is None or kind not in FORMATS:
        raise Http404
    make, content_type = FORMATS[kind]
    return _download(make(paper_of(revision)), content_type, f"{name_of(revision)}.{kind}")


@permitted("deliverables.submit_deliverable")
@require_safe
def work_in_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The form with what is written in it so far, as a Word document that can be brought back."""
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.submit_deliverable", output)
    if not form_of(output.obligation.requirement):
        raise Http404
    name = f"{output.obligation.participation.city.slug}-{output.obligation.requirement.code}.docx"
    return _download(working_copy(output), word.CONTENT_TYPE, name)


def name_of(revision: Revision) -> str:
    """What the file is called: `alba-iulia-roadmap-r2`."""
    owed = revision.deliverable.obligation
    draft = "-draft" if revision.is_draft else ""
    return f"{owed.participation.city.slug}-{owed.requirement.code}-r{revision.number}{draft}"


def panel(
    _request: HttpRequest, output: Deliverable, revisions: Sequence[Revision], _document: Document
) -> dict[str, Any]:
    """What `deliverables/_take_away.html` shows on the page of an output: every version, the newest first."""
    return {"take_away": {"output": output, "versions": list(reversed(revisions)), "can_compare": len(revisions) > 1}}


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
