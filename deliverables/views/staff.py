"""What the programme team finds in the room of an output: the verdict, or why it is not theirs to give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from deliverables.content.document import Document
from deliverables.content.schema import form_of
from deliverables.forms import AssignForm, ReopenForm, VerdictForm, WaiveForm
from deliverables.models import Deliverable, Revision, VerdictWaiver
from deliverables.rules import part_in_it
from deliverables.states import State, Verdict
from deliverables.verdicts import said_of, without_a_verdict
from deliverables.views import pilot
from milestones.actions.obligations import local_date

TIME_FOR_CHANGES = timedelta(days=14)
"""The day that is proposed when changes are asked for."""
ANSWERED_FROM = (State.SUBMITTED, State.APPROVED, State.CHANGES_ASKED)
"""Where the programme team can move an output, if it is not its own."""


def panel(
    request: HttpRequest, output: Deliverable, revisions: Sequence[Revision], _document: Document
) -> dict[str, Any]:
    """The endorsement for everybody; for the programme team the forms of the answers that are open to this person."""
    now = timezone.now()
    found = pilot.endorsing(output, revisions, now)
    context = pilot.panel(request.user, output, found) | _waived(request, output)
    if not request.user.is_programme_staff:
        return context
    if output.state != State.NOT_STARTED:
        context["assign_form"] = AssignForm(initial={"to": output.reviewer_id})
    context["no_review_because"] = part = part_in_it(request.user, output) if output.state in ANSWERED_FROM else ""
    if part:
        return context
    asks = form_of(output.obligation.requirement)
    latest = pilot.newest(revisions)
    if output.state == State.SUBMITTED and latest and not (found and found.asked and not found.is_over):
        by = local_date(output.obligation, now) + TIME_FOR_CHANGES
        context["verdict_form"] = VerdictForm(asks, initial={"revision": latest.pk, "due_on": by})
        if left_out := without_a_verdict(output, latest):
            context["no_verdict_on"] = said_of(left_out, latest.number)
            context["waive_form"] = WaiveForm(left_out, initial={"revision": latest.pk})
    if output.state == State.APPROVED:
        context["reopen_form"] = ReopenForm(asks)
    review = getattr(latest, "review", None)
    context["may_ask_verdicts"] = not review or review.verdict != Verdict.APPROVED
    context["may_close"] = output.state == State.CHANGES_ASKED and review and review.verdict == Verdict.APPROVED
    return context


def _waived(request: HttpRequest, output: Deliverable) -> dict[str, Any]:
    """The takeaways that need no verdict, for the city and staff; asked only where verdicts are asked for."""
    if not any(section.verdict for section in form_of(output.obligation.requirement)):
        return {}
    waivers = VerdictWaiver.objects.visible_to(request.user).filter(deliverable=output.pk)
    return {"waivers": list(waivers.select_related("takeaway", "by"))}
