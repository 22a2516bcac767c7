"""Proposing a visit, changing what it is, and the moves that need no page of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cohorts.models import Cohort, Pairing, Participation
from cohorts.querysets import CohortQuerySet, PairingQuerySet
from ui.guards import demand, permitted
from ui.views import refuse, refused
from visits.actions import attendance, closing, planning
from visits.forms.planning import PlanForm, ProposalForm
from visits.models import Visit
from visits.states import AHEAD
from visits.views.fetching import inside_or_404
from workflow.refusals import Refusal

Act = Callable[..., Visit]

MOVES: dict[str, tuple[Act, Any]] = {
    "confirm": (planning.confirm, gettext_lazy("The dates are confirmed. Everybody concerned is told.")),
    "propose_again": (
        planning.propose_again,
        gettext_lazy("It is proposed again. The people of its cities are told by mail."),
    ),
    "complete": (attendance.complete, gettext_lazy("The attendance is complete.")),
    "close": (closing.close, gettext_lazy("The visit is closed. What it counts for is fulfilled.")),
}
MOVES_WITH_A_REASON: dict[str, tuple[Act, Any]] = {
    "cancel": (planning.cancel, gettext_lazy("The visit is cancelled. Everybody concerned is told why.")),
    "reopen": (closing.reopen, gettext_lazy("The visit is open again.")),
}


@permitted("visits.propose_visit")
def propose(request: HttpRequest) -> HttpResponse:
    """For which pairing, or for a free group of which cohort?"""
    context = {
        "pairings": _pairings(request.user),
        "cohorts": _cohorts(request.user),
    }
    return render(request, "visits/propose.html", context)


@permitted("visits.propose_visit")
def propose_in_pairing(request: HttpRequest, pk: int) -> HttpResponse:
    pairing = get_object_or_404(_pairings(request.user), pk=pk)
    return _propose(request, pairing.cohort, pairing)


@permitted("visits.propose_visit")
def propose_in_cohort(request: HttpRequest, slug: str) -> HttpResponse:
    found = _cohorts(request.user).filter(slug=slug).first()
    if found is None:
        raise Http404
    return _propose(request, found, None)


@permitted("visits.arrange_visit")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it is, who comes, what it counts for."""
    found = inside_or_404(request, pk, "visits.arrange_visit")
    sent = request.POST if request.method == "POST" else None
    form = PlanForm(sent, cohort=found.cohort, pairing=found.pairing, visit=found)
    if form.is_valid():
        try:
            planning.change(found, form.plan, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect(found)
    context = {"visit": found, "form": form}
    return render(request, "visits/change.html", context, status=400 if form.is_bound else 200)


@permitted("visits.arrange_visit")
@require_POST
def take(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """One button, one move; the action asks who and when."""
    found = inside_or_404(request, pk, "visits.arrange_visit")
    if move not in {**MOVES, **MOVES_WITH_A_REASON}:
        raise Http404
    reason = {"reason": request.POST.get("reason", "")} if move in MOVES_WITH_A_REASON else {}
    act, said = {**MOVES, **MOVES_WITH_A_REASON}[move]
    try:
        done = act(found, by=request.user, now=timezone.now(), **reason)
    except Refusal as refusal:
        return refused(request, refusal, to=found.get_absolute_url())
    messages.success(request, f"{said} {_counts_for(done)}" if move == "propose_again" else said)
    return redirect(found)


def _propose(request: HttpRequest, cohort: Cohort, pairing: Pairing | None) -> HttpResponse:
    demand(request.user, "visits.propose_visit")
    sent = request.POST if request.method == "POST" else None
    form = ProposalForm(sent, cohort=cohort, pairing=pairing)
    if form.is_valid():
        try:
            made = planning.propose(cohort, form.plan, days=form.days, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            said = _("Visit %(n)d is proposed. The people of its cities are told by mail.")
            if not made.starts_on:
                said = _(
                    "Visit %(n)d is proposed, and the people of its cities are told that its days are to be found."
                )
            messages.success(request, f"{said % {'n': made.number}} {_counts_for(made)}")
            return redirect(made)
    ahead = Visit.objects.visible_to(request.user).filter(pairing=pairing, state__in=AHEAD) if pairing else []
    context = {"form": form, "cohort": cohort, "pairing": pairing, "ahead": ahead}
    return render(request, "visits/proposal.html", context, status=400 if form.is_bound else 200)


def _counts_for(visit: Visit) -> str:
    """What became of the wishes: another visit of these cities may serve them already."""
    names = ", ".join(str(each) for each in visit.requirements.all())
    return _("It counts for %(names)s.") % {"names": names} if names else _("It counts for nothing the cohort asks.")


def _pairings(user: Any) -> PairingQuerySet:
    """Those that stand, of cohorts that run here."""
    return Pairing.objects.visible_to(user).standing().filter(cohort__is_record=False).with_sides()


def _cohorts(user: Any) -> CohortQuerySet:
    """Cohorts that run here, in which this person can gather a free group: their cities' ones, for staff all."""
    running = Cohort.objects.visible_to(user).filter(is_record=False)
    if user.is_programme_staff:
        return running
    return running.filter(pk__in=Participation.objects.active().of(user).values("cohort"))
