"""Declarations: signing one's month, signing or sending back another's, and what the days come to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cities.models import Representative
from cohorts.models import Cohort
from hours import reading
from hours.actions import declaring
from hours.declared import is_cost_record, people_of_days, supervisors_of
from hours.forms import BackForm, PeriodForm, ShareForm, SignForm
from hours.models import Declaration, MonthSheet
from hours.tables import DAYS_HEADER, day_rows
from hours.views.city import first_of_text, held
from ui.export import TABLES
from ui.guards import demand, permitted, signed_in, staff_only
from ui.views import refused, visible_or_404
from workflow.models import Step
from workflow.moves import open_to
from workflow.refusals import Refusal


@signed_in
def declarations(request: HttpRequest) -> HttpResponse:
    """What waits for this person's signature as supervisor, and what they have declared themselves."""
    seen = Declaration.objects.visible_to(request.user).with_names()
    waiting = Declaration.objects.waiting_for(request.user).with_names()
    own = seen.filter(sheet__seat__in=Representative.objects.held_by(request.user))
    return render(request, "hours/declarations.html", {"waiting": waiting, "own": own})


@signed_in
def declaration(request: HttpRequest, pk: int) -> HttpResponse:
    """The exact content that was signed, with its fingerprint, and the buttons of who signs next."""
    found = _seen(request, pk)
    context = {
        "declaration": found,
        "moves": {move.name for move in open_to(found, request.user)},
        "form": BackForm(),
        "newer": found.sheet.declarations.filter(version__gt=found.version).first(),
        "steps": Step.objects.of(found),
    }
    return render(request, "hours/declaration.html", context)


@require_POST
@signed_in
def sign(request: HttpRequest, participation: int, text: str) -> HttpResponse:
    """Sign one's own month and name who oversees it."""
    seat, row = held(reading.places_of(request.user, timezone.localdate()), participation)
    sheet = visible_or_404(MonthSheet, request, seat=seat, participation=row, month=first_of_text(text))
    form = SignForm(request.POST, people=supervisors_of(seat))
    supervisor = form.cleaned_data["supervisor"] if form.is_valid() else None
    try:
        made = declaring.sign(sheet, supervisor=supervisor, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("hours:month", args=[participation, text]))
    messages.success(request, _("Signed. %s is asked to sign it too.") % made.supervisor)
    return redirect(made)


@require_POST
@permitted("hours.countersign_declaration")
def countersign(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    demand(request.user, "hours.countersign_declaration", found)
    try:
        declaring.countersign(found, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=found.get_absolute_url())
    return redirect(found)


@require_POST
@permitted("hours.countersign_declaration")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    demand(request.user, "hours.countersign_declaration", found)
    form = BackForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        declaring.send_back(found, by=request.user, now=timezone.now(), reason=reason)
    except Refusal as refusal:
        return refused(request, refusal, to=found.get_absolute_url())
    return redirect(found)


@staff_only
@require_safe
def days(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The declared hours of a period as days-equivalents, person by person."""
    cohort = _cost_record(request, slug)
    form = PeriodForm(request.GET)
    if not form.is_valid():
        raise Http404
    signed = Declaration.objects.visible_to(request.user).filter(sheet__participation__cohort=cohort)
    people = people_of_days(signed.in_force().with_names(), cohort, *form.period)
    if write := TABLES.get(request.GET.get("export", "")):
        return write(f"{cohort.slug}-days", DAYS_HEADER, day_rows(people))
    context: dict[str, Any] = {"cohort": cohort, "people": people, "form": form, "share": ShareForm()}
    return render(request, "hours/days.html", context)


@require_POST
@staff_only
def set_share(request: HttpRequest, slug: str, seat: int) -> HttpResponse:
    """How much of a year somebody works, from which the most days of that year follow."""
    cohort = _cost_record(request, slug)
    here = reverse("hours:days", args=[slug])
    whose = visible_or_404(Representative, request, pk=seat, city__participations__cohort=cohort)
    form = ShareForm(request.POST)
    if not form.is_valid():
        return refused(request, ValueError(_("Write a year, and a percentage above 0 and up to 100.")), to=here)
    declaring.set_share(whose, **form.said, by=request.user, now=timezone.now())
    return redirect(here)


def _seen(request: HttpRequest, pk: int) -> Declaration:
    found: Declaration = get_object_or_404(Declaration.objects.visible_to(request.user).with_names(), pk=pk)
    return found


def _cost_record(request: HttpRequest, slug: str) -> Cohort:
    """A cohort whose hours are a cost record; of others there are no days."""
    cohort: Cohort = visible_or_404(Cohort, request, slug=slug)
    if not is_cost_record(cohort):
        raise Http404
    return cohort
