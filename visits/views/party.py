"""The party of a visit: who travels, what the hosts need to know of them, and the lists to print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ui.export import csv_table
from ui.guards import demand, permitted, signed_in, staff_only
from ui.views import refuse, refused
from visits.actions import party as acting
from visits.forms.party import DelegateForm, LogisticsForm
from visits.models import Delegate, Visit
from visits.party import LISTS, PartyList, erased_on, read_by, rows_of, rules_of, told_by, travelling
from visits.standing import standing
from visits.states import BEING_WRITTEN
from visits.views.fetching import inside_or_404
from workflow.models import Step
from workflow.moves import open_to
from workflow.refusals import Refusal

MOVES = ("cancel", "come_again")


@signed_in
@require_safe
def party(request: HttpRequest, pk: int) -> HttpResponse:
    """Who travels, city by city. Details are on each one's page, for those who need them."""
    return _party(request, inside_or_404(request, pk))


@permitted("visits.arrange_visit")
@require_POST
def name_delegate(request: HttpRequest, pk: int) -> HttpResponse:
    found = inside_or_404(request, pk, "visits.arrange_visit")
    form = DelegateForm(request.POST, visit=found, user=request.user)
    if form.is_valid():
        try:
            named = acting.name_delegate(found, form.named, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%s is on the party.") % named)
            return redirect("visits:party", pk)
    return _party(request, found, form)


@signed_in
def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """One person of the party, with what this reader needs to know of them."""
    found = _delegate_or_404(request, pk)
    readable, writable = read_by(request.user, found), told_by(request.user, found)
    if not readable or (request.method == "POST" and not writable):
        demand(request.user, "visits.change_delegate", found)
    answers = request.POST if request.method == "POST" else None
    form = LogisticsForm(answers, delegate=found, fields=writable)
    if form.is_valid():
        try:
            acting.tell(found, form.cleaned_data, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect(found)
    context = {
        "delegate": found,
        "visit": found.visit,
        "form": form if writable and found.is_coming else None,
        "told": getattr(found, "logistics", None),
        "readable": [field for field in readable if field not in writable],
        "category": rules_of(found.visit.cohort).name_of(found.category),
        "moves": open_to(found, request.user),
        "enters": standing(request.user, found.visit).enters,
        "erased_on": erased_on(found.visit),
    }
    return render(request, "visits/delegate.html", context, status=400 if form.is_bound else 200)


@permitted("visits.change_delegate")
@require_POST
def move_delegate(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    found = _delegate_or_404(request, pk)
    demand(request.user, "visits.change_delegate", found)
    if move not in MOVES:
        raise Http404
    try:
        acting.move(found, move, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=found.get_absolute_url())
    return redirect(found)


@permitted("visits.arrange_visit")
@require_safe
def party_list(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """A list to print, with the rows this person may read."""
    found = inside_or_404(request, pk, "visits.arrange_visit")
    chosen, rows = _rows(request, found, which)
    context = {"visit": found, "list": chosen, "which": which, "rows": rows}
    return render(request, "visits/party_list.html", context)


@permitted("visits.arrange_visit")
@require_safe
def party_list_file(request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
    found = inside_or_404(request, pk, "visits.arrange_visit")
    chosen, rows = _rows(request, found, which)
    return csv_table(f"{which}-visit-{pk}", [str(label) for _column, label in chosen.columns], rows)


@staff_only
@require_safe
def erasures(request: HttpRequest) -> HttpResponse:
    """What was erased and when: numbers and kinds, never what it was."""
    steps = Step.objects.filter(verb="erase_logistics").order_by("-at", "-pk")[:200]
    visits = Visit.objects.in_bulk([step.object_id for step in steps])
    rows = [(step, visits[step.object_id]) for step in steps if step.object_id in visits]
    return render(request, "visits/erasures.html", {"rows": rows})


def _party(request: HttpRequest, found: Visit, form: DelegateForm | None = None) -> HttpResponse:
    stands, rules = standing(request.user, found), rules_of(found.cohort)
    sends = {city.pk for city in travelling(found)} & stands.cities or stands.leads
    if form is None and sends and found.state in BEING_WRITTEN:
        form = DelegateForm(visit=found, user=request.user)
    rows: dict[Any, list[Any]] = {}
    for each in Delegate.objects.visible_to(request.user).filter(visit=found).with_names():
        each.visit = found
        entry = (each, rules.name_of(each.category), bool(read_by(request.user, each)))
        rows.setdefault(each.city, []).append(entry)
    context = {
        "visit": found,
        "cities": list(rows.items()),
        "rules": rules,
        "form": form,
        "lists": LISTS if stands.arranges else {},
        "erased_on": erased_on(found),
    }
    return render(request, "visits/party.html", context, status=400 if form and form.is_bound else 200)


def _rows(request: HttpRequest, found: Visit, which: str) -> tuple[PartyList, list[list[Any]]]:
    if which not in LISTS:
        raise Http404
    delegates = list(Delegate.objects.visible_to(request.user).coming().filter(visit=found).with_names())
    for each in delegates:
        each.visit = found
    return LISTS[which], list(rows_of(LISTS[which], delegates, request.user))


def _delegate_or_404(request: HttpRequest, pk: int) -> Delegate:
    delegates = Delegate.objects.visible_to(request.user).with_names()
    return get_object_or_404(delegates, pk=pk)
