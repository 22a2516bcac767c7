"""What the views of this room share: a session or a registration that this reader may see, or 404."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from learning.models import LearningSession, Registration
from ui.guards import demand


def session_or_404(request: HttpRequest, pk: int) -> LearningSession:
    found: LearningSession = get_object_or_404(LearningSession.objects.visible_to(request.user).with_names(), pk=pk)
    return found


def session_to_run(request: HttpRequest, pk: int) -> LearningSession:
    """A session this reader may run; 403 when they may only see it."""
    found = session_or_404(request, pk)
    demand(request.user, "learning.run_session", found)
    return found


def registration_to_change(request: HttpRequest, pk: int) -> Registration:
    """A registration this reader may change; 403 when they may only see it."""
    found: Any = get_object_or_404(Registration.objects.visible_to(request.user).with_names(), pk=pk)
    demand(request.user, "learning.change_registration", found)
    return found
