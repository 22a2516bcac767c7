"""What is chased, when, whom it reaches and why: the page a programme manager reads and changes.

Days are counted from the effective due date (the date of the latest extension, else the base date); minus is
before, plus is after. Only the nearest step that is open is ever sent, once; what was missed before it is dropped.
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

    @property
    def slug(self) -> str:
        return f"{self.days:+d}"

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
"""The reasons state the rule, never a count of days: a step that is made up a day later must still be true."""

LAST_STEP_STAYS_OPEN = timedelta(days=14)
"""How long the last step may still be made up; after that the desk and the matrix are what is left."""
