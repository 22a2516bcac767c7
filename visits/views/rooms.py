"""The visits of a city or of all cities, and the room of one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import ListView
from django_filters.views import FilterView

from ui.guards import signed_in
from ui.views import VisibleMixin
from visits.agenda import agenda_of
from visits.filters import VisitFilter
from visits.forms.takeaways import TakeawayForm
from visits.models import Takeaway, Visit
from visits.offers import offers
from visits.standing import standing
from visits.states import BEING_WRITTEN, VisitState
from visits.strip import StepState, steps
from visits.unanswered import questions
from visits.views.fetching import inside_or_404
from workflow.models import Step
from workflow.moves import open_to

BUTTONS = ("confirm", "propose_again", "close")
WITH_A_REASON = ("cancel", "reopen")


@signed_in
class OwnVisits(VisibleMixin, ListView):
    """Where a representative's cities are hosts or guests: what is ahead first, then the past, newest first."""

    model = Visit
    template_name = "visits/own_visits.html"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().of(self.request.user).with_names().with_takeaways().in_order()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, every = timezone.localdate(), list(self.object_list)
        ahead = [each for each in every if each.is_ahead(today) and not each.is_off]
        past = [each for each in reversed(every) if not each.is_ahead(today) or each.is_off]
        may_propose = self.request.user.has_perm("visits.propose_visit")
        return super().get_context_data(ahead=ahead, past=past, may_propose=may_propose, **kwargs)


@signed_in
class AllVisits(VisibleMixin, FilterView):
    """The list of programme staff: every visit, the latest first."""

    model = Visit
    template_name = "visits/all_visits.html"
    filterset_class = VisitFilter
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().with_names().with_takeaways().newest_first()

    def get_filterset_kwargs(self, filterset_class: type[VisitFilter]) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(filterset_class), "today": timezone.localdate()}


@signed_in
def visits(request: HttpRequest) -> HttpResponseBase:
    page = AllVisits if request.user.is_programme_staff else OwnVisits
    return page.as_view()(request)


@signed_in
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Visit.objects.visible_to(request.user).with_room(request.user), pk=pk)
    return room(request, found)


@signed_in
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that has happened to a visit, for who may enter its room."""
    found = inside_or_404(request, pk)
    return render(request, "visits/history.html", {"visit": found, "steps": Step.objects.of(found)})


def room(request: HttpRequest, found: Visit, form: TakeawayForm | None = None) -> HttpResponse:
    """The room of a visit for who may enter it, its public side for everybody else.

    `form` is a takeaway that came back with an error. `found` was fetched `with_room`.
    """
    today = found.cohort.local_date(timezone.now())
    context = {
        "visit": found,
        "is_ahead": found.is_ahead(today) and not found.is_off,
        "has_begun": found.has_begun(today),
        "form": form,
    }
    inside = standing(request.user, found).enters
    page = "visits/room.html" if inside else "visits/outside.html"
    context |= _inside(request, found, form, today) if inside else _outside(request, found)
    return render(request, page, context, status=400 if form and form.is_bound else 200)


def _outside(request: HttpRequest, found: Visit) -> dict[str, Any]:
    public = [slot for slot in found.slots.all() if slot.is_public and found.has_taken_place]
    own = Takeaway.objects.visible_to(request.user).current().filter(visit=found)
    return {"agenda": agenda_of(found, public), "takeaways": list(own.with_names(request.user))}


def _inside(request: HttpRequest, found: Visit, form: TakeawayForm | None, today: Any) -> dict[str, Any]:
    user, stands = request.user, standing(request.user, found)
    noting = stands.notes_for
    if form is None and noting and found.has_begun(today) and not found.is_off:
        form = TakeawayForm(visit=found, cities=noting)
    every = open_to(found, user)
    strip = steps(found, today)
    coming = next((step for step in strip if step.state == StepState.CURRENT), None)
    readable = Takeaway.objects.visible_to(user).current().filter(visit=found)
    takeaways = list(readable.with_names(user))
    return {
        "form": form,
        "steps": strip,
        "next": coming,
        "is_your_turn": bool(coming and coming.is_turn_of(stands)),
        "buttons": [move for move in every if move.name in BUTTONS],
        "with_a_reason": [move for move in every if move.name in WITH_A_REASON],
        "stands": stands,
        "agenda": agenda_of(found),
        "takeaways": takeaways,
        "own": {each.pk for each in noting},
        "can_note": bool(noting),
        "parts": _parts(found),
        "there": [each for each in found.attendees.all() if each.was_there],
        "questions": questions(found, user),
        "may_write": stands.arranges and found.state in BEING_WRITTEN,
        "offers": offers(found, user) if found.state == VisitState.CLOSED else [],
        "is_only_noted": found.state == VisitState.CLOSED and not found.reports.all(),
        "is_told": found.state == VisitState.CLOSED and bool(takeaways),
    }


def _parts(found: Visit) -> list[tuple[Any, Any]]:
    """Each side of the report with its part, if there is one."""
    written = {each.side: each for each in found.reports.all()}
    return [(side, written.get(side)) for side in found.report_sides]
