"""The visits of a city, the room of one, and what cities note there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import ListView
from django_filters.views import FilterView

from ui.guards import demand, permitted, signed_in
from ui.views import VisibleMixin, refuse, refused
from visits.actions import takeaways as actions
from visits.filters import VisitFilter
from visits.forms import TakeawayForm
from visits.models import Takeaway, Visit
from visits.noting import noting_for
from workflow.refusals import Refusal


@signed_in
class OwnVisits(VisibleMixin, ListView):
    """Where a representative's cities are hosts or guests: what is ahead first, then the past, newest first."""

    model = Visit
    template_name = "visits/own_visits.html"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().of(self.request.user).with_names().with_takeaways().order_by("starts_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, every = timezone.localdate(), list(self.object_list)
        ahead = [each for each in every if each.is_ahead(today)]
        past = [each for each in reversed(every) if not each.is_ahead(today)]
        return super().get_context_data(ahead=ahead, past=past, **kwargs)


@signed_in
class AllVisits(VisibleMixin, FilterView):
    """The list of programme staff: every visit, the latest first."""

    model = Visit
    template_name = "visits/all_visits.html"
    filterset_class = VisitFilter
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().with_names().with_takeaways().order_by("-starts_on", "pk")

    def get_filterset_kwargs(self, filterset_class: type[VisitFilter]) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(filterset_class), "today": timezone.localdate()}


@signed_in
def visits(request: HttpRequest) -> HttpResponseBase:
    page = AllVisits if request.user.is_programme_staff else OwnVisits
    return page.as_view()(request)


@signed_in
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _visit_or_404(request, pk))


@permitted("visits.note_takeaway")
@require_POST
def note_takeaway(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visit_or_404(request, pk)
    demand(request.user, "visits.note_takeaway", found)
    form = TakeawayForm(request.POST, cities=list(noting_for(request.user, found)))
    if form.is_valid():
        try:
            actions.note_takeaway(found, form.participation, form.said, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Kept. You can note the next one right away."))
            return redirect(found)
    return _show(request, found, form)


@permitted("visits.change_takeaway")
def change_takeaway(request: HttpRequest, pk: str) -> HttpResponse:
    takeaway = _takeaway_or_404(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = TakeawayForm(sent, cities=[takeaway.participation], takeaway=takeaway)
    if form.is_valid():
        try:
            actions.change_takeaway(takeaway, form.said, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect(takeaway)
    context = {"takeaway": takeaway, "visit": takeaway.visit, "form": form}
    return render(request, "visits/takeaway.html", context, status=400 if form.is_bound else 200)


@permitted("visits.change_takeaway")
@require_POST
def drop_takeaway(request: HttpRequest, pk: str) -> HttpResponse:
    takeaway = _takeaway_or_404(request, pk)
    try:
        actions.drop(takeaway, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=takeaway.get_absolute_url())
    messages.success(request, _("“%(practice)s” is taken off the page.") % {"practice": takeaway.practice})
    return redirect(takeaway.visit)


def _visit_or_404(request: HttpRequest, pk: int) -> Visit:
    return get_object_or_404(Visit.objects.visible_to(request.user).with_names(), pk=pk)


def _takeaway_or_404(request: HttpRequest, pk: str) -> Takeaway:
    """A takeaway on the page, which this reader may change; 403 when they may only read it."""
    readable = Takeaway.objects.visible_to(request.user).current().with_names(request.user)
    takeaway: Takeaway = get_object_or_404(readable, pk=pk)
    demand(request.user, "visits.change_takeaway", takeaway)
    return takeaway


def _show(request: HttpRequest, found: Visit, form: TakeawayForm | None = None) -> HttpResponse:
    """The room of a visit; `form` is one that came back with an error."""
    cities = list(noting_for(request.user, found))
    today = found.cohort.local_date(timezone.now())
    if form is None and cities and found.has_begun(today):
        form = TakeawayForm(cities=cities)
    takeaways = list(Takeaway.objects.visible_to(request.user).current().filter(visit=found).with_names(request.user))
    context = {
        "visit": found,
        "is_ahead": found.is_ahead(today),
        "has_begun": found.has_begun(today),
        "form": form,
        "takeaways": takeaways,
        "own": {each.pk for each in cities},
        "can_note": bool(cities),
    }
    return render(request, "visits/visit.html", context, status=400 if form and form.is_bound else 200)
