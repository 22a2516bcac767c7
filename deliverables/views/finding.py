"""How every page of this room finds its output."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from deliverables.models import Deliverable
from deliverables.querysets import outputs_visible_to


def output_or_404(request: HttpRequest, pk: int) -> Deliverable:
    """One output as far as this reader may know of it, begun or not."""
    outputs = outputs_visible_to(request.user).with_names().select_related("deliverable__reviewer")
    return Deliverable.of(get_object_or_404(outputs, pk=pk))
