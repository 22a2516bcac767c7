"""One thing that one city owes: its dates, its state, its history, and what staff can do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from milestones.actions import obligations as actions
from milestones.forms.obligations import EvidenceForm, ExtendAllForm, ExtendForm, ReasonForm
from milestones.models import Obligation
from milestones.reached import ladder_of
from ui.guards import demand, permitted, staff_only
from ui.views import page_or_part, refuse, refused, row_number
from workflow.models import Step
from workflow.moves import open_to
from workflow.refusals import Refusal

FORMS = {"extend": ExtendForm, "fulfil": EvidenceForm}
"""What an act asks for; the others ask for a reason."""


@staff_only
def obligation(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _visible(request, pk))


@permitted("milestones.extend_obligation")
@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    demand(request.user, "milestones.extend_obligation", found)
    form = ExtendForm(request.POST, auto_id="extend_%s")
    return _do(request, found, form, lambda: actions.extend(found, **form.cleaned_data, **_who(request)))


@permitted("milestones.fulfil_obligation")
@require_POST
def fulfil(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    demand(request.user, "milestones.fulfil_obligation", found)
    form = EvidenceForm(request.POST, auto_id="fulfil_%s")
    return _do(request, found, form, lambda: actions.fulfil(found, **form.cleaned_data, **_who(request)))


@permitted("milestones.reopen_obligation")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    demand(request.user, "milestones.reopen_obligation", found)
    form = ReasonForm(request.POST, auto_id="reopen_%s")
    return _do(request, found, form, lambda: actions.reopen(found, note=form.cleaned_data["reason"], **_who(request)))


@permitted("milestones.waive_obligation")
@require_POST
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    demand(request.user, "milestones.waive_obligation", found)
    form = ReasonForm(request.POST, auto_id="waive_%s")
    return _do(request, found, form, lambda: actions.waive(found, **form.cleaned_data, **_who(request)))


@permitted("milestones.waive_obligation")
@require_POST
def reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    demand(request.user, "milestones.waive_obligation", found)
    form = ReasonForm(request.POST, auto_id="reinstate_%s")
    return _do(request, found, form, lambda: actions.reinstate(found, **form.cleaned_data, **_who(request)))


@staff_only
def extend_all(request: HttpRequest) -> HttpResponse:
    """The same new date for several: chosen in the address (`?of=1&of=2`), sent with one reason."""
    chosen = [row_number(each) for each in request.GET.getlist("of")]
    form = ExtendAllForm(request.POST or None, initial={"obligations": chosen})
    wanted = [row_number(each) for each in request.POST.getlist("obligations")] if request.method == "POST" else chosen
    rows = Obligation.objects.visible_to(request.user).standing().open().with_names()
    form.fields["obligations"].queryset = rows.filter(pk__in=wanted)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        several = list(answers.pop("obligations"))
        try:
            actions.extend_all(several, **answers, **_who(request))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            text = ngettext("%d date is extended.", "%d dates are extended.", len(several))
            messages.success(request, text % len(several))
            return redirect("milestones:requirements", several[0].participation.cohort.slug)
    return render(request, "milestones/extend_all.html", {"form": form}, status=422 if form.errors else 200)


def _visible(request: HttpRequest, pk: int) -> Obligation:
    return get_object_or_404(Obligation.objects.visible_to(request.user).with_names(), pk=pk)


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}


def _do(request: HttpRequest, found: Obligation, form: BaseForm, act: Callable[[], object]) -> HttpResponse:
    """Act when the form is complete; come back to the page, or show it again with what is wrong."""
    if not form.is_valid():
        return _show(request, found, form)
    try:
        act()
    except Refusal as refusal:
        if not refusal.field:
            return refused(request, refusal, to=reverse("milestones:obligation", args=[found.pk]))
        refuse(form, refusal)
        return _show(request, found, form)
    messages.success(request, _("Saved."))
    return redirect("milestones:obligation", found.pk)


def _show(request: HttpRequest, found: Obligation, bound: BaseForm | None = None) -> HttpResponse:
    """The page, or with htmx the panel of the matrix."""
    verb = request.resolver_match.url_name if bound and request.resolver_match else ""
    acts = [
        {
            "label": label,
            "url": reverse(f"milestones:{name}", args=[found.pk]),
            "form": bound if name == verb else FORMS.get(name, ReasonForm)(auto_id=f"{name}_%s"),
            "is_open": name == verb,
        }
        for name, label in _acts(found, request.user)
    ]
    context = {
        "obligation": found,
        "extensions": found.extensions.select_related("by"),
        "steps": Step.objects.of(found),
        "rungs": [rung for rung in ladder_of(found.participation) if rung.asks(found)],
        "acts": acts,
        "late": found.is_late(timezone.now()),
    }
    status = 422 if bound else 200
    return page_or_part(request, "milestones/obligation.html", "milestones/_obligation.html", context, status)


def _acts(found: Obligation, user: Any) -> list[tuple[str, object]]:
    moves: list[tuple[str, object]] = [(move.name, move.label) for move in open_to(found, user)]
    may_extend = not found.is_settled and user.has_perm("milestones.extend_obligation", found)
    return [("extend", _("Extend")), *moves] if may_extend else moves
