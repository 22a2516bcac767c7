"""The trips of a person, and of a visit; planning one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohorts.models import Cohort, Participation
from travel.actions import trips as planning
from travel.balances import balances, key_of
from travel.forms import EstimateForm
from travel.models import Leg, Trip
from travel.models.trip import kilograms_of
from travel.schemes import scheme_of
from travel.views.fetching import trip_or_404
from ui.guards import demand, permitted, signed_in
from ui.views import refuse, refused
from visits.models import Delegate, Visit
from workflow.refusals import Refusal


@signed_in
@require_safe
def own_trips(request: HttpRequest) -> HttpResponse:
    """One's own trips, cohort by cohort, with what is left."""
    trips = list(Trip.objects.visible_to(request.user).filter(traveller=request.user.pk).with_all())
    known = balances(trips)
    groups: dict[Any, list[Trip]] = {}
    for each in trips:
        groups.setdefault(key_of(each), []).append(each)
    taking_part = Participation.objects.active().of(request.user)
    here = Cohort.objects.filter(is_record=False, participations__in=taking_part).distinct()
    context = {
        "groups": [(each[0].cohort, known[key], each) for key, each in groups.items()],
        "cohorts": [each for each in here if scheme_of(each)],
    }
    return render(request, "travel/own.html", context)


@signed_in
@require_safe
def visit_trips(request: HttpRequest, pk: int) -> HttpResponse:
    """The trips to a visit: one's own, and all of them for who pays; what they emit together for everybody there."""
    visit = _visit_or_404(request, pk)
    trips = list(Trip.objects.visible_to(request.user).filter(visit=visit).with_all().order_by("traveller__name"))
    known = balances(trips)
    may_plan = request.user.has_perm("travel.plan_trip", visit) and scheme_of(visit.cohort) and not visit.is_off
    legs = Leg.objects.filter(trip__visit=visit).select_related("origin", "destination")
    context = {
        "visit": visit,
        "scheme": scheme_of(visit.cohort),
        "rows": [(each, known[key_of(each)]) for each in trips],
        "may_plan": may_plan and all(each.traveller_id != request.user.pk for each in trips),
        "kilograms": kilograms_of(legs),
    }
    return render(request, "travel/visit.html", context)


@permitted("travel.plan_trip")
def plan_for_visit(request: HttpRequest, pk: int) -> HttpResponse:
    visit = _visit_or_404(request, pk)
    demand(request.user, "travel.plan_trip", visit)
    return _plan(request, visit, EstimateForm(request.POST or None, visit=visit))


@permitted("travel.plan_trip")
def plan_in_cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """A trip that is to no visit: to a meeting of the consortium, say."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), slug=slug)
    demand(request.user, "travel.plan_trip", cohort)
    return _plan(request, cohort, EstimateForm(request.POST or None))


@permitted("travel.claim_trip")
def change_trip(request: HttpRequest, pk: int) -> HttpResponse:
    found = trip_or_404(request, pk, "travel.claim_trip")
    form = EstimateForm(request.POST or None, trip=found)
    if form.is_valid():
        try:
            planning.change(found, form.said, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect(found)
    context = {"trip": found, "where": found, "form": form}
    return render(request, "travel/plan.html", context, status=400 if form.is_bound else 200)


@permitted("travel.claim_trip")
@require_POST
def drop_trip(request: HttpRequest, pk: int) -> HttpResponse:
    found = trip_or_404(request, pk, "travel.claim_trip")
    try:
        planning.drop(found, by=request.user)
    except Refusal as refusal:
        return refused(request, refusal, to=found.get_absolute_url())
    messages.success(request, _("The trip is deleted."))
    return redirect("travel:own")


def _plan(request: HttpRequest, where: Visit | Cohort, form: EstimateForm) -> HttpResponse:
    if form.is_valid():
        try:
            made = planning.plan(where, form.said, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The trip is estimated. Say by which way you go, if you know it already."))
            return redirect(made)
    context = {"where": where, "form": form, "scheme": scheme_of(getattr(where, "cohort", where))}
    return render(request, "travel/plan.html", context, status=400 if form.is_bound else 200)


def _visit_or_404(request: HttpRequest, pk: int) -> Visit:
    """A visit whose room this person enters, or on whose party they are."""
    own = Visit.objects.filter(delegates__in=Delegate.objects.of(request.user).values("pk"))
    rooms = Visit.objects.entered_by(request.user)
    either = Visit.objects.filter(pk__in=rooms.values("pk")) | Visit.objects.filter(pk__in=own.values("pk"))
    return get_object_or_404(either.with_names(), pk=pk)
