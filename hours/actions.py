"""Writing a month, calling it complete, locking it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import Representative
from cohorts.models import Cohort, Participation
from hours.models import HoursEntry, MonthSheet
from hours.months import first_of, kinds_of_work, last_of, months_of, most_hours
from hours.states import State
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed, Refusal


class NotThisMonth(Refusal):
    """Nothing can be written into this month."""


class TooManyHours(Refusal):
    """More hours than the month has."""


@dataclass(frozen=True)
class Line:
    hours: Decimal
    note: str = ""


@dataclass(frozen=True)
class Month:
    """Whose month of which cohort: the seat, the participation, the first day."""

    seat: Representative
    participation: Participation
    first: date


def save_month(
    month: Month, lines: Mapping[str, Line], *, by: Any, now: datetime, today: date, note: str = ""
) -> MonthSheet:
    """Write all lines of a month in place of what stood there; `lines` are by kind of work.

    `today` is the day in the city. Raises NotAllowed, NotThisMonth, TooManyHours; then nothing is written.
    """
    with transaction.atomic():
        sheet = _own_sheet(month, by, today)
        if sheet.state != State.OPEN:
            raise NotThisMonth(_closed(sheet))
        _check(month, lines)
        before = dict(sheet.entries.order_by("pk").values_list("kind", "hours"))
        _write(sheet, lines, set(before), note)
        after = {kind: line.hours for kind, line in lines.items() if line.hours}
        if after != {kind: hours for kind, hours in before.items() if hours}:
            total = sum(after.values(), Decimal(0))
            record(sheet, "write", _("wrote %(total)s hours") % {"total": total}, by=by, now=now,
                   before=_plain(before), after=_plain(after))  # fmt: skip
    return sheet


def complete(month: Month, *, by: Any, now: datetime, today: date) -> MonthSheet:
    """This is all, also if it is nothing."""
    with transaction.atomic():
        sheet = _own_sheet(month, by, today)
        return take(sheet, "complete", by=by, now=now, also={"completed_at": now})


def reopen(sheet: MonthSheet, *, by: Any, now: datetime) -> MonthSheet:
    """The person corrects a month that staff have not locked yet."""
    return take(sheet, "reopen", by=by, now=now, also={"completed_at": None})


def lock_month(
    cohort: Cohort, first: date, *, by: Any, now: datetime, only: Participation | None = None
) -> list[MonthSheet]:
    """Lock a month of all cities of a cohort in one act, or of one city; answers what was locked.

    Also what is not complete, and the months of people who never answered: nobody can write into them afterwards.
    Raises NotAllowed, NotThisMonth.
    """
    if not by.has_perm("hours.lock_sheet"):
        raise NotAllowed(_("Only programme staff can lock a month."))
    _check_calendar(cohort, first, cohort.local_date(now))
    rows = cohort.participations.all() if only is None else cohort.participations.filter(pk=only.pk)
    with transaction.atomic():
        _begin_missing(rows, first)
        sheets = list(MonthSheet.objects.filter(participation__in=rows, month=first).exclude(state=State.LOCKED))
        return [take(sheet, "lock", by=by, now=now, also={"locked_at": now}) for sheet in sheets]


def unlock(sheet: MonthSheet, *, by: Any, now: datetime, reason: str) -> MonthSheet:
    """Open one locked month again, for a reason its person can read."""
    return take(sheet, "unlock", by=by, now=now, note=reason, also={"locked_at": None, "completed_at": None})


def check_month(month: Month, today: date) -> None:
    """Raises NotThisMonth for a month ahead, outside the cohort or before the seat began."""
    _check_calendar(month.participation.cohort, month.first, today)
    if month.first < first_of(month.seat.started_on):
        raise NotThisMonth(_("Your seat began later than that month."))


def _own_sheet(month: Month, by: Any, today: date) -> MonthSheet:
    """The row of this person's month, locked for the transaction; made here when nothing was written yet."""
    check_month(month, today)
    whose: dict[str, Any] = {"seat": month.seat, "participation": month.participation, "month": month.first}
    rows = MonthSheet.objects.select_for_update(of=("self",)).select_related("participation", "seat")
    sheet = rows.filter(**whose).first()
    if sheet is None:
        MonthSheet.objects.get_or_create(**whose)
        sheet = rows.get(**whose)
    if not by.has_perm("hours.write_sheet", sheet):
        raise NotAllowed(_("Everybody writes their own hours, for a city they hold a seat for."))
    return sheet


def _begin_missing(rows: Any, first: date) -> None:
    """Rows for the writing seats that have none, so that a lock closes the month for everybody."""
    seats = Representative.objects.current().writing().filter(started_on__lte=last_of(first))
    seats_of = defaultdict(list)
    for seat in seats.filter(city__in=rows.active().values("city")):
        seats_of[seat.city_id].append(seat)
    MonthSheet.objects.bulk_create(
        (
            MonthSheet(seat=seat, participation=row, month=first)
            for row in rows.active().filter(joined_on__lte=last_of(first))
            for seat in seats_of[row.city_id]
        ),
        ignore_conflicts=True,
    )


def _check_calendar(cohort: Cohort, first: date, today: date) -> None:
    if first > first_of(today):
        raise NotThisMonth(_("That month has not begun; hours are written when they are done."))
    if first not in months_of(cohort, today):
        raise NotThisMonth(_("%(month)s lies outside %(cohort)s.") % {"month": f"{first:%Y-%m}", "cohort": cohort.name})


def _check(month: Month, lines: Mapping[str, Line]) -> None:
    known = {slug for slug, _name in kinds_of_work(month.participation.cohort)}
    if strange := set(lines) - known:
        raise NotThisMonth(_("This programme has no kind of work called “%s”.") % min(strange))
    if any(line.hours < 0 for line in lines.values()):
        raise TooManyHours(_("Hours cannot be negative."))
    total, most = sum((line.hours for line in lines.values()), Decimal(0)), most_hours(month.first)
    if total > most:
        raise TooManyHours(
            _("Together that is %(total)s hours, and this month has only %(most)s.") % {"total": total, "most": most}
        )


def _write(sheet: MonthSheet, lines: Mapping[str, Line], written: set[str], note: str) -> None:
    kept = {kind: line for kind, line in lines.items() if line.hours or line.note}
    if written - set(kept):
        HoursEntry.objects.filter(sheet=sheet).exclude(kind__in=kept).delete()
    HoursEntry.objects.bulk_create(
        [HoursEntry(sheet=sheet, kind=kind, hours=line.hours, note=line.note[:300]) for kind, line in kept.items()],
        update_conflicts=True,
        unique_fields=["sheet", "kind"],
        update_fields=["hours", "note"],
    )
    if sheet.note != note[:300]:
        sheet.note = note[:300]
        sheet.save(update_fields=["note"])


def _closed(sheet: MonthSheet) -> str:
    if sheet.state == State.LOCKED:
        return _("This month is locked. Ask the programme team to open it if something must change.")
    return _("This month is marked complete. Open it again before you change it.")


def _plain(amounts: Mapping[str, Decimal]) -> dict[str, str]:
    return {kind: str(hours) for kind, hours in amounts.items() if hours}
