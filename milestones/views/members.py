"""The cities of a cohort: who takes part, joining, leaving, coming back, inviting."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cities.actions.seats import invite_waiting
from cities.models import Representative
from cities.querysets import RepresentativeQuerySet
from cohorts.actions.participations import consequences
from cohorts.models import Cohort, Pairing, Participation
from cohorts.states import Role
from milestones.actions.joining import depart, join, rejoin
from milestones.filters import MemberFilter
from milestones.forms.members import JoinForm, WithdrawForm
from milestones.models import Obligation
from ui.guards import demand, permitted, staff_only
from ui.views import refuse, refused, visible_or_404
from workflow.models import Step
from workflow.refusals import Refusal


@staff_only
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    """All cities of a cohort by role, those that left below; a POST lets one join."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    form = JoinForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and form.is_valid() and (joined := _join(request, form, cohort)):
        messages.success(request, _("%s is in.") % joined.city)
        return redirect("milestones:participants", slug)
    pairings = Prefetch("pairings", Pairing.objects.standing().with_sides())
    seats = Prefetch("city__seats", Representative.objects.current())
    rows = Participation.objects.visible_to(request.user).filter(cohort=cohort).select_related("cohort", "city")
    chosen = MemberFilter(request.GET or None, queryset=rows, now=timezone.now())
    roles = [*cohort.role_names, *Role.values]
    members = sorted(
        chosen.qs.prefetch_related(pairings, seats).order_by("city__name"), key=lambda row: roles.index(row.role)
    )
    context = {
        "cohort": cohort,
        "filter": chosen,
        "active": [row for row in members if row.is_active],
        "withdrawn": [row for row in members if not row.is_active],
        "uninvited": _uninvited(cohort).count(),
        "form": form,
    }
    return render(request, "milestones/participants.html", context, status=422 if form.errors else 200)


@permitted("cohorts.withdraw_participation")
def leave(request: HttpRequest, slug: str, city: str) -> HttpResponse:
    """What a withdrawal will do, in words; by POST it is done."""
    participation = _participation(request, slug, city)
    demand(request.user, "cohorts.withdraw_participation", participation)
    form = WithdrawForm(request.POST or None, initial={"on": participation.cohort.local_date(timezone.now())})
    if request.method == "POST" and form.is_valid():
        try:
            depart(participation, **form.cleaned_data, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%s has left the cohort.") % participation.city)
            return redirect("milestones:participants", slug)
    context = {
        "participation": participation,
        "cohort": participation.cohort,
        "form": form,
        "consequences": consequences(participation),
        "open_count": Obligation.objects.filter(participation=participation).open().count(),
        "steps": Step.objects.of(participation),
    }
    return render(request, "milestones/withdraw.html", context, status=422 if form.errors else 200)


@permitted("cohorts.run_cohort")
@require_POST
def come_back(request: HttpRequest, slug: str, city: str) -> HttpResponse:
    participation = _participation(request, slug, city)
    demand(request.user, "cohorts.run_cohort", participation)
    try:
        rejoin(participation, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("milestones:participants", args=[slug]))
    messages.success(request, _("%s is in again.") % participation.city)
    return redirect("milestones:participants", slug)


@permitted("cities.appoint_representative")
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the invitations that an import prepared."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    demand(request.user, "cities.appoint_representative")
    sent = invite_waiting(_uninvited(cohort), by=request.user, now=timezone.now())
    messages.success(request, ngettext("%d invitation is on its way.", "%d invitations are on their way.", sent) % sent)
    return redirect("milestones:participants", slug)


def _join(request: HttpRequest, form: JoinForm, cohort: Cohort) -> Participation | None:
    answers = form.cleaned_data
    day = answers["joined_on"]
    try:
        return join(cohort, answers["city"], answers["role"], joined_on=day, by=request.user, now=timezone.now())
    except Refusal as refusal:
        refuse(form, refusal)
        return None


def _participation(request: HttpRequest, slug: str, city: str) -> Participation:
    return visible_or_404(Participation, request, cohort__slug=slug, city__slug=city)


def _uninvited(cohort: Cohort) -> RepresentativeQuerySet:
    cities = Participation.objects.active().filter(cohort=cohort).values("city")
    return Representative.objects.filter(city__in=cities).never_invited()
