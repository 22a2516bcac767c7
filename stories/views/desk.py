from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from learning.models import Quote
from stories import actions
from stories.beginnings import Beginning, from_visit
from stories.filters import DeskStoryFilter
from stories.forms import NOTHING_YET, NoteForm, PictureForm, form_for
from stories.models import Story
from stories.text import as_html, cleaned
from ui.guards import demand, permitted, signed_in, staff_only
from ui.views import refuse, refused, row_number, visible_or_404
from visits.models import Visit
from workflow.models import Step
from workflow.moves import open_to
from workflow.refusals import Refusal

PER_PAGE = 50
MOST_QUOTES = 5


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The stories about a person's cities, in every state."""
    return _listed(request, Story.objects.own_of(request.user), "stories/mine.html")


@staff_only
def programme(request: HttpRequest) -> HttpResponse:
    """Every story, those that are offered first."""
    return _listed(request, Story.objects.visible_to(request.user), "stories/programme.html")


def _listed(request: HttpRequest, stories: Any, template: str) -> HttpResponse:
    chosen = DeskStoryFilter(request.GET or None, queryset=stories.order_by("-changed_at", "-pk"))
    rows = chosen.qs.select_related("written_by", "cohort").prefetch_related("cities")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, template, {"filter": chosen, "page": page})


@permitted("stories.write_story")
def new(request: HttpRequest) -> HttpResponse:
    """Begin a story; with `?visit=` of a visit that took place its facts are filled in."""
    return _edited(request, None, _beginning(request))


@permitted("stories.write_story")
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    story = visible_or_404(Story, request, slug=slug)
    demand(request.user, "stories.write_story", story)
    return _edited(request, story)


def _beginning(request: HttpRequest) -> Beginning:
    number = request.GET.get("visit", "")
    if not number:
        return NOTHING_YET
    visits = Visit.objects.entered_by(request.user).took_place().with_names()
    return from_visit(get_object_or_404(visits, pk=row_number(number)), request.user)


def _edited(request: HttpRequest, story: Story | None, beginning: Beginning = NOTHING_YET) -> HttpResponse:
    """The editor: save keeps what is typed, preview shows it without keeping anything."""
    form = form_for(request.user, request.POST or None, story=story, beginning=beginning)
    preview = as_html(cleaned(request.POST.get("body", ""))) if "preview" in request.POST else None
    if request.method == "POST" and preview is None and form.is_valid():
        try:
            kept = _keep(story, form.telling, request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("stories:edit", kept.slug)
    context = {
        "form": form,
        "story": story,
        "preview": preview,
        "picture_form": PictureForm(),
        **_around(story, request.user),
    }
    return render(request, "stories/editor.html", context, status=422 if form.errors and preview is None else 200)


def _keep(story: Story | None, telling: actions.Telling, user: Any) -> Story:
    if story is None:
        return actions.write(telling, by=user, now=timezone.now())
    return actions.change(story, telling, by=user, now=timezone.now())


def _around(story: Story | None, user: Any) -> dict[str, Any]:
    if story is None:
        return {"steps": [], "moves": []}
    return {
        "steps": Step.objects.of(story),
        "moves": open_to(story, user),
        "note_form": NoteForm(),
        "quotes": _quotes_for(story, user),
    }


def _quotes_for(story: Story, user: Any) -> QuerySet[Quote]:
    """Lines people let be published after sessions of the story's cohort, those of its cities first."""
    offered = Quote.objects.visible_to(user).offered().filter(session__cohort=story.cohort_id)
    own = Q(city__in=story.cities.values("pk"))
    is_own = ExpressionWrapper(own, BooleanField())
    return offered.select_related("city").order_by(is_own.desc(), "-consented_at", "-pk")[:MOST_QUOTES]


@require_POST
@permitted("stories.write_story")
def preview(request: HttpRequest) -> HttpResponse:
    """The text as readers would see it; keeps nothing."""
    return render(request, "stories/_preview.html", {"preview": as_html(cleaned(request.POST.get("body", "")))})


@require_POST
@permitted("stories.write_story")
def illustrate(request: HttpRequest, slug: str) -> HttpResponse:
    story = visible_or_404(Story, request, slug=slug)
    demand(request.user, "stories.write_story", story)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            said = form.cleaned_data
            actions.illustrate(
                story, said["picture"], alt=said["alt"], credit=said["credit"], by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The picture is in."))
            return redirect("stories:edit", story.slug)
    context = {
        "form": form_for(request.user, story=story),
        "story": story,
        "picture_form": form,
        **_around(story, request.user),
    }
    return render(request, "stories/editor.html", context, status=422)


@require_POST
@permitted("stories.write_story")
def take(request: HttpRequest, slug: str, move: str) -> HttpResponse:
    """One move of a story: offer, take back, send back, publish, retire."""
    story = visible_or_404(Story, request, slug=slug)
    verbs: dict[str, Callable[..., Any]] = {
        "offer": actions.offer,
        "take_back": actions.take_back,
        "send_back": lambda story, **who: actions.send_back(story, note=request.POST.get("note", ""), **who),
        "publish": lambda story, **who: actions.publish(story, on=timezone.localdate(), **who),
        "retire": actions.retire,
    }
    try:
        verbs[move](story, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=story.get_absolute_url())
    return redirect("stories:edit", story.slug)
