"""How one obligation stands today, as every page says it: one state, one short word, one colour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.dates import end_of_day
from milestones.states import Kind, ObligationState

SOON = timedelta(days=14)
"""The first notice goes out fourteen days before the date; from then on it is "soon"."""


class Standing(NamedTuple):
    state: str
    """A key of `ui.looks.LOOKS`: decides symbol and colour."""
    word: str
    plus: int = 0
    """Days the date was extended by, shown beside it while it still matters."""


class Facts(NamedTuple):
    """What a standing is read from; `output` is the deliverable's state or an empty string."""

    state: str
    kind: str
    output: str
    base_due_on: date | None
    due_on: date | None


def first_day_not_late(zone: str, now: datetime) -> date:
    """The earliest due date that has not passed in a zone at this instant."""
    local = now.astimezone(ZoneInfo(zone)).date()
    return local if now < end_of_day(local, ZoneInfo(zone)) else local + timedelta(days=1)


def standing(facts: Facts, today: date) -> Standing:
    """`today` is `first_day_not_late` of the city's zone."""
    if facts.state == ObligationState.WAIVED:
        return Standing("waived", _("Waived"))
    if facts.state == ObligationState.FULFILLED:
        return _fulfilled(facts)
    return _open(facts, today)


def _open(facts: Facts, today: date) -> Standing:
    plus = (facts.due_on - facts.base_due_on).days if facts.due_on and facts.base_due_on else 0
    if facts.due_on and facts.due_on < today:
        late = (today - facts.due_on).days
        return Standing("late", ngettext("Late %(n)s d", "Late %(n)s d", late) % {"n": late}, plus)
    if facts.due_on and facts.due_on <= today + SOON:
        return Standing("due_soon", formats.date_format(facts.due_on, "j M"), plus)
    if facts.output == "draft":
        return Standing("draft", _("Draft"), plus)
    if plus and facts.due_on:
        return Standing("open", formats.date_format(facts.due_on, "j M"), plus)
    return Standing("open", _("Not yet"))


def _fulfilled(facts: Facts) -> Standing:
    match facts.output:
        case "submitted":
            return Standing("submitted", _("In review"))
        case "changes_asked":
            return Standing("changes_asked", _("Changes"))
        case "approved":
            return Standing("approved", _("Approved"))
    words = {Kind.SESSION: _("Attended"), Kind.VISIT: _("Held"), Kind.OUTPUT: _("Submitted")}
    return Standing("fulfilled", words.get(Kind(facts.kind), _("Done")))
