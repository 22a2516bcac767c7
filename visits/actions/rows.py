"""What every writer of this room does first and last: hold the row of the visit, and count that it changed."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Pairing
from visits.models import Visit
from workflow.refusals import NotAllowed, NotNow


def held(visit: Visit) -> Visit:
    """The visit as it is now, locked for the transaction: whoever comes second waits and reads what the first wrote."""
    rows = Visit.objects.select_for_update(of=("self",)).select_related("cohort", "host", "pairing")
    return rows.get(pk=visit.pk)


def arranged(visit: Visit, states: Container[str], *, by: Any) -> Visit:
    """The same, for somebody who may arrange it, in one of these states. Raises NotAllowed or NotNow."""
    row = held(visit)
    if not by.has_perm("visits.arrange_visit", row):
        raise NotAllowed(_("Hosts, guests, the facilitator and the programme team can do this."))
    if row.state not in states:
        raise NotNow(
            _("The visit is “%(state)s” by now, so this is no longer open.") % {"state": row.get_state_display()}
        )
    return row


def stand_in_line(cohort: Cohort, pairing: Pairing | None) -> None:
    """Wait until nobody else numbers the visits of this pairing, or those of free groups, and keep others waiting.

    Rows that point at what is held can be written meanwhile.
    """
    rows: QuerySet[Any] = Pairing.objects.filter(pk=pairing.pk) if pairing else Cohort.objects.filter(pk=cohort.pk)
    rows.select_for_update(no_key=True).get()


def touch(visit: Visit, *, now: datetime) -> dict[str, Any]:
    """Count a change that calendars take over, on a held row; answers the fields, for `take(also=...)`."""
    visit.sequence, visit.updated_at = visit.sequence + 1, now
    return {"sequence": visit.sequence, "updated_at": now}
