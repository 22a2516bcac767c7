"""The life of a mail. The diagram and the reasons are in docs/decisions/0003-outbox.md."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Table, move


class State(TextChoices):
    DUE = "due", _("Due")
    CLAIMED = "claimed", _("Claimed by a worker")
    HANDING_OVER = "handing_over", _("Being handed over")
    ACCEPTED = "accepted", _("Accepted by the mail server")
    BOUNCED = "bounced", _("Came back")
    IN_DOUBT = "in_doubt", _("In doubt")
    DEAD = "dead", _("Given up")
    CANCELLED = "cancelled", _("Cancelled")


NOT_YET_SENT = frozenset({State.DUE, State.CLAIMED})
"""The worker asks again, in the same statement that starts the hand-over, so these can still be stopped."""

NEEDS_SOMEBODY = frozenset({State.IN_DOUBT, State.BOUNCED, State.DEAD})


class Step(NamedTuple):
    """One step the machinery makes, on many rows at once, as a single conditional UPDATE."""

    sources: frozenset[State]
    target: State


CLAIM = Step(frozenset({State.DUE}), State.CLAIMED)
HAND_OVER = Step(frozenset({State.CLAIMED}), State.HANDING_OVER)
# A worker that was paused past its lease still knows what the mail server answered.
ACCEPT = Step(frozenset({State.HANDING_OVER, State.IN_DOUBT}), State.ACCEPTED)
BOUNCE = Step(frozenset({State.HANDING_OVER, State.IN_DOUBT}), State.BOUNCED)
DOUBT = Step(frozenset({State.HANDING_OVER}), State.IN_DOUBT)
POSTPONE = Step(frozenset({State.CLAIMED, State.HANDING_OVER, State.IN_DOUBT}), State.DUE)
GIVE_UP = Step(frozenset({State.CLAIMED, State.HANDING_OVER, State.IN_DOUBT}), State.DEAD)
RELEASE = Step(frozenset({State.CLAIMED}), State.DUE)
SEND_ANYWAY = Step(frozenset({State.HANDING_OVER}), State.DUE)
CANCEL = Step(NOT_YET_SENT, State.CANCELLED)
# What is forgotten cannot be sent any more, nor settled by somebody who no longer sees to whom it went.
FORGET = Step(frozenset(State) - {State.ACCEPTED, State.CANCELLED}, State.CANCELLED)

MOVES = Table(
    "mailing.Message",
    move(
        "mark_as_sent",
        [State.IN_DOUBT],
        State.ACCEPTED,
        "mailing.settle_message",
        _("It arrived"),
        _("marked as sent"),
    ),
    move(
        "send_again",
        NEEDS_SOMEBODY,
        State.DUE,
        "mailing.settle_message",
        _("Send again"),
        _("put back to be sent again"),
    ),
    title=_("Mail"),
)
"""What a person may do with one mail, by button."""
