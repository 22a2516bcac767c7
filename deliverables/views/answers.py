"""The answers to a submitted revision, each one button: the pilot side's word and the programme team's verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deliverables.actions import endorsing, reviews, waiving
from deliverables.content.schema import form_of
from deliverables.forms import EndorseForm, ReopenForm, VerdictForm, WaiveForm
from deliverables.models import Deliverable, Revision, VerdictWaiver
from deliverables.verdicts import without_a_verdict
from deliverables.views.finding import output_or_404
from deliverables.views.queue import next_in_queue
from deliverables.views.room import key_of, show
from ui.guards import demand, permitted
from ui.views import refuse, refused, visible_or_404
from workflow.refusals import Refusal


@permitted("deliverables.review_deliverable")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _judge(request, pk, lambda form, **who: reviews.approve(**who), _("Approved. The city is told."))


@permitted("deliverables.review_deliverable")
@require_POST
def ask_for_changes(request: HttpRequest, pk: int) -> HttpResponse:
    def ask(form: VerdictForm, **who: Any) -> object:
        return reviews.ask_for_changes(limits=form.limits, **who)

    return _judge(request, pk, ask, _("Changes asked. The city is told."))


@permitted("deliverables.endorse_deliverable")
@require_POST
def endorse(request: HttpRequest, pk: int) -> HttpResponse:
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.endorse_deliverable", output)
    form = EndorseForm(request.POST)
    if form.is_valid():
        revision = _read(request, output, form.cleaned_data["revision"])
        try:
            endorsing.endorse(revision, note=form.cleaned_data["note"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Endorsed. The city is told, and the programme team goes on from here."))
            return redirect(output)
    return show(request, output_or_404(request, pk), form)


@permitted("deliverables.review_deliverable")
@require_POST
def waive_verdicts(request: HttpRequest, pk: int) -> HttpResponse:
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.review_deliverable", output)
    latest = Revision.objects.submitted().filter(deliverable=pk).order_by("-number").first()
    form = WaiveForm(without_a_verdict(output, latest) if latest else [], request.POST)
    if form.is_valid():
        said = form.cleaned_data
        revision, takeaways = _read(request, output, said["revision"]), [each.pk for each in said["takeaways"]]
        try:
            waiving.waive_verdicts(
                revision, takeaways=takeaways, reason=said["reason"], by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Waived. The history of the output says why."))
            return redirect(output)
    return show(request, output_or_404(request, pk), form)


@permitted("deliverables.review_deliverable")
@require_POST
def ask_verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a waiver back."""
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.review_deliverable", output)
    key = key_of(request.POST.get("takeaway", ""))
    waiver = visible_or_404(VerdictWaiver, request, deliverable=output.pk, takeaway=key)
    try:
        waiving.ask_again(output, takeaway=waiver.takeaway_id, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=output.get_absolute_url())
    messages.success(request, _("The verdict is asked for again."))
    return redirect(output)


@permitted("deliverables.reopen_deliverable")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.reopen_deliverable", output)
    form = ReopenForm(form_of(output.obligation.requirement), request.POST)
    if form.is_valid():
        note = form.cleaned_data["note"]
        try:
            reviews.reopen(output, note=note, limits=form.limits, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Opened again. The city is told."))
            return redirect(output)
    return show(request, output_or_404(request, pk), form)


@permitted("deliverables.reopen_deliverable")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.reopen_deliverable", output)
    try:
        reviews.close(output, note=request.POST.get("note", "")[:4000], by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=output.get_absolute_url())
    messages.success(request, _("Closed again. What was approved holds as before."))
    return redirect(output)


def _judge(request: HttpRequest, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.review_deliverable", output)
    form = VerdictForm(form_of(output.obligation.requirement), request.POST)
    if form.is_valid():
        said = form.cleaned_data
        revision = _read(request, output, said["revision"])
        after = next_in_queue(request, output)
        who = {"by": request.user, "now": timezone.now(), "note": said["note"], "checklist": form.checklist}
        try:
            act(form, revision=revision, **who)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect(after)
    return show(request, output_or_404(request, pk), form)


def _read(request: HttpRequest, output: Deliverable, pk: int) -> Revision:
    """The revision that was on the screen."""
    revisions = Revision.objects.visible_to(request.user).filter(deliverable=output.pk)
    return get_object_or_404(revisions.select_related("deliverable__obligation"), pk=pk)
