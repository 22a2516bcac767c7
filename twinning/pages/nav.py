"""What waits for the reader, beside the names of the pages: computed when a signed-in page is drawn."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
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
        waiting = {
            "/programme/reviews/": Deliverable.objects.in_review(),
            "/programme/stories/": Story.objects.filter(state="offered"),
        }
        first, *others = [_count(rows, path) for path, rows in waiting.items()]
        return dict.fromkeys(waiting, 0) | dict(first.union(*others, all=True))
    own = Obligation.objects.visible_to(user)
    back = Deliverable.objects.filter(state=State.CHANGES_ASKED, obligation__in=own.values("pk"))
    return {"/deliverables/": back.count()}


def _count(rows: QuerySet[Any], path: str) -> QuerySet[Any, Any]:
    """How many rows there are, as a row with the path, so that several counts make one statement."""
    named = rows.order_by().annotate(path=Value(path, output_field=CharField()))
    return named.values("path").annotate(n=Count("pk")).values_list("path", "n")
