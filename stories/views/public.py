from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from stories.filters import StoryFilter
from stories.models import Picture, Story
from stories.text import as_html, in_two
from ui.guards import public
from ui.views import page_or_part, visible_or_404
from ui.visitors import kept_for_visitors

PER_PAGE = 30
RELATED = 3


@public
@kept_for_visitors
def stories(request: HttpRequest) -> HttpResponse:
    """Every published story, newest first, filtered by what stands in the address."""
    chosen = StoryFilter(request.GET or None, queryset=Story.objects.published().newest())
    page = Paginator(chosen.qs.with_names(), PER_PAGE).get_page(request.GET.get("page"))
    return page_or_part(request, "stories/list.html", "stories/_list.html", {"filter": chosen, "page": page})


@public
@kept_for_visitors
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """One story. Its cities and staff read it here before it is published, too."""
    found = get_object_or_404(Story.objects.visible_to(request.user).with_names(), slug=slug)
    body = in_two(as_html(found.body))
    cities = list(found.cities.all())
    near = Story.objects.published().filter(cities__in=cities).exclude(pk=found.pk).distinct()
    context = {"story": found, "body": body, "related": list(near.newest().with_names()[:RELATED])}
    return render(request, "stories/story.html", context)


@public
def picture(request: HttpRequest, pk: int) -> FileResponse:
    """The re-encoded picture of a story that may be seen."""
    found = visible_or_404(Picture, request, pk=pk)
    response = FileResponse(found.file.open("rb"), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600" if found.story.state != "published" else "public, max-age=3600"
    return response
