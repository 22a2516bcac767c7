"""The days of a visit: moving them, and finding them together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from polls import actions as polls
from polls.forms import AnswerForm, SpansForm
from polls.models import Option, Poll
from polls.reading import grid, own_choices
from polls.states import PollState
from ui.guards import permitted, signed_in
from ui.views import refuse, refused, row_number
from visits.actions.planning import reschedule
from visits.actions.polls import ask_for_days, decide_days
from visits.forms.planning import DaysForm
from visits.models import Visit
from visits.standing import standing
from visits.states import AHEAD, VisitState
from visits.views.fetching import inside_or_404
from workflow.models import Step
from workflow.refusals import Refusal


@signed_in
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """Its days with their history; the poll for them. A POST answers the poll."""
    found = inside_or_404(request, pk)
    form = _answers(found, request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form and form.is_valid():
        try:
            polls.answer(form.poll, form.choices, by=request.user)
        except Refusal as refusal:
            return refused(request, refusal, to=reverse("visits:dates", args=[pk]))
        messages.success(request, _("Your answers are kept."))
        return redirect("visits:dates", pk)
    return _show(request, found, answers=form)


@permitted("visits.arrange_visit")
@require_POST
def move_dates(request: HttpRequest, pk: int) -> HttpResponse:
    found = inside_or_404(request, pk, "visits.arrange_visit")
    form = DaysForm(request.POST, visit=found)
    if form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        try:
            reschedule(found, form.days, reason=reason, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            said = _("The days are set. Everybody concerned is told.")
            if not found.starts_on:
                said = _("These days are proposed. The people of its cities are told by mail.")
            messages.success(request, said)
            return redirect(found)
    return _show(request, found, days=form)


@permitted("visits.arrange_visit")
@require_POST
def ask_dates(request: HttpRequest, pk: int) -> HttpResponse:
    found = inside_or_404(request, pk, "visits.arrange_visit")
    form = SpansForm(request.POST)
    if form.is_valid():
        try:
            ask_for_days(found, form.candidates, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The people of all cities on this visit are asked by mail."))
            return redirect("visits:dates", pk)
    return _show(request, found, candidates=form)


@permitted("visits.arrange_visit")
@require_POST
def decide_dates(request: HttpRequest, pk: int) -> HttpResponse:
    found = inside_or_404(request, pk, "visits.arrange_visit")
    offered = Option.objects.filter(poll=found.poll_id)
    option = get_object_or_404(offered, pk=row_number(request.POST.get("option", "")))
    try:
        decide_days(found, option, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("visits:dates", args=[pk]))
    messages.success(request, _("The dates are confirmed. Everybody concerned is told."))
    return redirect(found)


class OwnAnswers(AnswerForm):
    """With the poll it answers."""

    def __init__(self, answers: Any = None, *, poll: Poll, user: Any) -> None:
        super().__init__(answers, poll=poll, said=own_choices(poll, user))
        self.poll = poll


def _answers(found: Visit, user: Any, sent: Any = None) -> OwnAnswers | None:
    """For who is asked, while the poll is open: what was sent, else what is kept."""
    poll = found.poll
    if poll is None or poll.state != PollState.OPEN or not user.has_perm("polls.answer_poll", poll):
        return None
    return OwnAnswers(sent, poll=poll, user=user)


def _show(request: HttpRequest, found: Visit, **forms: Any) -> HttpResponse:
    """The page; `forms` are those that came back with an error."""
    arranges = standing(request.user, found).arranges
    is_open = bool(found.poll and found.poll.state == PollState.OPEN)
    bound = any(form.is_bound for form in forms.values() if form)
    may_ask = arranges and found.state == VisitState.PROPOSED
    context = {
        "visit": found,
        "arranges": arranges,
        "days": forms.get("days") or (DaysForm(visit=found) if arranges and found.state in AHEAD else None),
        "candidates": forms.get("candidates") or (SpansForm() if may_ask else None),
        "answers": forms["answers"] if "answers" in forms else _answers(found, request.user),
        "grid": grid(found.poll) if found.poll else None,
        "decide_url": reverse("visits:decide_dates", args=[found.pk]) if may_ask and is_open else "",
        "moves": Step.objects.of(found).filter(verb__in=["propose", "reschedule", "decide", "confirm", "cancel"]),
    }
    return render(request, "visits/dates.html", context, status=400 if bound else 200)
