"""A session to take into one's calendar: from its room, from its public page, and from a guest's own place."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learning.calendar import entry_for
from learning.links import NotALink, place_path, read_place
from learning.models import LearningSession, Registration
from learning.views.fetching import session_or_404
from learning.views.guests import gone
from ui.guards import public, signed_in
from ui.ical import as_file


@signed_in
@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_or_404(request, pk)
    user: Any = request.user
    own = Registration.objects.visible_to(user).of(user).filter(session=found).first()
    return _file(found, own, runs_it=user.is_programme_staff)


@public
@require_safe
def open_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a session that is open to everybody, without the link to join."""
    found = get_object_or_404(LearningSession.objects.open_to_all().select_related("cohort"), pk=pk)
    return _file(found, None, page=reverse("open_session", args=[pk]))


@public
@never_cache
@require_safe
def place_file(request: HttpRequest, token: str) -> HttpResponse:
    """Of a guest or a deputy, by the link in their mail."""
    try:
        registration, as_deputy = read_place(token)
    except NotALink as refusal:
        return gone(request, refusal)
    page = place_path(registration, as_deputy=as_deputy)
    return _file(registration.session, registration, page=page)


def _file(found: LearningSession, place: Registration | None, *, runs_it: bool = False, page: str = "") -> HttpResponse:
    if found.starts_at is None:
        raise Http404
    return as_file([entry_for(found, place, runs_it=runs_it, page=page)], name=f"session-{found.pk}")
