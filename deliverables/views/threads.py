"""Talking about an output: the panel of threads beside it, and what is said there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deliverables.actions import threads
from deliverables.content.document import Document
from deliverables.forms import AnswerForm, CommentForm
from deliverables.models import Deliverable, Revision, Thread
from deliverables.reading import Reading
from deliverables.rules import audiences_of
from deliverables.talk import ALL_OF_IT, place_of, places_in, talks_about
from deliverables.views.finding import output_or_404
from ui.guards import demand, permitted
from ui.views import refuse, refused, wants_part
from workflow.refusals import Refusal


def panel(
    request: HttpRequest, output: Deliverable, _revisions: Sequence[Revision], document: Document
) -> dict[str, Any]:
    """The threads of an output for its page; `?about=goals` or `?about=goals:<row>` says what a new one is about."""
    audiences = audiences_of(request.user, output)
    talks = talks_about(output, document, request.user, audiences)
    if not audiences:
        return {"threads": talks}
    places = places_in(document)
    known = {value for _title, rows in places for value, _name in rows}
    about = request.GET.get("about", "")
    form = CommentForm(audiences, places, initial={"about": about if about in known else ALL_OF_IT})
    return {"threads": talks, "comment_form": form}


@permitted("deliverables.comment_deliverable")
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a thread."""
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.comment_deliverable", output)
    document = _document(request, output)
    form = CommentForm(audiences_of(request.user, output), places_in(document), request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            thread = threads.open_thread(
                output.obligation,
                audience=said["audience"],
                text=said["text"],
                place=place_of(said["about"]),
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _done(
                request,
                output,
                thread.pk,
                _("Your comment is there. Who can read it: %(who)s.") % {"who": thread.get_audience_display()},
            )
    context = {"output": output, **panel(request, output, (), document), "comment_form": form}
    part, page = "deliverables/review/_threads.html", "deliverables/review/threads.html"
    return render(request, part if wants_part(request) else page, context, status=422)


@permitted("deliverables.comment_deliverable")
@require_POST
def answer(request: HttpRequest, pk: int, thread_pk: int) -> HttpResponse:
    form = AnswerForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else request.POST.get("text", "")
    return _take(request, pk, thread_pk, lambda thread, by, now: threads.answer(thread, text=text, by=by, now=now))


@permitted("deliverables.comment_deliverable")
@require_POST
def resolve(request: HttpRequest, pk: int, thread_pk: int) -> HttpResponse:
    return _take(request, pk, thread_pk, lambda thread, by, now: threads.resolve(thread, by=by, now=now))


@permitted("deliverables.comment_deliverable")
@require_POST
def open_again(request: HttpRequest, pk: int, thread_pk: int) -> HttpResponse:
    return _take(request, pk, thread_pk, lambda thread, by, _now: threads.open_again(thread, by=by))


def _take(request: HttpRequest, pk: int, thread_pk: int, act: Callable[[Thread, Any, Any], object]) -> HttpResponse:
    output = output_or_404(request, pk)
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=thread_pk, deliverable=output.pk)
    demand(request.user, "deliverables.comment_deliverable", output)
    try:
        act(thread, request.user, timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=f"{output.get_absolute_url()}#thread-{thread.pk}")
    return _done(request, output, thread.pk, _("Done. The thread is up to date."))


def _done(request: HttpRequest, output: Deliverable, thread: int, sentence: str) -> HttpResponse:
    """The panel as it is now, or back to the page, at the thread."""
    if not wants_part(request):
        messages.success(request, sentence)
        return redirect(f"{output.get_absolute_url()}#thread-{thread}")
    output = output_or_404(request, output.pk)
    context = {"output": output, "said": sentence, **panel(request, output, (), _document(request, output))}
    return render(request, "deliverables/review/_threads.html", context)


def _document(request: HttpRequest, output: Deliverable) -> Document:
    """What this reader has before them, for the names of places."""
    revisions = Revision.objects.visible_to(request.user).filter(deliverable=output.pk)
    newest = list(revisions.select_related("form").prefetch_related("files").order_by("number"))
    return Reading(output, request.user, newest, set(), timezone.now()).document
