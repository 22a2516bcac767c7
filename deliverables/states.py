from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliverables.verdicts import lacks_a_verdict
from milestones.states import ObligationState
from workflow.moves import Table, move


class State(models.TextChoices):
    """How far an output has come. `waived` is never stored here: it is read off the obligation."""

    NOT_STARTED = "not_started", _("not started")
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    CHANGES_ASKED = "changes_asked", _("changes asked")
    APPROVED = "approved", _("approved")
    WAIVED = "waived", _("waived")


STORED = [state for state in State if state != State.WAIVED]
HANDED_IN = (State.SUBMITTED, State.CHANGES_ASKED, State.APPROVED)
"""Something has been submitted: from here on the pairing reads along."""
OPEN_TO_THE_CITY = (State.NOT_STARTED, State.DRAFT, State.SUBMITTED, State.CHANGES_ASKED)
"""The city may write the next revision; while one is being read, a newer one takes its place."""


class Audience(models.TextChoices):
    """Who reads a thread, from the fewest to the most."""

    STAFF = "staff", _("Staff only")
    CITY = "city", _("City and staff")
    PAIRING = "pairing", _("Everyone in the pairing")


class PublicationState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    PUBLIC = "public", _("public")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced")


class BundleKind(models.TextChoices):
    XLSX = "xlsx", _("spreadsheet")
    ZIP = "zip", _("archive of documents")


class BundleState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class Verdict(models.TextChoices):
    APPROVED = "approved", _("approved")
    CHANGES_ASKED = "changes_asked", _("changes asked")


class Tick(models.TextChoices):
    """How a reviewer answers a question of the checklist."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


def waived(deliverable: Any) -> Promise | None:
    """The guard of the city's moves: nothing is owed, so nothing is handed in."""
    if deliverable.obligation.state == ObligationState.WAIVED:
        return _("This output was waived, so there is nothing to hand in.")
    return None


def never_approved(deliverable: Any) -> Promise | None:
    """The guard of closing: only what was approved before can hold again."""
    last = deliverable.revisions.submitted().select_related("review").order_by("-number").first()
    if last is None or getattr(getattr(last, "review", None), "verdict", None) != Verdict.APPROVED:
        return _("Only an output that was approved and opened again can be closed.")
    return None


MOVES = Table(
    "deliverables.Deliverable",
    move("start", [State.NOT_STARTED], State.DRAFT, "deliverables.submit_deliverable",
         _("Start a draft"), _("started a draft"), guard=waived),
    move("submit", OPEN_TO_THE_CITY[1:], State.SUBMITTED, "deliverables.submit_deliverable",
         _("Submit"), _("submitted"), guard=waived),
    move("approve", [State.SUBMITTED], State.APPROVED, "deliverables.review_deliverable",
         _("Approve"), _("approved"), guard=lacks_a_verdict),
    move("ask_for_changes", [State.SUBMITTED], State.CHANGES_ASKED, "deliverables.review_deliverable",
         _("Ask for changes"), _("asked for changes"), needs_note=True),
    move("reopen", [State.APPROVED], State.CHANGES_ASKED, "deliverables.reopen_deliverable",
         _("Open again"), _("opened again"), needs_note=True),
    move("close", [State.CHANGES_ASKED], State.APPROVED, "deliverables.reopen_deliverable",
         _("Close again"), _("closed again"), guard=never_approved),
    title=_("Output of a city"),
)  # fmt: skip


def kept_inside(publication: Any) -> Promise | None:
    """The guard of proposing and consenting: public is only what the programme team stands by as it is."""
    deliverable = publication.deliverable
    if not deliverable.obligation.participation.cohort.is_public:
        return _("This cohort is not shown to the public, so its outputs are not either.")
    latest = deliverable.revisions.submitted().order_by("-number").values_list("pk", flat=True).first()
    if deliverable.state != State.APPROVED or latest != publication.revision_id:
        return _("Only the newest revision of an approved output can become public.")
    return None


PUBLISHING = Table(
    "deliverables.Publication",
    move("propose", [PublicationState.WITHDRAWN], PublicationState.PROPOSED, "deliverables.propose_publication",
         _("Ask the city"), _("asked the city whether it may be public"), guard=kept_inside),
    move("consent", [PublicationState.PROPOSED], PublicationState.PUBLIC, "deliverables.consent_publication",
         _("Agree, make it public"), _("agreed to make it public"), guard=kept_inside),
    move("withhold", [PublicationState.PROPOSED, PublicationState.PUBLIC], PublicationState.WITHDRAWN,
         "deliverables.consent_publication", _("Keep it inside the programme"), _("kept it inside the programme")),
    move("withdraw", [PublicationState.PROPOSED, PublicationState.PUBLIC], PublicationState.WITHDRAWN,
         "deliverables.propose_publication", _("Withdraw it"), _("withdrew it from the public")),
    move("replace", [PublicationState.PUBLIC], PublicationState.REPLACED, "deliverables.consent_publication",
         _("Replace it"), _("put a newer revision in its place")),
    title=_("Published output"),
)  # fmt: skip
