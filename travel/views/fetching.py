"""Fetching trips for somebody who may see them, or may act on them."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from travel.models import Leg, Line, Trip
from ui.guards import demand


def trip_or_404(request: HttpRequest, pk: int, permission: str = "") -> Trip:
    """A trip this person may read; 403 when they may do that and not what `permission` names."""
    found: Trip = get_object_or_404(Trip.objects.visible_to(request.user).with_all(), pk=pk)
    if permission:
        demand(request.user, permission, found)
    return found


def leg_or_404(request: HttpRequest, pk: int) -> Leg:
    """A leg, to be dropped by who travels it."""
    found: Leg = get_object_or_404(Leg.objects.visible_to(request.user).select_related("trip"), pk=pk)
    demand(request.user, "travel.claim_trip", found.trip)
    return found


def line_or_404(request: HttpRequest, pk: int) -> Line:
    """A line, to be dropped by who wrote it."""
    found: Line = get_object_or_404(Line.objects.visible_to(request.user).select_related("trip"), pk=pk)
    demand(request.user, "travel.claim_trip", found.trip)
    return found
