"""The milestones of one city: what each asks, how far that is, who settled it, and what was opened by it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cohorts.models import Participation
from deliverables.models import Deliverable
from deliverables.states import State
from milestones.models import Obligation
from twinning.pages.workspace import reading
from twinning.pages.workspace.meeting import Meetings
from ui.guards import signed_in


@signed_in
def city_milestones(request: HttpRequest, pk: int) -> HttpResponse:
    owing = Participation.objects.filter(pk__in=Obligation.objects.visible_to(request.user).values("participation"))
    found = get_object_or_404(owing.select_related("city", "cohort"), pk=pk)
    entries = reading.entries_of(found, Meetings.of(found, request.user), timezone.now())
    by_key = {entry.obligation.pk: entry for entry in entries}
    outputs = Deliverable.objects.filter(obligation__participation=found, state=State.CHANGES_ASKED)
    returned = outputs.select_related("obligation").in_bulk()
    rungs = reading.ladder_of(found, entries)
    context = {
        "participation": found,
        "city": found.city,
        "cohort": found.cohort,
        "rungs": [
            (rung, [(line, by_key[line.obligation.pk], returned.get(line.obligation.pk)) for line in rung.lines])
            for rung in rungs
        ],
    }
    return render(request, "pages/city_milestones.html", context)
