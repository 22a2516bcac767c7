"""Hours of invented representatives, written in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count, islice
from random import Random

from cohorts.models import Cohort
from hours.models import HoursEntry, MonthSheet
from hours.states import State
from milestones.dates import add_months
from twinning.load.actions.cities import BATCH, Member

QUARTER = Decimal("0.25")


def log(cohort: Cohort, members: Sequence[Member], number: int, *, dice: Random, now: datetime) -> None:
    """So many cells of hours: every city's kinds of work, month by month, from this month backwards."""
    kinds = [each["slug"] for each in cohort.template["work"]]
    sheets = list(islice(_sheets(members, now.date()), -(-number // len(kinds))))
    MonthSheet.objects.bulk_create(sheets, batch_size=BATCH)
    cells = ((sheet, kind) for sheet in sheets for kind in kinds)
    HoursEntry.objects.bulk_create(
        (
            HoursEntry(sheet=sheet, kind=kind, hours=QUARTER * dice.randrange(1, 24))
            for sheet, kind in islice(cells, number)
        ),
        batch_size=BATCH,
    )


def _sheets(members: Sequence[Member], today: date) -> Iterator[MonthSheet]:
    this_month = today.replace(day=1)
    for back in count():
        state = State.COMPLETE if back else State.OPEN
        for each in members:
            month = add_months(this_month, -back)
            yield MonthSheet(seat=each.seat, participation=each.participation, month=month, state=state)
