"""Two revisions side by side: what was removed, what was added; and the same for two Word files of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from deliverables.comparing.documents import SAME, compare_documents, compare_files
from deliverables.comparing.word_files import compare_word_files
from deliverables.comparing.words import Patience, is_same
from deliverables.exports.docx_reading import Unreadable
from deliverables.exports.paper import document_of
from deliverables.models import Deliverable, Revision, RevisionFile
from deliverables.views.room import output_or_404
from ui.guards import signed_in
from ui.views import row_number


@signed_in
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """`?a=1&b=2`: what changed from revision 1 to revision 2; without them the last two this reader may see."""
    output = output_or_404(request, pk)
    revisions = readable(request, output)
    context: dict[str, Any] = {"output": output, "city": output.obligation.participation.city, "revisions": revisions}
    if len(revisions) > 1:
        older = _asked(request, "a", revisions, revisions[-2])
        newer = _asked(request, "b", revisions, revisions[-1])
        context |= {"older": older, "newer": newer, **_changes(older, newer)}
    return render(request, "deliverables/compare/compare.html", context)


@signed_in
@require_safe
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """`?a=11&b=12`: what changed in the text from one Word file of this output to another."""
    output = output_or_404(request, pk)
    older, newer = (_word_file(request, output, name) for name in ("a", "b"))
    context = {
        "output": output,
        "city": output.obligation.participation.city,
        "older": older,
        "newer": newer,
        "stretches": [],
        "refusal": "",
        "back": f"?a={older.revision.number}&b={newer.revision.number}",
    }
    try:
        context["stretches"] = compare_word_files(older, newer)
    except Unreadable as refusal:
        context["refusal"] = str(refusal)
    context["is_same"] = all(is_same(each) for stretch in context["stretches"] for each in stretch.paragraphs)
    return render(request, "deliverables/compare/files.html", context)


def readable(request: HttpRequest, output: Deliverable) -> list[Revision]:
    """The revisions of an output this reader may see, with all that a comparison or an export asks of them."""
    revisions = Revision.objects.visible_to(request.user).filter(deliverable=output.pk).order_by("number")
    found = list(revisions.select_related("form", "by", "submitted_by").prefetch_related("files"))
    for each in found:
        each.deliverable = output
    return found


def _changes(older: Revision, newer: Revision) -> dict[str, Any]:
    chapters = compare_documents(document_of(older), document_of(newer), Patience())
    shown = [each for each in chapters if each.count or each.words or not each.is_same]
    files = compare_files(older.files.all(), newer.files.all())
    changed = [each for each in files if each.kind != SAME]
    return {
        "chapters": shown,
        "files": changed,
        "same_files": len(files) - len(changed),
        "count": sum(each.count for each in shown) + len(changed),
    }


def _asked(request: HttpRequest, name: str, revisions: Sequence[Revision], default: Revision) -> Revision:
    number = request.GET.get(name, "")
    found = next((each for each in revisions if str(each.number) == number), None if number else default)
    if found is None:
        raise Http404
    return found


def _word_file(request: HttpRequest, output: Deliverable, name: str) -> RevisionFile:
    files = RevisionFile.objects.visible_to(request.user).scanned().select_related("revision")
    found = get_object_or_404(files, pk=row_number(request.GET.get(name, "")), revision__deliverable=output.pk)
    if found.ending != "DOCX":
        raise Http404
    return found
