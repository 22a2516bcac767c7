"""Declarations with real objects behind them: a cost record in a cohort of its own."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from cities.models import Representative
from cohorts.models import Cohort
from hours.actions import declaring
from hours.declared import supervisors_of
from hours.models import HoursEntry, MonthSheet
from milestones.dates import add_months

BUTTONS = {"hours:sign", "hours:countersign", "hours:send_back", "hours:set_share"}


def declared_places(cohort: Cohort, lead: User, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Three months of the lead in `cohort`, now a cost record: signed by both, signed once, not yet declared."""
    cohort.template = cohort.template | {"effort": {"kind": "cost_record"}}
    cohort.save()
    seat = Representative.objects.active().get(user=lead)
    row, _made = cohort.participations.get_or_create(city=seat.city, defaults={"role": "twin", "joined_on": now.date()})
    supervisor, made = supervisors_of(seat)[0], []
    for back in (4, 3, 2):
        month = add_months(now.date().replace(day=1), -back)
        sheet = MonthSheet.objects.create(seat=seat, participation=row, month=month, state="complete", completed_at=now)
        HoursEntry.objects.create(sheet=sheet, kind="sessions", hours=Decimal("9.5"), note="Workshop")
        made += [declaring.sign(sheet, supervisor=supervisor, by=lead, now=now)] if back > 2 else []
    declaring.countersign(made[0], by=supervisor, now=now)
    return {"hours:declaration": [{"pk": each.pk} for each in made], "hours:days": [{"slug": cohort.slug}]}
