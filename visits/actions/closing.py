"""Closing a visit: what it counts for is fulfilled for the cities that were there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from milestones.actions.obligations import fulfil
from milestones.models import Obligation
from ui.templatetags.kit import days
from visits.actions.rows import arranged, touch
from visits.models import Attendee, Visit
from visits.querysets.visits import party_of
from visits.states import TOOK_PLACE
from workflow.moves import take


def close(visit: Visit, *, by: Any, now: datetime) -> Visit:
    """Close it, and fulfil what its cities owe of the requirements it serves.

    That is for each guest of whom somebody was there, and for the host; what is settled already stays as it is.
    Raises NotAllowed, or NotNow while attendance or a part of the report is missing.
    """
    with transaction.atomic():
        row = arranged(visit, TOOK_PLACE, by=by)
        done = take(row, "close", by=by, now=now, also=touch(row, now=now))
        note = f"{done.title}, {days(done.starts_on, done.ends_on)}"
        for obligation in owed_by_those_there(done).open().with_names().order_by("pk"):
            fulfil(obligation, by=by, now=now, note=note, by_evidence=True)
    return done


def reopen(visit: Visit, *, reason: str, by: Any, now: datetime) -> Visit:
    """Staff open a closed visit again; what it fulfilled stays fulfilled. Raises NotAllowed or NotNow."""
    return take(visit, "reopen", by=by, now=now, note=reason, also={"updated_at": now})


def owed_by_those_there(visit: Visit) -> Any:
    """What the cities that were there owe of what the visit counts for, settled or not."""
    there = Attendee.objects.there().filter(visit=visit).values("city")
    came = party_of(visit).filter(city__in=there) | party_of(visit).filter(city=visit.host_id)
    return Obligation.objects.filter(requirement__in=visit.requirements.all(), participation__in=came)
