"""What is chased, when, whom it reaches and why: the page a programme manager reads and changes.

Days are counted from a date; minus is before, plus is after. For what a city owes that is the effective due date
(the date of the latest extension, else the base date); what waits for others has ladders of its own below. Only the
nearest step that is open is ever sent, once; what was missed before it is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MORNING = time(8, 0)
"""Mails leave at this hour in the recipient's own zone, once a day, all in one."""
UNTIL = time(12, 0)
"""A run that was missed is made up until this hour; after it, the next morning."""


class Audience(Enum):
    EVERY_SEAT = "every seat"
    RESPONSIBLE = "the responsible seat"
    DEPUTY = "the deputy"
    LEAD = "the lead"
    STAFF = "programme staff"
    REVIEWER = "the reviewer"
    PILOTS = "the pilot side"


CHAIN = {
    Audience.RESPONSIBLE: ("lead", "second", "deputy"),
    Audience.DEPUTY: ("deputy", "lead", "second"),
    Audience.LEAD: ("lead", "second", "deputy"),
}
"""Whom a step reaches: the first of these seats that is filled. When none is, staff hear of it."""


@dataclass(frozen=True)
class Step:
    days: int
    audience: Audience
    name: str | Promise
    because: str | Promise
    """Completes "You get this because ...": shown in the mail, on the city's page and to staff."""
    clock: str = ""
    """The ladder it belongs to, by its key in LADDERS."""

    @property
    def slug(self) -> str:
        """What is remembered of it: +3, or review+1."""
        return f"{self.clock}{self.days:+d}"

    @property
    def word(self) -> str:
        """The same for an address, where a plus would be a space."""
        return f"{self.clock}{self.days}"

    @property
    def offset(self) -> timedelta:
        return timedelta(days=self.days)


LADDER = (
    Step(-14, Audience.EVERY_SEAT, _("First notice"), _("every seat of a city is told two weeks before a date")),
    Step(-3, Audience.RESPONSIBLE, _("Three days before"), _("the responsible person is reminded three days before")),
    Step(0, Audience.RESPONSIBLE, _("On the day"), _("the responsible person is reminded when the last day has come")),
    Step(3, Audience.DEPUTY, _("Three days late"), _("the deputy is asked once it is three days late")),
    Step(7, Audience.LEAD, _("A week late"), _("the lead is asked once it is a week late")),
    Step(14, Audience.LEAD, _("Two weeks late"), _("the lead is asked every week while it is late")),
    Step(21, Audience.LEAD, _("Three weeks late"), _("the lead is asked every week while it is late")),
    Step(28, Audience.LEAD, _("Four weeks late"), _("the lead is asked every week while it is late")),
    Step(35, Audience.LEAD, _("Five weeks late"), _("the lead is asked a last time, then the programme team calls")),
    Step(42, Audience.STAFF, _("Please call"), _("it is six weeks late and mail has not helped: please call the city")),
)
"""What a city owes. The reasons state the rule, never a count of days: a step may be made up a day later."""

REVIEW = (
    Step(1, Audience.REVIEWER, _("Review: the day after"),
         _("the reviewer is reminded when the day promised to the city has passed, or all of the programme team"),
         clock="review"),
    Step(7, Audience.REVIEWER, _("Review: a week late"),
         _("the reviewer is asked again when a review is a week late, or all of the programme team"), clock="review"),
)  # fmt: skip
"""What the programme team owes: the answer to a submitted revision. Counted from the day promised by the form."""

ENDORSE = (
    Step(0, Audience.PILOTS, _("Endorsement: on the day"),
         _("the pilot side is reminded on the day its endorsement is expected"), clock="endorse"),
    Step(3, Audience.PILOTS, _("Endorsement: three days late"),
         _("the pilot side is asked once more before the programme team goes on without it"), clock="endorse"),
)  # fmt: skip
"""What the pilot side is asked for. Silent from the day on which the programme team may go on without it."""

ANSWER = (
    Step(-3, Audience.LEAD, _("Changes: three days before"),
         _("the lead is reminded three days before the day for which changes were asked"), clock="answer"),
    Step(0, Audience.LEAD, _("Changes: on the day"),
         _("the lead is reminded on the day for which changes were asked"), clock="answer"),
    Step(3, Audience.LEAD, _("Changes: three days late"),
         _("the lead is asked when the day for which changes were asked is three days past"), clock="answer"),
)  # fmt: skip
"""The next revision that was asked for. Counted from the day the reviewer named."""

OPEN = (
    Step(-3, Audience.RESPONSIBLE, _("Open again: three days before"),
         _("the responsible person is reminded three days before an output that was opened again closes"),
         clock="open"),
    Step(0, Audience.RESPONSIBLE, _("Open again: on the last day"),
         _("the responsible person is reminded on the last day of an output that was opened again"), clock="open"),
)  # fmt: skip
"""An approved output that was opened again until a day; after it there is nothing left to do."""

LADDERS = {"": LADDER, "review": REVIEW, "endorse": ENDORSE, "answer": ANSWER, "open": OPEN}
"""All of them by the clock they run on; "" is the city's own."""
STEPS = [step for ladder in LADDERS.values() for step in ladder]

LAST_STEP_STAYS_OPEN = timedelta(days=14)
"""How long the last step of a ladder may still be made up; after that the desk and the matrix are what is left."""
