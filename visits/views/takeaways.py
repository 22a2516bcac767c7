"""What cities take home, noted in the room of a visit and, with script, without leaving it or having a connection."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ui.guards import demand, permitted
from ui.views import refuse, refused
from visits.actions import takeaways as actions
from visits.forms.takeaways import TakeawayForm
from visits.models import Takeaway, Visit
from visits.standing import standing
from visits.views.for_scripts import not_taken, wants_data
from visits.views.rooms import room
from workflow.refusals import Refusal


@permitted("visits.note_takeaway")
@require_POST
def note_takeaway(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a takeaway. Asked for JSON, it answers with the new row of the page, or with what is wrong."""
    found = get_object_or_404(Visit.objects.visible_to(request.user).with_room(request.user), pk=pk)
    demand(request.user, "visits.note_takeaway", found)
    form = TakeawayForm(request.POST, visit=found, cities=standing(request.user, found).notes_for)
    kept = _note(request, found, form)
    if wants_data(request):
        return _answer(request, form, kept)
    if kept is None:
        return room(request, found, form)
    messages.success(request, _("Kept. You can note the next one right away."))
    return redirect(f"{found.get_absolute_url()}#note")


@permitted("visits.change_takeaway")
def change_takeaway(request: HttpRequest, pk: str) -> HttpResponse:
    takeaway = _takeaway_or_404(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = TakeawayForm(sent, visit=takeaway.visit, cities=[takeaway.participation], takeaway=takeaway)
    if form.is_valid():
        try:
            actions.change_takeaway(takeaway, form.said, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect(takeaway)
    context = {"takeaway": takeaway, "visit": takeaway.visit, "form": form}
    return render(request, "visits/takeaway.html", context, status=400 if form.is_bound else 200)


@permitted("visits.change_takeaway")
@require_POST
def drop_takeaway(request: HttpRequest, pk: str) -> HttpResponse:
    takeaway = _takeaway_or_404(request, pk)
    try:
        actions.drop(takeaway, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=takeaway.get_absolute_url())
    messages.success(request, _("“%(practice)s” is taken off the page.") % {"practice": takeaway.practice})
    return redirect(takeaway.visit)


def _note(request: HttpRequest, found: Visit, form: TakeawayForm) -> Takeaway | None:
    """What is kept; None with the reason in the form."""
    if not form.is_valid():
        return None
    key = form.cleaned_data["key"]
    try:
        return actions.note_takeaway(found, form.participation, form.said, by=request.user, now=timezone.now(), key=key)
    except Refusal as refusal:
        refuse(form, refusal)
        return None


def _answer(request: HttpRequest, form: TakeawayForm, kept: Takeaway | None) -> JsonResponse:
    if kept is None:
        return not_taken(form)
    takeaway = Takeaway.objects.visible_to(request.user).with_names(request.user).get(pk=kept.pk)
    row = render_to_string("visits/_takeaway.html", {"takeaway": takeaway, "may_change": True}, request)
    return JsonResponse({"key": str(kept.pk), "row": row}, status=201)


def _takeaway_or_404(request: HttpRequest, pk: str) -> Takeaway:
    """A takeaway on the page, which this reader may change; 403 when they may only read it."""
    readable = Takeaway.objects.visible_to(request.user).current().with_names(request.user)
    takeaway: Takeaway = get_object_or_404(readable, pk=pk)
    demand(request.user, "visits.change_takeaway", takeaway)
    return takeaway
