"""The room of one output: read by everybody who may know of it, acted in by city and staff."""

from __future__ import annotations

from operator import attrgetter
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from cities.models import City
from deliverables.awaited import pilot_cities_of
from deliverables.forms import DraftForm
from deliverables.ladder import ladder
from deliverables.models import Deliverable, Publication, Revision, RevisionFile
from deliverables.reading import Reading, Wish
from deliverables.views.finding import output_or_404
from milestones.models import Obligation
from ui.guards import signed_in
from ui.views import wants_part
from workflow.models import Step
from workflow.moves import open_to

ALONE = "sandbox; default-src 'none'; frame-ancestors 'none'"
PANELS: tuple[str, ...] = (
    "deliverables.views.staff.panel",
    "deliverables.views.threads.panel",
    "deliverables.views.publishing.panel",
    "deliverables.views.exports.panel",
)
"""What stands beside the text, each a function `(request, output, revisions, document) -> context`.

They are named, not imported, because their own views show this room again when a form comes back.
"""


@signed_in
@require_safe
def output(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, output_or_404(request, pk))


def show(
    request: HttpRequest,
    output: Deliverable,
    form: Form | None = None,
    *,
    wish: Wish | None = None,
    status: int = 400,
    **sent: Any,
) -> HttpResponse:
    """The room. `form` is one that was sent and came back with an error, shown where it was written; other things to
    show again come by the name their panel knows them by. htmx gets the piece it asks for.
    """
    reading = _reading(request, output, wish or _wish(request))
    status = status if form or wish or sent else 200
    if not wants_part(request):
        return render(request, "deliverables/output.html", _page(request, reading, form) | sent, status=status)
    response = _piece(request, reading, status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@signed_in
@require_safe
def file(request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """One file, always as a download, asked for anew each time."""
    files = RevisionFile.objects.visible_to(request.user).scanned()
    found = get_object_or_404(files, pk=file_pk, revision__deliverable=pk)
    return as_download(found)


def as_download(found: RevisionFile) -> FileResponse:
    """The bytes as they were handed in, which no browser opens as a page of the portal."""
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
    )
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _wish(request: HttpRequest) -> Wish:
    return Wish(request.GET.get("revision", ""), key_of(request.GET.get("edit", "")), request.GET.get("at", ""))


def key_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _reading(request: HttpRequest, output: Deliverable, wish: Wish) -> Reading:
    revisions = list(
        Revision.objects.visible_to(request.user)
        .filter(deliverable=output.pk)
        .select_related("by", "submitted_by", "review__by", "endorsement__by", "form")
        .prefetch_related("files__by", "files__revision")
        .order_by("number")
    )
    for revision in revisions:
        revision.deliverable = output
    moves = {move.name for move in open_to(output, request.user)}
    return Reading(output, request.user, revisions, moves, timezone.now(), wish)


def _piece(request: HttpRequest, reading: Reading, status: int) -> HttpResponse:
    """The part that is to be edited or read, or what follows from a saved one: the check and the list of sections."""
    context = _text(reading)
    if request.GET.get("part") == "check":
        context["edited"] = reading.sheet.part(reading.wish.edit)
        return render(request, "deliverables/_checked.html", context, status=status)
    part = reading.sheet.part(reading.wish.edit or key_of(request.GET.get("part", "")))
    if part is None:
        return HttpResponseClientRefresh()
    context |= {"part": part, "is_swapped": "done" in request.GET}
    return render(request, "deliverables/_part.html", context, status=status)


def _text(reading: Reading) -> dict[str, Any]:
    """What every piece of the sheet needs."""
    obligation = reading.output.obligation
    return {
        "output": reading.output,
        "obligation": obligation,
        "city": obligation.participation.city,
        "reading": reading,
        "sheet": reading.sheet,
    }


def _page(request: HttpRequest, reading: Reading, form: Form | None) -> dict[str, Any]:
    output, obligation = reading.output, reading.output.obligation
    of_theirs = Obligation.objects.visible_to(request.user).filter(pk=output.pk).exists()
    context = {
        **_text(reading),
        "rungs": ladder(output, reading.revisions, reading.now, with_reviews=of_theirs, pilots=_pilots(reading)),
        "draft": reading.draft,
        "handed_in": reading.handed_in,
        "steps": _history(output) if of_theirs else [],
        "of_theirs": of_theirs,
        "is_late": obligation.is_late(reading.now),
        "query": request.GET.urlencode(),
        **_forms(reading),
    }
    for panel in PANELS:
        context |= import_string(panel)(request, output, reading.revisions, reading.document)
    return context | ({form.shown_as: form} if form else {})


def _pilots(reading: Reading) -> list[City]:
    """The cities that are asked to endorse, where the form wants that."""
    return pilot_cities_of(reading.output) if reading.form.endorsement else []


def _forms(reading: Reading) -> dict[str, Any]:
    """The forms this reader can use now."""
    forms: dict[str, Any] = {}
    if reading.writes or (reading.is_writer and not reading.form):
        forms["draft_form"] = DraftForm(initial={"note": reading.draft.note if reading.draft else ""})
    return forms


def _history(output: Deliverable) -> list[Step]:
    """Everything that happened to the output, to its date and to its public page, in one line of time."""
    of_the_date = Step.objects.of(output.obligation).exclude(verb="fulfil")
    publishing = Step.objects.of_all(Publication, Publication.objects.filter(deliverable=output.pk).values("pk"))
    return sorted([*Step.objects.of(output), *of_the_date, *publishing], key=attrgetter("at", "pk"))
