"""Claims as the programme team sees them: all of them, decided one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_filters.views import FilterView

from travel.actions import claims
from travel.balances import balances, key_of
from travel.filters import TripFilter
from travel.models import Leg, Line, Trip
from travel.models.trip import kilograms_of
from travel.views.fetching import trip_or_404
from ui.export import csv_table
from ui.guards import permitted, staff_only
from ui.views import VisibleMixin, refused, row_number
from workflow.refusals import Refusal

COLUMNS = (
    "trip", "state", "cohort", "city", "traveller", "purpose", "first day", "last day", "category", "day", "note",
    "currency", "amount", "rate", "EUR", "receipt", "sha256", "reference",
)  # fmt: skip


@staff_only
class Programme(VisibleMixin, FilterView):
    """Every trip, with where its traveller stands; the total of what all of them emit."""

    model = Trip
    template_name = "travel/programme.html"
    filterset_class = TripFilter
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().with_all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = list(context["object_list"])
        known = balances(shown)
        legs = Leg.objects.filter(trip__in=self.object_list.order_by().values("pk"))
        rows = [(each, known[key_of(each)]) for each in shown]
        emitted = kilograms_of(legs.select_related("origin", "destination"))
        return {**context, "rows": rows, "kilograms": emitted, "query": self.request.GET.urlencode()}


@staff_only
@require_safe
def programme_file(request: HttpRequest) -> HttpResponseBase:
    """For the accountant: a row for each line of a claim, of the trips that the filters leave."""
    found = TripFilter(request.GET, queryset=Trip.objects.visible_to(request.user)).qs
    lines = Line.objects.filter(trip__in=found.order_by().values("pk")).select_related(
        "trip__cohort", "trip__city", "trip__traveller"
    )
    return csv_table("travel-claims", COLUMNS, _rows(lines.order_by("trip", "spent_on", "pk")))


@permitted("travel.judge_trip")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = trip_or_404(request, pk, "travel.judge_trip")
    seen, reason = _sum_of(request.POST.get("seen", "")), request.POST.get("reason", "")
    said = _("Approved: %(trip)s, %(name)s.") % {"trip": found, "name": found.traveller}
    return _decide(request, found, partial(claims.approve, seen=seen, reason=reason), said)


@permitted("travel.judge_trip")
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = trip_or_404(request, pk, "travel.judge_trip")
    lines = [row_number(each) for each in request.POST.getlist("line")]
    act = partial(claims.send_back, note=request.POST.get("note", ""), lines=lines)
    return _decide(request, found, act, _("Returned to %s.") % found.traveller)


@permitted("travel.judge_trip")
@require_POST
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    found = trip_or_404(request, pk, "travel.judge_trip")
    act = partial(claims.pay, reference=request.POST.get("reference", ""))
    return _decide(request, found, act, _("The payment is noted."))


def _decide(request: HttpRequest, found: Trip, act: Callable[..., Trip], said: str) -> HttpResponse:
    try:
        act(found, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=found.get_absolute_url())
    messages.success(request, said)
    return redirect(found)


def _sum_of(text: str) -> Decimal:
    """A sum as the button sends it; what is none agrees with no claim."""
    return Decimal(text) if re.fullmatch(r"[0-9]{1,9}\.[0-9]{2}", text) else Decimal(-1)


def _rows(lines: QuerySet[Line]) -> Iterator[list[Any]]:
    for line in lines.iterator(chunk_size=500):
        trip = line.trip
        yield [
            trip.pk,
            trip.get_state_display(),
            trip.cohort.name,
            trip.city.name,
            trip.traveller.name,
            trip.purpose,
            trip.starts_on,
            trip.ends_on,
            line.get_category_display(),
            line.spent_on,
            line.note,
            line.currency,
            line.amount,
            line.rate,
            line.eur,
            line.name,
            line.sha256,
            trip.reference,
        ]
