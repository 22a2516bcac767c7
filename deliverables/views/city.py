"""What a city does: its list of outputs, drafts, handing in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import ListView
from django_filters.views import FilterView

from cities.rules import seats_of
from deliverables.actions import drafts, handing_in
from deliverables.awaited import awaited, pilot_cities_of
from deliverables.filters import OutputFilter
from deliverables.forms import DraftForm
from deliverables.models import Deliverable, Revision, RevisionFile
from deliverables.querysets import outputs_visible_to
from deliverables.views.room import output_or_404, show
from milestones.models import Obligation
from ui.guards import demand, permitted, signed_in
from ui.views import refuse, refused
from workflow.refusals import Refusal


class OutputList:
    """Outputs as far as this reader may know of them; in the list of a page, each as a Deliverable."""

    request: HttpRequest

    def get_queryset(self) -> QuerySet[Obligation]:
        outputs = outputs_visible_to(self.request.user).with_names().select_related("deliverable")
        return outputs.order_by("-participation__cohort__starts_on", "participation__cohort", "requirement__position")


@signed_in
class OwnOutputs(OutputList, ListView):
    """A representative's list: what the city owes, cohort by cohort, then what its pairings share."""

    template_name = "deliverables/own_outputs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cities = {seat.city_id for seat in seats_of(self.request.user)}
        outputs = [Deliverable.of(each) for each in self.object_list]
        own = [each for each in outputs if each.obligation.participation.city_id in cities]
        shared = [each for each in outputs if each.obligation.participation.city_id not in cities]
        return super().get_context_data(own=own, shared=shared, **kwargs)


@signed_in
class AllOutputs(OutputList, FilterView):
    """The list of programme staff: every output, begun or not."""

    template_name = "deliverables/all_outputs.html"
    filterset_class = OutputFilter
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[Obligation]:
        return super().get_queryset().order_by("effective_due_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "outputs": [Deliverable.of(each) for each in context["object_list"]]}


@signed_in
def outputs(request: HttpRequest) -> HttpResponseBase:
    page = AllOutputs if request.user.is_programme_staff else OwnOutputs
    return page.as_view()(request)


@permitted("deliverables.submit_deliverable")
@require_POST
def save_draft(request: HttpRequest, pk: int) -> HttpResponse:
    return _write(request, pk, drafts.save_draft, _kept)


@permitted("deliverables.submit_deliverable")
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    action = partial(handing_in.submit, late_reason=request.POST.get("late_reason", ""))
    return _write(request, pk, action, _handed_in)


@permitted("deliverables.submit_deliverable")
@require_POST
def remove_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.submit_deliverable", output)
    files = RevisionFile.objects.visible_to(request.user)
    found = get_object_or_404(files, pk=file_pk, revision__deliverable=pk)
    try:
        drafts.remove_file(found, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=output.get_absolute_url())
    messages.success(request, _("“%(name)s” is taken out of the draft.") % {"name": found.name})
    return redirect(output)


def _kept(_draft: Revision) -> str:
    return _("Your draft is kept. Nobody reads it before you submit it.")


def _handed_in(output: Deliverable) -> str:
    """Who has it now: the pilot side where its word is asked for first, else the programme team."""
    revision = output.revisions.submitted().latest("number")
    if asked := awaited(output, revision):
        return f"{_('Handed in.')} {asked.told_to_the_city(pilot_cities_of(output))}"
    return _("Handed in. The programme team has it now and will answer here.")


def _write(request: HttpRequest, pk: int, action: Any, done: Callable[[Any], str]) -> HttpResponse:
    """Do `action` with what was sent; `done` says of its outcome what happened."""
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.submit_deliverable", output)
    form = DraftForm(request.POST, request.FILES)
    if form.is_valid():
        note, uploads = form.cleaned_data["note"], form.cleaned_data["uploads"]
        try:
            outcome = action(output.obligation, note=note, uploads=uploads, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done(outcome))
            return redirect(output)
    return show(request, output_or_404(request, pk), form)
