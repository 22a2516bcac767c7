"""The agenda: written together in the room, printed as a programme."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ui.guards import permitted, signed_in
from ui.views import page_or_part, refuse, refused
from visits.actions import agenda as actions
from visits.agenda import agenda_of
from visits.forms.agenda import SlotForm
from visits.models import AgendaSlot, Visit
from visits.programme import programme_pdf
from visits.standing import standing
from visits.states import BEING_WRITTEN
from visits.unanswered import questions
from visits.views.fetching import inside_or_404, number_of, slot_or_404
from workflow.refusals import Refusal

EARLIER, LATER, ASIDE = "earlier", "later", "aside"


@signed_in
@require_safe
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Days, slots and the tray, with what clashes; to be rearranged by who may."""
    return _show(request, inside_or_404(request, pk))


@permitted("visits.arrange_visit")
def add_slot(request: HttpRequest, pk: int) -> HttpResponse:
    """A new slot; `?day=2` begins on that day."""
    found = inside_or_404(request, pk, "visits.arrange_visit")
    sent = request.POST if request.method == "POST" else None
    form = SlotForm(sent, visit=found, user=request.user)
    if form.is_valid():
        try:
            slot = actions.add(found, form.said, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("“%(slot)s” is in the agenda.") % {"slot": slot.title})
            return redirect("visits:agenda", found.pk)
    form.initial.setdefault("day", request.GET.get("day", ""))
    context = {"visit": found, "form": form}
    return render(request, "visits/slot.html", context, status=400 if form.is_bound else 200)


@permitted("visits.arrange_visit")
def change_slot(request: HttpRequest, pk: int) -> HttpResponse:
    slot = slot_or_404(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = SlotForm(sent, visit=slot.visit, user=request.user, slot=slot)
    if form.is_valid():
        try:
            was = form.cleaned_data["was"] or 0
            actions.change(slot, form.said, was=was, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect("visits:agenda", slot.visit_id)
    context = {"visit": slot.visit, "slot": slot, "form": form}
    return render(request, "visits/slot.html", context, status=400 if form.is_bound else 200)


@permitted("visits.arrange_visit")
@require_POST
def move_slot(request: HttpRequest, pk: int) -> HttpResponse:
    """`to` is earlier, later or aside, or a day's number with `after`, the slot it is dropped behind."""
    slot = slot_or_404(request, pk)
    to, by, now = request.POST.get("to", ""), request.user, timezone.now()
    try:
        if to in (EARLIER, LATER):
            actions.shift(slot, later=to == LATER, by=by, now=now)
        else:
            last = number_of(request.POST.get("after"))
            after = AgendaSlot.objects.filter(visit=slot.visit_id, pk=last).first() if last else None
            actions.put(slot, None if to == ASIDE else number_of(to), after=after, by=by, now=now)
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("visits:agenda", args=[slot.visit_id]))
    if request.htmx:
        return _show(request, inside_or_404(request, slot.visit_id), moved=slot.pk)
    return redirect(f"{reverse('visits:agenda', args=[slot.visit_id])}#slot-{slot.pk}")


@permitted("visits.arrange_visit")
@require_POST
def drop_slot(request: HttpRequest, pk: int) -> HttpResponse:
    slot = slot_or_404(request, pk)
    try:
        actions.drop(slot, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("visits:agenda", args=[slot.visit_id]))
    messages.success(request, _("“%(slot)s” is out of the agenda.") % {"slot": slot.title})
    return redirect("visits:agenda", slot.visit_id)


@signed_in
@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """The programme of the visit to print, with the list of stops."""
    found = inside_or_404(request, pk)
    return render(request, "visits/programme.html", {"visit": found, "agenda": agenda_of(found)})


@signed_in
@require_safe
def programme_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = inside_or_404(request, pk)
    response = HttpResponse(programme_pdf(found), content_type="application/pdf")
    name = slugify(found.title) or "visit"
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.pdf") or ""
    response["Cache-Control"] = "private, no-store"
    return response


def _show(request: HttpRequest, found: Visit, moved: int = 0) -> HttpResponse:
    may_write = standing(request.user, found).arranges and found.state in BEING_WRITTEN
    context = {
        "visit": found,
        "agenda": agenda_of(found),
        "may_write": may_write,
        "moved": moved,
        "unplanned": [each.goal for each in questions(found, request.user) if not each.is_planned],
    }
    return page_or_part(request, "visits/agenda.html", "visits/_agenda_board.html", context)
