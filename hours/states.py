from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.moves import Table, move


class State(models.TextChoices):
    """How far a month has come. Complete says "this is all", also when it is nothing; open is no answer yet."""

    OPEN = "open", _("open")
    COMPLETE = "complete", _("complete")
    LOCKED = "locked", _("locked")


KINDS_OF_WORK = (
    ("sessions", _("Seminars, workshops and sessions")),
    ("visits", _("Site visits and travel")),
    ("outputs", _("Writing outputs")),
    ("meetings", _("Meetings inside the city")),
    ("preparation", _("Preparing and following up")),
)
"""Where a programme names no kinds of its own."""

MOVES = Table(
    "hours.MonthSheet",
    move("complete", [State.OPEN], State.COMPLETE, "hours.write_sheet", _("Mark complete"), _("marked it complete")),
    move("reopen", [State.COMPLETE], State.OPEN, "hours.write_sheet", _("Open again"), _("opened it again")),
    move("lock", [State.OPEN, State.COMPLETE], State.LOCKED, "hours.lock_sheet", _("Lock"), _("locked it")),
    move("unlock", [State.LOCKED], State.OPEN, "hours.lock_sheet",
         _("Open for corrections"), _("opened it for corrections"), needs_note=True),
    title=_("A month of hours"),
)  # fmt: skip


class DeclarationState(models.TextChoices):
    """A declaration is made by signing it; somebody who oversees the person signs it too, or sends it back."""

    SIGNED = "signed", _("signed by the person")
    COUNTERSIGNED = "countersigned", _("signed by both")
    SENT_BACK = "sent_back", _("sent back")


DECLARATION_MOVES = Table(
    "hours.Declaration",
    move("countersign", [DeclarationState.SIGNED], DeclarationState.COUNTERSIGNED, "hours.countersign_declaration",
         _("Sign as supervisor"), _("signed it as supervisor")),
    move("send_back", [DeclarationState.SIGNED], DeclarationState.SENT_BACK, "hours.countersign_declaration",
         _("Send back"), _("sent it back"), needs_note=True),
    title=_("A declaration of a month"),
)  # fmt: skip
