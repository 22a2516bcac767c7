"""Pairings on the desk: made, changed and ended by staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.pairings import end_pairing
from cohorts.models import Cohort, Pairing
from cohorts.querysets import PairingQuerySet
from milestones.actions.joining import pair, pair_anew
from milestones.forms.pairings import ChangePairingForm, EndPairingForm, PairForm
from ui.guards import demand, permitted, staff_only
from ui.views import refuse, visible_or_404
from workflow.refusals import Refusal


@staff_only
def pairings(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = visible_or_404(Cohort, request, slug=slug)
    rows = _pairings(request).filter(cohort=cohort)
    context = {
        "cohort": cohort,
        "standing": [row for row in rows if not row.ended_on],
        "ended": [row for row in rows if row.ended_on],
    }
    return render(request, "milestones/pairings.html", context)


@permitted("cohorts.pair_cities")
def make(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = visible_or_404(Cohort, request, slug=slug)
    demand(request.user, "cohorts.pair_cities")
    form = PairForm(request.POST or None, cohort=cohort, initial={"starts_on": cohort.starts_on})

    def act() -> Pairing:
        shape, day = form.shape(), form.cleaned_data["starts_on"]
        return pair(cohort, shape, starts_on=day, by=request.user, now=timezone.now())

    return _answer(request, form, act, {"cohort": cohort, "title": _("Pair cities"), "verb": _("Pair them")})


@permitted("cohorts.pair_cities")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    pairing = _pairing(request, pk)
    form = ChangePairingForm(request.POST or None, cohort=pairing.cohort, initial=ChangePairingForm.of(pairing))

    def act() -> Pairing:
        shape, reason = form.shape(), form.cleaned_data["reason"]
        return pair_anew(pairing, shape, reason=reason, by=request.user, now=timezone.now())

    context = {"cohort": pairing.cohort, "title": _("Change the pairing"), "verb": _("Change it")}
    return _answer(request, form, act, context)


@permitted("cohorts.pair_cities")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    pairing = _pairing(request, pk)
    form = EndPairingForm(request.POST or None, initial={"on": pairing.cohort.local_date(timezone.now())})

    def act() -> Pairing:
        return end_pairing(pairing, **form.cleaned_data, by=request.user, now=timezone.now())

    context = {
        "cohort": pairing.cohort,
        "pairing": pairing,
        "title": _("End the pairing"),
        "verb": _("End it"),
        "lead": _("What both sides did stays. What is open stays asked for; waive it or pair the cities anew."),
    }
    return _answer(request, form, act, context)


def _answer(request: HttpRequest, form: Form, act: Callable[[], Pairing], context: dict[str, Any]) -> HttpResponse:
    """The form of an act, or the act and the way back to the list."""
    if request.method == "POST" and form.is_valid():
        try:
            pairing = act()
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The pairing is saved."))
            return redirect("milestones:pairings", pairing.cohort.slug)
    status = 422 if form.errors else 200
    return render(request, "milestones/pairing_form.html", {**context, "form": form}, status=status)


def _pairings(request: HttpRequest) -> PairingQuerySet:
    return Pairing.objects.visible_to(request.user).with_sides()


def _pairing(request: HttpRequest, pk: int) -> Pairing:
    pairing = visible_or_404(Pairing, request, pk=pk)
    demand(request.user, "cohorts.pair_cities", pairing)
    return pairing
