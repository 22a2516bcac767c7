"""One trip with its way, its claim and its receipts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from travel.actions import claims, trips
from travel.balances import balance_of
from travel.forms import LegForm, LineForm
from travel.models import Line, Trip
from travel.schemes import scheme_of
from travel.states import WITH_THE_TRAVELLER, TripState
from travel.views.fetching import leg_or_404, line_or_404, trip_or_404
from ui.guards import permitted, signed_in
from ui.views import refuse, refused
from uploads.refusals import UploadRefused
from workflow.models import Step
from workflow.moves import open_to
from workflow.refusals import Refusal


@signed_in
@require_safe
def trip(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, trip_or_404(request, pk))


@permitted("travel.claim_trip")
@require_POST
def add_leg(request: HttpRequest, pk: int) -> HttpResponse:
    found = trip_or_404(request, pk, "travel.claim_trip")
    form = LegForm(request.POST, trip=found)
    if form.is_valid():
        try:
            trips.add_leg(found, form.way, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect(f"{found.get_absolute_url()}#way")
    return show(request, found, leg_form=form)


@permitted("travel.claim_trip")
@require_POST
def drop_leg(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(request, pk)
    return _done(request, leg.trip, lambda: trips.drop_leg(leg, by=request.user), "#way")


@permitted("travel.claim_trip")
@require_POST
def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    found = trip_or_404(request, pk, "travel.claim_trip")
    form = LineForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            claims.add_line(found, form.spent, form.cleaned_data["receipt"], by=request.user, now=timezone.now())
        except UploadRefused as refusal:
            form.add_error("receipt", str(refusal))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Written down."))
            return redirect(f"{found.get_absolute_url()}#claim")
    return show(request, found, line_form=form)


@permitted("travel.claim_trip")
@require_POST
def drop_line(request: HttpRequest, pk: int) -> HttpResponse:
    line = line_or_404(request, pk)
    return _done(request, line.trip, lambda: claims.drop_line(line, by=request.user), "#claim")


@permitted("travel.claim_trip")
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    found = trip_or_404(request, pk, "travel.claim_trip")
    return _done(request, found, lambda: claims.submit(found, by=request.user, now=timezone.now()))


@permitted("travel.claim_trip")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = trip_or_404(request, pk, "travel.claim_trip")
    return _done(request, found, lambda: claims.take_back(found, by=request.user, now=timezone.now()))


@signed_in
@require_safe
def receipt(request: HttpRequest, pk: int) -> FileResponse:
    """The receipt as it was sent, as a download."""
    found = get_object_or_404(Line.objects.visible_to(request.user).with_receipt(), pk=pk)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox"
    return response


def show(request: HttpRequest, found: Trip, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a trip; `forms` are those that came back with an error."""
    writes = request.user.has_perm("travel.claim_trip", found) and found.state in WITH_THE_TRAVELLER
    scheme = scheme_of(found.cohort)
    if writes:
        own: dict[str, Any] = {"leg_form": LegForm(trip=found)}
        own |= {} if scheme and scheme.table else {"line_form": LineForm(initial={"spent_on": found.starts_on})}
        forms = {**own, **forms}
    steps = list(Step.objects.of(found))
    context = {
        "trip": found,
        "scheme": scheme,
        "balance": balance_of(found),
        "writes": writes,
        "moves": {move.name for move in open_to(found, request.user)},
        "can_submit": writes and (found.lines.all() or (scheme and scheme.table)),
        "steps": steps,
        "returned": _last_return(steps) if found.state == TripState.RETURNED else None,
        **forms,
    }
    came_back = any(form.is_bound for form in forms.values())
    return render(request, "travel/trip.html", context, status=400 if came_back else status)


def _last_return(steps: list[Step]) -> Step | None:
    """Why it came back, and from whom."""
    return max((each for each in steps if each.verb == "send_back"), key=lambda each: each.at, default=None)


def _done(request: HttpRequest, found: Trip, act: Callable[[], Any], place: str = "") -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return refused(request, refusal, to=found.get_absolute_url())
    return redirect(f"{found.get_absolute_url()}{place}")
