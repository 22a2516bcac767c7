from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.moves import Table, move


class Kind(models.TextChoices):
    """What a requirement asks for; it decides which room fulfils it."""

    OUTPUT = "output", _("output")
    SESSION = "session", _("session")
    VISIT = "visit", _("site visit")
    OTHER = "other", _("other")


class Anchor(models.TextChoices):
    """From when a due date is counted."""

    COHORT_START = "cohort_start", _("start of the cohort")
    MODULE_START = "module_start", _("start of the module")
    MODULE_END = "module_end", _("end of the module")
    FULFILLED = "fulfilled", _("when another requirement is fulfilled")
    APPROVED = "approved", _("when another output is approved")


EVENT_ANCHORS = (Anchor.FULFILLED, Anchor.APPROVED)
"""Anchors that happen to each city on its own day; until then there is no date."""


class ObligationState(models.TextChoices):
    OPEN = "open", _("open")
    FULFILLED = "fulfilled", _("fulfilled")
    WAIVED = "waived", _("waived")


SETTLED = (ObligationState.FULFILLED, ObligationState.WAIVED)
"""States in which nothing is owed any more, so nothing is chased."""

OBLIGATION_MOVES = Table(
    "milestones.Obligation",
    move("fulfil", [ObligationState.OPEN], ObligationState.FULFILLED, "milestones.fulfil_obligation",
         _("Mark as fulfilled"), _("marked as fulfilled")),
    move("reopen", [ObligationState.FULFILLED], ObligationState.OPEN, "milestones.reopen_obligation",
         _("Open again"), _("opened again"), needs_note=True),
    move("waive", [ObligationState.OPEN], ObligationState.WAIVED, "milestones.waive_obligation",
         _("Waive"), _("waived"), needs_note=True),
    move("reinstate", [ObligationState.WAIVED], ObligationState.OPEN, "milestones.waive_obligation",
         _("Ask for it again"), _("asked for again"), needs_note=True),
    title=_("What a city owes"),
)  # fmt: skip
