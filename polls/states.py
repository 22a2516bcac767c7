from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.moves import Table, move


class PollState(models.TextChoices):
    OPEN = "open", _("open")
    DECIDED = "decided", _("decided")
    CLOSED = "closed", _("closed")


class Choice(models.TextChoices):
    """What somebody says to one candidate."""

    YES = "yes", _("yes")
    MAYBE = "maybe", _("if need be")
    NO = "no", _("no")


MOVES = Table(
    "polls.Poll",
    move("decide", [PollState.OPEN], PollState.DECIDED, "polls.decide_poll", _("Make this the date"),
         _("decided for a date")),
    move("close", [PollState.OPEN], PollState.CLOSED, "polls.decide_poll", _("Close without a date"),
         _("closed without a date")),
    move("reopen", [PollState.DECIDED, PollState.CLOSED], PollState.OPEN, "polls.decide_poll", _("Ask again"),
         _("opened again")),
    title=_("Poll for a date"),
)  # fmt: skip
