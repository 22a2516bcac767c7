"""Who takes part in a cohort: joining, leaving with a date and a reason, coming back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cohorts.models import Cohort, Pairing, Participation
from cohorts.states import Side
from workflow.history import record
from workflow.refusals import NotAllowed, Refusal


class CannotJoin(Refusal):
    """The city cannot take part in this way."""


class CannotWithdraw(Refusal):
    """The withdrawal lacks a reason or a possible date, or has happened."""


@dataclass(frozen=True)
class Consequences:
    """What a withdrawal does to the pairings of a city: some end with it, in others the rest goes on."""

    ending: list[Pairing]
    going_on: list[Pairing]


def add_participation(
    cohort: Cohort, city: City, role: str, *, joined_on: date, by: Any, now: datetime
) -> Participation:
    """A city joins with a role. Raises NotAllowed or CannotJoin.

    What it owes is made by `milestones.actions.joining.join`, which calls this.
    """
    _ask(by)
    if cohort.role_names and role not in cohort.role_names:
        raise CannotJoin(_("This programme has no such role."), field="role")
    if not cohort.starts_on <= joined_on <= cohort.ends_on:
        raise CannotJoin(
            _("The cohort runs from %(start)s to %(end)s; choose a day between.")
            % {"start": cohort.starts_on.isoformat(), "end": cohort.ends_on.isoformat()},
            field="joined_on",
        )
    with transaction.atomic():
        known, made = Participation.objects.get_or_create(
            cohort=cohort, city=city, defaults={"role": role, "joined_on": joined_on}
        )
        if not made:
            raise CannotJoin(_already(known), field="city")
        record(known, "join", _("joined as %s") % known.role_name, by=by, now=now)
    return known


def consequences(participation: Participation) -> Consequences:
    """What would happen to the city's pairings if it left now."""
    standing = Pairing.objects.standing().filter(sides__participation=participation).with_sides()
    ending = [pairing for pairing in standing if _would_empty(pairing, participation)]
    return Consequences(ending, [pairing for pairing in standing if pairing not in ending])


def withdraw(participation: Participation, *, on: date, reason: str, by: Any, now: datetime) -> Participation:
    """The city leaves: it is no longer counted, asked or reminded, and a pairing without a side ends.

    Its history stays. Raises NotAllowed or CannotWithdraw.
    """
    _ask(by, "cohorts.withdraw_participation")
    with transaction.atomic():
        row = (
            Participation.objects.select_for_update(of=("self",))
            .select_related("cohort", "city")
            .get(pk=participation.pk)
        )
        _check_withdrawal(row, on, reason, now)
        ending = consequences(row).ending
        row.withdrawn_on, row.withdrawal_reason = on, reason
        row.save(update_fields=["withdrawn_on", "withdrawal_reason"])
        record(row, "withdraw", _("withdrew on %s") % on.isoformat(), by=by, now=now, note=reason)
        for pairing in ending:
            pairing.ended_on, pairing.end_reason = max(on, pairing.starts_on), _("%s withdrew") % row.city
            pairing.save(update_fields=["ended_on", "end_reason"])
            record(pairing, "end", _("ended: %s withdrew") % row.city, by=by, now=now)
    return row


def take_back(participation: Participation, *, by: Any, now: datetime) -> Participation:
    """A city that had left is in again, with what it had done. Its pairings are made anew."""
    _ask(by)
    with transaction.atomic():
        row = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
        if row.is_active:
            raise CannotJoin(_already(row))
        before, row.withdrawn_on, row.withdrawal_reason = row.withdrawn_on, None, ""
        row.save(update_fields=["withdrawn_on", "withdrawal_reason"])
        record(row, "take_back", _("is in again"), by=by, now=now, withdrawn_on=before and before.isoformat())
    return row


def _ask(by: Any, perm: str = "cohorts.run_cohort") -> None:
    """`by` is None when the portal itself acts, from the command line."""
    if by is not None and not by.has_perm(perm):
        raise NotAllowed(_("Only programme staff can change who takes part."))


def _already(known: Participation) -> str:
    if known.is_active:
        return _("%s takes part in this cohort already.") % known.city
    return _("%s was in this cohort and left; take it back instead, so that its history stays.") % known.city


def _would_empty(pairing: Pairing, leaving: Participation) -> bool:
    """Nobody else is left on a side on which this city stands."""
    return not all(any(each.pk != leaving.pk for each in pairing.side(side)) for side in Side.values)


def _check_withdrawal(row: Participation, on: date, reason: str, now: datetime) -> None:
    if not row.is_active:
        raise CannotWithdraw(_("%s has left this cohort already.") % row.city)
    if not reason.strip():
        raise CannotWithdraw(_("Please say why: the reason stays in the history."), field="reason")
    if on < row.joined_on:
        raise CannotWithdraw(_("%s had not joined by then.") % row.city, field="on")
    if on > row.cohort.local_date(now):
        raise CannotWithdraw(_("A withdrawal takes effect at once; choose today or an earlier day."), field="on")
