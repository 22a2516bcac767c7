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
    """Completes "You get this because ...": shown in the mail and on the city's page."""

    @property
    def slug(self) -> str:
        return f"{self.days:+d}"

    @property
    def offset(self) -> timedelta:
        return timedelta(days=self.days)


LADDER = (
    Step(-14, Audience.EVERY_SEAT, _("First notice"), _("it is due in two weeks and every seat of the city is told")),
    Step(-3, Audience.RESPONSIBLE, _("Three days before"), _("you are responsible and it is due in three days")),
    Step(0, Audience.RESPONSIBLE, _("On the day"), _("you are responsible and this is its last day")),
    Step(3, Audience.DEPUTY, _("Three days late"), _("it is three days late, so the deputy is asked")),
    Step(7, Audience.LEAD, _("A week late"), _("it is a week late, so the lead is asked")),
    Step(14, Audience.LEAD, _("Two weeks late"), _("it is two weeks late")),
    Step(21, Audience.LEAD, _("Three weeks late"), _("it is three weeks late")),
    Step(28, Audience.LEAD, _("Four weeks late"), _("it is four weeks late")),
    Step(35, Audience.LEAD, _("Five weeks late"), _("it is five weeks late; after this the programme team calls")),
    Step(42, Audience.STAFF, _("Please call"), _("it is six weeks late and mail has not helped: please call the city")),
)

LAST_STEP_STAYS_OPEN = timedelta(days=14)
"""How long the last step may still be made up; after that the desk and the matrix are what is left."""
