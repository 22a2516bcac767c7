"""A Word document comes back into the form: choose the file, look at what would change, tick what is to be saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from deliverables.actions import bringing_back
from deliverables.content.schema import form_of
from deliverables.models import Deliverable
from deliverables.views.room import output_or_404
from ui.guards import demand, permitted
from ui.views import refused
from workflow.refusals import Refusal


@permitted("deliverables.submit_deliverable")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The page to choose the file on; sent, what it would change."""
    output = _writable(request, pk)
    context: dict[str, Any] = {"output": output, "city": output.obligation.participation.city}
    status = 200
    if request.method == "POST":
        try:
            context["preview"] = _preview(request, output)
        except Refusal as refusal:
            context["refusal"], status = str(refusal), getattr(refusal, "status", 400)
    return render(request, "deliverables/bring_back/bring_back.html", context, status=status)


@permitted("deliverables.submit_deliverable")
@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was ticked."""
    output = _writable(request, pk)
    chosen = request.POST.getlist("take")
    try:
        brought = bringing_back.take(output.obligation, chosen=chosen, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=output.get_absolute_url())
    for sentence in brought.left:
        messages.warning(request, sentence)
    saved = ngettext("%(n)d answer from your file is saved.", "%(n)d answers from your file are saved.", brought.saved)
    messages.success(request, saved % {"n": brought.saved})
    return redirect(output)


def _preview(request: HttpRequest, output: Deliverable) -> bringing_back.Preview:
    upload = request.FILES.get("upload")
    if upload is None:
        raise bringing_back.BadSelection(_("Please choose the Word document first."))
    return bringing_back.preview(output.obligation, upload, by=request.user, now=timezone.now())


def _writable(request: HttpRequest, pk: int) -> Deliverable:
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.submit_deliverable", output)
    if not form_of(output.obligation.requirement):
        raise Http404
    return output
