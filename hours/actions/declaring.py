"""Declaring a month, where hours are a cost record: signed by the person, then by who oversees them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import Representative
from hours import emails
from hours.declared import content_of, digest_of, is_cost_record, stands, supervisors_of
from hours.models import Declaration, MonthSheet, YearlyShare
from hours.months import last_of
from hours.states import State
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed, NotNow, Refusal


class NotASupervisor(Refusal):
    """Nobody signs for themselves, nor somebody without a seat of the city."""


def sign(sheet: MonthSheet, *, supervisor: Any, by: Any, now: datetime) -> Declaration:
    """Freeze a month that has ended as the next version of its declaration, and ask the supervisor for their signature.

    Raises NotAllowed (another person's), NotASupervisor, NotNow (no cost record, not ended, still open, no change).
    """
    with transaction.atomic():
        rows = MonthSheet.objects.select_for_update(of=("self",))
        sheet = rows.select_related("seat__user", "participation__city", "participation__cohort").get(pk=sheet.pk)
        if not by.has_perm("hours.write_sheet", sheet):
            raise NotAllowed(_("Everybody signs for their own hours."))
        if supervisor is None or not supervisors_of(sheet.seat).filter(pk=supervisor.pk).exists():
            raise NotASupervisor(_("Name somebody else with a seat of your city who oversees your work."))
        _ask_month(sheet, now)
        content = content_of(sheet)
        digest, last = digest_of(content), sheet.declarations.order_by("-version").first()
        if last and stands(last, sheet.seat, digest):
            raise NotNow(_("This month is declared exactly like this already, as version %d.") % last.version)
        made = Declaration.objects.create(
            sheet=sheet,
            version=last.version + 1 if last else 1,
            content=content,
            digest=digest,
            signed_at=now,
            supervisor=supervisor,
        )
        record(made, "sign", _("signed it"), by=by, now=now, digest=digest)
        emails.countersigning_asked(made, now=now)
    return made


def countersign(declaration: Declaration, *, by: Any, now: datetime) -> Declaration:
    """The supervisor's signature. Raises NotAllowed, NotNow."""
    with transaction.atomic():
        _ask_latest(declaration)
        return take(declaration, "countersign", by=by, now=now, also={"countersigned_at": now})


def send_back(declaration: Declaration, *, by: Any, now: datetime, reason: str) -> Declaration:
    """The supervisor does not sign, and says why. Raises NotAllowed, NotNow."""
    with transaction.atomic():
        _ask_latest(declaration)
        done = take(declaration, "send_back", by=by, now=now, note=reason)
        emails.sent_back(done, reason, now=now)
    return done


def set_share(seat: Representative, *, year: int, share: Decimal, by: Any, now: datetime) -> YearlyShare:
    """How much of a year somebody works: the ceiling of their days follows from it. Raises NotAllowed."""
    if not by.has_perm("hours.set_ceiling"):
        raise NotAllowed(_("Only programme staff can set this."))
    with transaction.atomic():
        row, _made = YearlyShare.objects.update_or_create(seat=seat, year=year, defaults={"share": share})
        record(row, "set", _("set the share of the year"), by=by, now=now, share=str(share))
    return row


def _ask_month(sheet: MonthSheet, now: datetime) -> None:
    cohort = sheet.participation.cohort
    if not is_cost_record(cohort):
        raise NotNow(_("Hours are a log in this programme; nothing is declared."))
    if cohort.local_date(now) <= last_of(sheet.month):
        raise NotNow(_("A month is declared once it has ended."))
    if sheet.state == State.OPEN:
        raise NotNow(_("Mark the month complete before you declare it."))


def _ask_latest(declaration: Declaration) -> None:
    """The month is locked first, so that no newer version appears meanwhile."""
    sheet = MonthSheet.objects.select_for_update().get(pk=declaration.sheet_id)
    if sheet.declarations.filter(version__gt=declaration.version).exists():
        raise NotNow(_("There is a newer version of this declaration. Sign that one."))
