"""What waits for the reader, beside the names of the pages: computed when a signed-in page is drawn."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from deliverables.models import Deliverable
from deliverables.states import State
from milestones.models import Obligation
from stories.models import Story
from ui.context import work_nav


def counted(request: HttpRequest) -> dict[str, Any]:
    """The context processor: the signed-in bar with its counts."""
    return {"nav": SimpleLazyObject(lambda: work_nav(request, _counts(request.user)))}


def _counts(user: Any) -> dict[str, int]:
    if not user.is_authenticated:
        return {}
    if user.is_programme_staff:
        return {
            "/programme/reviews/": Deliverable.objects.in_review().count(),
            "/programme/stories/": Story.objects.filter(state="offered").count(),
        }
    own = Obligation.objects.visible_to(user)
    back = Deliverable.objects.filter(state=State.CHANGES_ASKED, obligation__in=own.values("pk"))
    return {"/deliverables/": back.count()}
