"""One report of a visit, written from both sides: hosts and guests each hand in their own part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from visits.actions.rows import held, touch
from visits.models import Report, Visit
from visits.models.report import WORDS
from visits.states import VisitState, lacks_a_report
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed, NotNow, Refusal

OPEN = (VisitState.CONFIRMED, VisitState.HELD)
NEEDED = ("topics", "practices", "next_steps")
"""The questions without whose answers a part says nothing."""


class SaysTooLittle(Refusal):
    """A part of the report with an empty answer where the others need one."""


def save(visit: Visit, side: str, words: Mapping[str, str], *, was: int, by: Any, now: datetime) -> Report:
    """Keep the draft of a part; `was` is the version its writer began from (0 when nothing was there).

    However often one person keeps it, the history has one line of it, until somebody else has written; the same words
    a second time change nothing.
    Raises NotAllowed, or NotNow: before the visit, once it was handed in, or when a colleague was quicker.
    """
    with transaction.atomic():
        row = held(visit)
        part = _part(row, side, by, now)
        is_news = part.by_id != by.pk
        _ask_open(row, part, now)
        said = {name: words.get(name, "").strip() for name in WORDS}
        if part.version != was:
            if not is_news and said == {name: getattr(part, name) for name in WORDS}:
                return part
            raise NotNow(_overtaken(by_another=is_news))
        for name in WORDS:
            setattr(part, name, said[name])
        part.version, part.by, part.at = part.version + 1, by, now
        part.save()
        if is_news:
            record(row, "write_report", _("wrote the part of the %(side)s") % _of(part), by=by, now=now)
    return part


def hand_in(visit: Visit, side: str, words: Mapping[str, str], *, was: int, by: Any, now: datetime) -> Report:
    """Keep the part and hand it in; the last part makes the visit reported, once its attendance is complete.

    Raises what `save` raises, and SaysTooLittle.
    """
    for name in NEEDED:
        if not words.get(name, "").strip():
            raise SaysTooLittle(_("Write a sentence here before you hand it in."), field=name)
    with transaction.atomic():
        part = save(visit, side, words, was=was, by=by, now=now)
        part.sent_at = now
        part.save(update_fields=["sent_at"])
        record(part.visit, "hand_in_report", _("handed in the part of the %(side)s") % _of(part), by=by, now=now)
        settle(part.visit, now=now)
    return part


def take_back(visit: Visit, side: str, *, by: Any, now: datetime) -> Report:
    """Write on: a part that was handed in is open again, as long as the visit is. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        row = held(visit)
        part = _part(row, side, by, now)
        if part.sent_at is None or row.state not in (*OPEN, VisitState.REPORTED):
            raise NotNow(_("This part of the report is not open to that any more."))
        part.sent_at, part.version = None, part.version + 1
        part.save(update_fields=["sent_at", "version"])
        record(row, "take_back_part", _("took back the part of the %(side)s") % _of(part), by=by, now=now)
        if row.state == VisitState.REPORTED:
            take(row, "take_back_report", by=None, now=now, also=touch(row, now=now))
    return part


def settle(visit: Visit, *, now: datetime) -> Visit:
    """The portal's own move: a visit that was held and whose report is whole is reported. Call it on a held row."""
    current = Visit.objects.get(pk=visit.pk)
    if current.state != VisitState.HELD or lacks_a_report(current):
        return current
    return take(current, "report", by=None, now=now, also=touch(current, now=now))


def _part(row: Visit, side: str, by: Any, now: datetime) -> Report:
    """This side's part as it is now, or a new one; for somebody who may write it. Raises NotAllowed or NotNow."""
    if side not in row.report_sides:
        raise NotNow(_("This report has no such part."))
    part = row.reports.filter(side=side).first() or Report(visit=row, side=side, at=now)
    part.visit = row
    if not by.has_perm("visits.write_report", part):
        raise NotAllowed(_("This part is written by the people of the other side."))
    return part


def _ask_open(row: Visit, part: Report, now: datetime) -> None:
    if row.state not in OPEN:
        raise NotNow(_("The report of this visit is not open any more."))
    if not row.has_begun(row.cohort.local_date(now)):
        raise NotNow(_("The visit has not begun yet. Its report can be written from the first day on."))
    if part.sent_at:
        raise NotNow(_("This part is handed in. Take it back to write on."))


def _overtaken(*, by_another: bool) -> str:
    if by_another:
        return _("A colleague has changed this part meanwhile. Compare your words with theirs, then save.")
    return _("You have changed this part on another page meanwhile. Compare the two, then save.")


def _of(part: Report) -> dict[str, str]:
    return {"side": str(part.get_side_display())}
