"""Writing a month, calling it complete, locking it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cities.models import Representative
from cohorts.models import Cohort, Participation
from deliverables.actions.tracing import erase, erase_old
from deliverables.models import WritingTrace
from hours.evidence import Proposal, proposals, sorts_of
from hours.models import HoursEntry, MonthSheet
from hours.months import Month, first_of, kinds_of_work, last_of, months_of, most_hours
from hours.states import State
from milestones.dates import add_months
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed, Refusal

OF_A_CITY = "deliverable__obligation__participation"


class NotThisMonth(Refusal):
    """Nothing can be written into this month."""


class NotProposed(Refusal):
    """There is no such evidence for this month, or not any more."""


class TooManyHours(Refusal):
    """More hours than the month has."""


@dataclass(frozen=True)
class Line:
    hours: Decimal
    note: str = ""


@dataclass(frozen=True)
class Written:
    """What stands on the page of a month: own lines by kind of work, the rows of evidence by source, a word.

    The hours of a row of evidence are None where it is not ticked. A row that is not on the page stays as it was.
    """

    lines: Mapping[str, Line]
    ticked: Mapping[str, Decimal | None] = field(default_factory=dict)
    note: str = ""


def save_month(month: Month, written: Written, *, by: Any, now: datetime, today: date) -> MonthSheet:
    """Write the own lines of a month in place of what stood there, and confirm or give up rows of evidence.

    `today` is the day in the city. Raises NotAllowed, NotThisMonth, NotProposed, TooManyHours; then nothing is written.
    """
    with transaction.atomic():
        sheet = _own_sheet(month, by, today)
        if sheet.state != State.OPEN:
            raise NotThisMonth(_closed(sheet))
        stood = list(sheet.entries.order_by("pk"))
        entries = [*_own(month, sheet, written.lines), *_from_evidence(month, sheet, written.ticked, stood)]
        _check(month, entries)
        _write(sheet, entries, stood, written.note)
        before, after = _amounts(stood), _amounts(entries)
        if before != after:
            total = sum((entry.hours for entry in entries), Decimal(0))
            record(
                sheet,
                "write",
                _("wrote %(total)s hours") % {"total": total},
                by=by,
                now=now,
                before=before,
                after=after,
            )
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


def erase_settled_traces(*, now: datetime) -> int:
    """Erase the traces of writing behind locked months, and those nobody confirmed within a year. Returns how many."""
    traces = WritingTrace.objects.filter(user=OuterRef("seat__user"), **{OF_A_CITY: OuterRef("participation")})
    erased = erase_old(now=now)
    locked = MonthSheet.objects.filter(Exists(traces), state=State.LOCKED)
    for sheet in locked.select_related("seat__user", "participation__city"):
        zone = ZoneInfo(sheet.participation.city.time_zone)
        during = [datetime.combine(day, time.min, zone) for day in (sheet.month, add_months(sheet.month, 1))]
        erased += erase(
            WritingTrace.objects.filter(
                user=sheet.seat.user,
                quarter__gte=during[0],
                quarter__lt=during[1],
                **{OF_A_CITY: sheet.participation},
            )
        )
    return erased


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


def _own(month: Month, sheet: MonthSheet, lines: Mapping[str, Line]) -> list[HoursEntry]:
    """Own lines as entries; what is empty is none."""
    known = {slug for slug, _name in kinds_of_work(month.participation.cohort)}
    if strange := set(lines) - known:
        raise NotThisMonth(_("This programme has no kind of work called “%s”.") % min(strange))
    return [
        HoursEntry(sheet=sheet, kind=kind, hours=line.hours, note=line.note[:300])
        for kind, line in lines.items()
        if line.hours or line.note
    ]


def _from_evidence(
    month: Month, sheet: MonthSheet, ticked: Mapping[str, Decimal | None], stood: list[HoursEntry]
) -> list[HoursEntry]:
    """What is confirmed from now on: what was and still is, with its hours, and what was ticked just now."""
    confirmed = {entry.source: entry for entry in stood if entry.source}
    fresh = {source: hours for source, hours in ticked.items() if hours is not None and source not in confirmed}
    known = {each.source: each for each in proposals(month, sorts_of(fresh))} if fresh else {}
    if set(fresh) - set(known):
        raise NotProposed(_("A proposed row has changed meanwhile. Look at it again before you confirm it."))
    kept = [
        HoursEntry(sheet=sheet, kind=entry.kind, hours=hours, note=entry.note, source=source, proposed=entry.proposed)
        for source, entry in confirmed.items()
        if (hours := ticked.get(source, entry.hours)) is not None
    ]
    return kept + [_confirmed(sheet, known[source], hours) for source, hours in fresh.items()]


def _confirmed(sheet: MonthSheet, each: Proposal, hours: Decimal) -> HoursEntry:
    return HoursEntry(
        sheet=sheet, kind=each.kind, hours=hours, note=each.note[:300], source=each.source, proposed=each.hours
    )


def _check(month: Month, entries: list[HoursEntry]) -> None:
    if any(entry.hours < 0 for entry in entries):
        raise TooManyHours(_("Hours cannot be negative."))
    total, most = sum((entry.hours for entry in entries), Decimal(0)), most_hours(month.first)
    if total > most:
        raise TooManyHours(
            _("Together that is %(total)s hours, and this month has only %(most)s.") % {"total": total, "most": most}
        )


def _write(sheet: MonthSheet, entries: list[HoursEntry], stood: list[HoursEntry], note: str) -> None:
    kept = {(entry.kind, entry.source) for entry in entries}
    if gone := [entry.pk for entry in stood if (entry.kind, entry.source) not in kept]:
        HoursEntry.objects.filter(pk__in=gone).delete()
    HoursEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["sheet", "kind", "source"],
        update_fields=["hours", "note", "proposed"],
    )
    if sheet.note != note[:300]:
        sheet.note = note[:300]
        sheet.save(update_fields=["note"])


def _closed(sheet: MonthSheet) -> str:
    if sheet.state == State.LOCKED:
        return _("This month is locked. Ask the programme team to open it if something must change.")
    return _("This month is marked complete. Open it again before you change it.")


def _amounts(entries: list[HoursEntry]) -> dict[str, str]:
    """Hours by kind of work or by their evidence, as the history keeps them."""
    return {entry.source or entry.kind: f"{entry.hours:.2f}" for entry in entries if entry.hours}
