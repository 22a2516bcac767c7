"""From the room of an output to the city's public page: the question, the answer, and what visitors read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliverables.actions import publishing
from deliverables.content.document import Document, of_revision
from deliverables.content.published import for_visitors
from deliverables.models import Deliverable, Publication, Revision, RevisionFile
from deliverables.states import PublicationState, State
from deliverables.views.room import as_download, output_or_404
from milestones.models import Obligation
from ui.guards import demand, permitted, public, signed_in
from ui.views import refused, row_number
from ui.visitors import kept_for_visitors
from workflow.moves import open_to
from workflow.refusals import Refusal

Action = Callable[..., Publication]


def panel(
    request: HttpRequest, output: Deliverable, revisions: Sequence[Revision], _document: Document
) -> dict[str, Any]:
    """What can be said and done here about the public page; nothing while there is nothing to say."""
    known = Publication.objects.visible_to(request.user).filter(deliverable=output.pk).select_related("revision")
    standing = {each.state: each for each in known.exclude(state=PublicationState.REPLACED).order_by("at")}
    for each in standing.values():
        each.deliverable = output
    asked, shown = standing.get(PublicationState.PROPOSED), standing.get(PublicationState.PUBLIC)
    can_be_asked = _can_be_asked(request.user, output, revisions, standing.values())
    if not (standing or can_be_asked):
        return {}
    return {
        "publishing": {
            "output": output,
            "asked": asked,
            "shown": shown,
            "withdrawn": None if asked or shown else standing.get(PublicationState.WITHDRAWN),
            "can_be_asked": can_be_asked,
            "moves": {
                name: {move.name for move in open_to(each, request.user)} if each else set()
                for name, each in (("asked", asked), ("shown", shown))
            },
        }
    }


@signed_in
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Just what visitors will read: of the revision the city is asked about, else of the newest one."""
    output = output_or_404(request, pk)
    get_object_or_404(Obligation.objects.visible_to(request.user), pk=pk)
    handed_in = Revision.objects.visible_to(request.user).submitted().filter(deliverable=pk).select_related("form")
    asked = handed_in.filter(publication__state=PublicationState.PROPOSED)
    revision = asked.first() or handed_in.order_by("-number").first()
    if revision is None:
        raise Http404
    return render(request, "deliverables/publishing/preview.html", _page(output, revision))


@permitted("deliverables.propose_publication")
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.propose_publication")
    done = _("%(city)s is asked. Until somebody there agrees, nothing is public.")
    return _act(request, output, publishing.propose, output, done)


@permitted("deliverables.consent_publication")
@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    done = _("Thank you. It stands on the public page of %(city)s now; you can take it back at any time.")
    return _answer(request, pk, "consent", publishing.consent, done)


@permitted("deliverables.consent_publication")
@require_POST
def withhold(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, "consent", publishing.withhold, _("It stays inside the programme."))


@permitted("deliverables.propose_publication")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, "propose", publishing.withdraw, _("It is not on the public page of %(city)s."))


@public
@kept_for_visitors
@require_safe
def published_output(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a city wrote, for everybody, as far as the form lets it out."""
    found = get_object_or_404(
        Publication.objects.public().with_names().select_related("revision__form", "revision__review"),
        deliverable=pk,
        deliverable__obligation__participation__city__slug=slug,
    )
    return render(request, "deliverables/publishing/published.html", _page(found.deliverable, found.revision))


@public
@require_safe
def published_file(request: HttpRequest, slug: str, pk: int, file_pk: int) -> FileResponse:
    """A file that the form lets out, as a download."""
    publications = Publication.objects.public().with_names().select_related("revision__form")
    place = {"deliverable": pk, "deliverable__obligation__participation__city__slug": slug}
    found = get_object_or_404(publications, revision__files=file_pk, **place)
    document = _page(found.deliverable, found.revision)["document"]
    return as_download(_file_of(document, file_pk))


def _page(output: Deliverable, revision: Revision) -> dict[str, Any]:
    """The page of a revision as visitors get it. Forms are written in the portal's own language."""
    obligation = output.obligation
    return {
        "output": output,
        "city": obligation.participation.city,
        "cohort": obligation.requirement.cohort,
        "revision": revision,
        "document": for_visitors(of_revision(revision), obligation.requirement.cohort.forms),
        "written_in": settings.LANGUAGE_CODE,
    }


def _file_of(document: Document, pk: int) -> RevisionFile:
    found = next((file for row in document.rows() for file in row.files if file.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _can_be_asked(
    user: Any, output: Deliverable, revisions: Iterable[Revision], standing: Iterable[Publication]
) -> bool:
    """Staff may ask about the newest revision where it is approved, was written in a form, and nobody asked yet."""
    if not user.has_perm("deliverables.propose_publication") or output.state != State.APPROVED:
        return False
    latest = max((each for each in revisions if not each.is_draft), key=lambda each: each.number, default=None)
    known = {each.revision_id for each in standing if each.state != PublicationState.WITHDRAWN}
    public_cohort = output.obligation.requirement.cohort.is_public
    return public_cohort and latest is not None and latest.content is not None and latest.pk not in known


def _answer(request: HttpRequest, pk: int, permission: str, action: Action, done: str) -> HttpResponse:
    """Do it to the publication the reader saw: the form names it, as another may have been asked about since."""
    output = output_or_404(request, pk)
    demand(request.user, f"deliverables.{permission}_publication", Publication(deliverable=output))
    known = Publication.objects.visible_to(request.user).filter(deliverable=pk)
    found = get_object_or_404(known, pk=row_number(request.POST.get("publication", "")))
    return _act(request, output, action, found, done)


def _act(request: HttpRequest, output: Deliverable, action: Action, about: Any, done: str) -> HttpResponse:
    now: datetime = timezone.now()
    try:
        action(about, by=request.user, now=now)
    except Refusal as refusal:
        return refused(request, refusal, to=output.get_absolute_url())
    messages.success(request, done % {"city": output.obligation.participation.city})
    return redirect(output)
