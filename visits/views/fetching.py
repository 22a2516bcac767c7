"""Fetching what the views of this room are about, for somebody who may enter or may act."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from ui.guards import demand
from ui.views import row_number
from visits.models import AgendaSlot, Photo, Visit


def inside_or_404(request: HttpRequest, pk: int, permission: str = "") -> Visit:
    """A visit into whose room this person may go; 403 when they may do that and not what `permission` names."""
    found: Visit = get_object_or_404(Visit.objects.entered_by(request.user).with_room(request.user), pk=pk)
    if permission:
        demand(request.user, permission, found)
    return found


def slot_or_404(request: HttpRequest, pk: int) -> AgendaSlot:
    """A slot in a room this person may enter, to be changed."""
    slots = AgendaSlot.objects.filter(visit__in=Visit.objects.entered_by(request.user).values("pk"))
    slot: AgendaSlot = get_object_or_404(slots.with_names(), pk=pk)
    demand(request.user, "visits.arrange_visit", slot.visit)
    return slot


def photo_or_404(request: HttpRequest, pk: int, permission: str = "") -> Photo:
    photos = Photo.objects.visible_to(request.user).select_related("visit__cohort", "visit__pairing", "visit__host")
    photo: Photo = get_object_or_404(photos, pk=pk)
    if permission:
        demand(request.user, permission, photo.visit)
    return photo


def number_of(text: Any) -> int | None:
    """A number as a form sends it; None where there is none. 404 for anything else: no button sends that."""
    if text in (None, ""):
        return None
    if not (number := row_number(str(text))):
        raise Http404
    return number
