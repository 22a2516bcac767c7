"""What is still to come: each step with its morning, whom it will reach and why, if nobody acts.

The workspace and the page of reminders read it; a fixed number of statements whatever the number of obligations:

    from reminders.forecast import next_for
    coming = next_for(obligations, now=now)
    reminder = coming[obligation.pk].sentence if obligation.pk in coming else ""

`sentence` is ready for `components/next.html`: "Next reminder: Thu 14 May 2026, 08:00 in Bucharest, to Ana
Moldovan, because ...". An obligation without an entry is settled, has no date, or its ladder has ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from milestones.models import Obligation
from reminders.catalogue import LADDERS, MORNING, Step
from reminders.ladder import first_morning
from reminders.reading import (
    Notice,
    World,
    already_put,
    digest_key,
    next_mornings,
    world_of,
)
from ui.templatetags import kit


@dataclass(frozen=True)
class Coming:
    """One step of one obligation that will go out on a day, with everybody it reaches on that day."""

    obligation: Obligation
    step: Step
    day: date
    notices: tuple[Notice, ...]

    @property
    def moment(self) -> datetime:
        """The first of its mails, aware."""
        return min(datetime.combine(self.day, MORNING, ZoneInfo(each.seat.zone)) for each in self.notices)

    @property
    def zone(self) -> str:
        """The zone of the first of its mails."""
        return str(self.moment.tzinfo)

    @property
    def names(self) -> str:
        return ", ".join(each.seat.name for each in self.notices)

    @property
    def because(self) -> str:
        reason = str(self.step.because)
        if self.notices[0].stands_in:
            return _("%(reason)s, and that seat is empty") % {"reason": reason}
        return reason

    @property
    def sentence(self) -> str:
        day = f"{formats.date_format(self.day, 'D')} {kit.day(self.day)}, {kit.clock(self.moment, self.zone)}"
        return _("Next reminder: %(when)s, to %(who)s, because %(why)s.") % {
            "when": day,
            "who": self.names,
            "why": self.because,
        }


def next_for(obligations: Iterable[Obligation], *, now: datetime) -> dict[int, Coming]:
    """By obligation the next reminder it will cause; all of them read with their city, cohort and `moved_at`."""
    first: dict[int, Coming] = {}
    for each in forecast(world_of([each for each in obligations if _is_chased(each)]), now=now):
        first.setdefault(each.obligation.pk, each)
    return first


def forecast(chased: World, *, now: datetime) -> list[Coming]:
    """Every step to come of what runs in this world, the soonest first."""
    days = next_mornings(chased.zones, now)
    notices = [
        (days[notice.seat.zone], notice)
        for each in chased.chased
        for step in LADDERS[each.debt.clock]
        for notice in each.notices(step)
        if first_morning(notice.debt, step, days[notice.seat.zone])
    ]
    taken = already_put(key for day, notice in notices for key in (notice.key, digest_key(day, notice.seat.email)))
    together: dict[tuple[int, Step, date], list[Notice]] = defaultdict(list)
    for earliest, notice in notices:
        if notice.key not in taken:
            free = earliest + timedelta(days=digest_key(earliest, notice.seat.email) in taken)
            if day := first_morning(notice.debt, notice.step, free):
                together[notice.obligation.pk, notice.step, day].append(notice)
    found = [Coming(group[0].obligation, step, day, tuple(group)) for (_pk, step, day), group in together.items()]
    return sorted(found, key=lambda each: (each.moment, each.obligation.pk, each.step.days))


def _is_chased(obligation: Obligation) -> bool:
    dated = obligation.effective_due_on is not None
    return dated and not obligation.is_settled and obligation.participation.is_active
