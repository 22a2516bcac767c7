"""What the programme team finds in the room of an output: the verdict, or why it is not theirs to give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from deliverables.content.document import Document
from deliverables.content.schema import form_of
from deliverables.forms import AssignForm, ReopenForm, VerdictForm
from deliverables.models import Deliverable, Revision
from deliverables.rules import part_in_it
from deliverables.states import State, Verdict
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
    context = pilot.panel(request.user, output, found)
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
    if output.state == State.APPROVED:
        context["reopen_form"] = ReopenForm(asks)
    review = getattr(latest, "review", None)
    context["may_close"] = output.state == State.CHANGES_ASKED and review and review.verdict == Verdict.APPROVED
    return context
