"""Settling and moving what a city owes.

The rooms above fulfil an obligation through here and keep no date beside it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from mailing.actions import take_back
from milestones.dates import after
from milestones.models import Extension, Obligation
from milestones.states import Anchor
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed, Refusal


class NoSuchDate(Refusal):
    """The new date does not move the obligation, or cannot be a date of this cohort."""


def fulfil(obligation: Obligation, *, by: Any, now: datetime, note: str = "", by_evidence: bool = False) -> Obligation:
    """The city has done it: everything counted from this gets its date.

    `by_evidence` is set by the room that holds the evidence (a submitted output, a closed visit), which has
    asked its own rule; without it `by` must be programme staff. Raises NotNow when it is settled already.
    """
    with transaction.atomic():
        actor = None if by_evidence else by
        done = take(
            obligation, "fulfil", by=actor, now=now, note=note, also={"fulfilled_at": now, "fulfilled_note": note[:300]}
        )
        start_clocks(done, Anchor.FULFILLED, local_date(done, now))
        silence(done)
    return done


def reopen(obligation: Obligation, *, by: Any, now: datetime, note: str) -> Obligation:
    """It was not done after all; the clock runs again. What was counted from it loses its date."""
    with transaction.atomic():
        opened = take(
            obligation, "reopen", by=by, now=now, note=note, also={"fulfilled_at": None, "fulfilled_note": ""}
        )
        _stop_clocks(opened, Anchor.FULFILLED)
    return opened


def note_approval(obligation: Obligation, *, now: datetime) -> None:
    """An output was approved: obligations counted from the approval get their date."""
    with transaction.atomic():
        Obligation.objects.filter(pk=obligation.pk).update(approved_at=now)
        start_clocks(obligation, Anchor.APPROVED, local_date(obligation, now))


def take_back_approval(obligation: Obligation) -> None:
    """The approval no longer holds: what was counted from it loses its date."""
    with transaction.atomic():
        Obligation.objects.filter(pk=obligation.pk).update(approved_at=None)
        _stop_clocks(obligation, Anchor.APPROVED)


def waive(obligation: Obligation, *, by: Any, now: datetime, reason: str) -> Obligation:
    """This city need not do it. Nothing is chased any more; the reason stands wherever the date is shown."""
    with transaction.atomic():
        waived = take(obligation, "waive", by=by, now=now, note=reason, also={"waived_reason": reason[:500]})
        silence(waived)
    return waived


def reinstate(obligation: Obligation, *, by: Any, now: datetime, reason: str) -> Obligation:
    return take(obligation, "reinstate", by=by, now=now, note=reason, also={"waived_reason": ""})


def extend(obligation: Obligation, *, new_due_on: date, reason: str, by: Any, now: datetime) -> Extension:
    """Give one city a new date, also after the old one has passed.

    Raises NotAllowed (who), NoSuchDate (settled, no reason, not later than the base date, already past, no change).
    """
    if not by.has_perm("milestones.extend_obligation", obligation):
        raise NotAllowed(_("Only programme staff can move a date."))
    with transaction.atomic():
        row = Obligation.objects.select_for_update(of=("self",)).with_names().get(pk=obligation.pk)
        _check_new_date(row, new_due_on, reason, now)
        extension = Extension.objects.create(
            obligation=row, old_due_on=row.effective_due_on, new_due_on=new_due_on, reason=reason, by=by, at=now
        )
        row.effective_due_on = new_due_on
        row.save(update_fields=["effective_due_on"])
        silence(row)
        record(
            row,
            "extend",
            _("extended to %(day)s") % {"day": new_due_on.isoformat()},
            by=by,
            now=now,
            note=reason,
            before=extension.old_due_on and extension.old_due_on.isoformat(),
            after=new_due_on.isoformat(),
        )
    return extension


def extend_all(
    obligations: list[Obligation], *, new_due_on: date, reason: str, by: Any, now: datetime
) -> list[Extension]:
    """The same new date for several cities: all of them or none."""
    with transaction.atomic():
        in_order = sorted(obligations, key=lambda each: each.pk)  # so that two never wait for each other
        return [extend(each, new_due_on=new_due_on, reason=reason, by=by, now=now) for each in in_order]


def silence(obligation: Obligation) -> None:
    """Stop reminders of it that wait in the outbox: what they say is no longer so."""
    take_back(f"reminder:{obligation.pk}:", reason="settled or moved")


def local_date(obligation: Obligation, now: datetime) -> date:
    """The calendar day of an instant in the city of the obligation."""
    return now.astimezone(ZoneInfo(obligation.participation.city.time_zone)).date()


def start_clocks(obligation: Obligation, anchor: Anchor, day: date) -> None:
    """Date what this city owes counted from an event of this obligation; extended dates stay."""
    for row in _dependents(obligation, anchor).select_related("requirement").filter(base_due_on=None):
        row.base_due_on = after(day, row.requirement.offset_months, row.requirement.offset_days)
        row.effective_due_on = row.effective_due_on or row.base_due_on
        row.save(update_fields=["base_due_on", "effective_due_on"])


def _stop_clocks(obligation: Obligation, anchor: Anchor) -> None:
    """What was counted from an event that did not hold has no date any more, unless it was given one by staff."""
    for row in _dependents(obligation, anchor).open().filter(extensions=None):
        row.base_due_on = row.effective_due_on = None
        row.save(update_fields=["base_due_on", "effective_due_on"])
        silence(row)


def _dependents(obligation: Obligation, anchor: Anchor) -> Any:
    return Obligation.objects.filter(
        participation_id=obligation.participation_id,
        requirement__anchor=anchor,
        requirement__anchor_requirement_id=obligation.requirement_id,
    )


def _check_new_date(row: Obligation, new_due_on: date, reason: str, now: datetime) -> None:
    city = row.participation.city
    if row.is_settled:
        raise NoSuchDate(_("%(city)s has nothing open here, so there is no date to move.") % {"city": city})
    if not reason.strip():
        raise NoSuchDate(_("Please say why: the city reads the reason beside its new date."), field="reason")
    if new_due_on < local_date(row, now):
        raise NoSuchDate(
            _("That day has passed in %(city)s; choose today or later.") % {"city": city}, field="new_due_on"
        )
    if row.base_due_on and new_due_on < row.base_due_on:
        raise NoSuchDate(
            _("An extension cannot end before the first date, %(day)s.") % {"day": row.base_due_on.isoformat()},
            field="new_due_on",
        )
    if new_due_on == row.effective_due_on:
        raise NoSuchDate(_("%(city)s already has this date.") % {"city": city}, field="new_due_on")
