"""Changing what a running cohort asks for: first city by city what would move, then all of it at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Module
from milestones.actions.joining import due_for, event_days
from milestones.actions.obligations import silence
from milestones.models import Extension, Obligation, Requirement
from milestones.states import EVENT_ANCHORS, ObligationState
from ui.templatetags.kit import day
from workflow.history import record
from workflow.refusals import NotAllowed, Refusal


class CannotChange(Refusal):
    """The change would leave cities without a date for ever, or is not what was shown."""


class Effect(models.TextChoices):
    """What a change does to one city."""

    MOVES = "moves", gettext_lazy("moves")
    SAME = "same", gettext_lazy("keeps its date")
    EXTENDED = "extended", gettext_lazy("stays: it was extended")
    FULFILLED = "fulfilled", gettext_lazy("stays: it is fulfilled")
    WAIVED = "waived", gettext_lazy("stays: it is waived")


@dataclass(frozen=True)
class Change:
    """The words and the clock a requirement would have."""

    name: str
    short_name: str
    why: str
    module: Module
    anchor: str
    anchor_requirement: Requirement | None = None
    offset_months: int = 0
    offset_days: int = 0

    def applied_to(self, requirement: Requirement) -> Requirement:
        """The requirement as it would be, unsaved."""
        changed = Requirement.objects.select_related("cohort").get(pk=requirement.pk)
        for field in self.__dataclass_fields__:
            setattr(changed, field, getattr(self, field))
        return changed


@dataclass(frozen=True)
class Line:
    """One city under a change: its date now and then."""

    obligation: Obligation
    effect: Effect
    new_due_on: date | None


def preview(requirement: Requirement, change: Change) -> list[Line]:
    """What a change would do, city by city; writes nothing. Raises CannotChange."""
    _check(requirement, change)
    changed = change.applied_to(requirement)
    events = event_days([changed])
    extended = models.Exists(Extension.objects.filter(obligation=models.OuterRef("pk")))
    rows = Obligation.objects.standing().filter(requirement=requirement).with_names().annotate(was_extended=extended)
    return [
        _line(row, due_for(row.participation_id, changed, events))
        for row in rows.order_by("participation__city__name", "pk")
    ]


def fingerprint(lines: list[Line]) -> str:
    """Differs when a change would do anything else than what was shown."""
    shown = [(line.obligation.pk, line.obligation.effective_due_on, line.effect, line.new_due_on) for line in lines]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def change_requirement(requirement: Requirement, change: Change, *, shown: str, by: Any, now: datetime) -> list[Line]:
    """Apply a change to the requirement and move the dates that move, in one transaction.

    `shown` is the fingerprint of the preview. Raises NotAllowed or CannotChange.
    """
    if not by.has_perm("milestones.change_requirement"):
        raise NotAllowed(_("Only programme staff can change what a cohort asks for."))
    with transaction.atomic():
        locked = Requirement.objects.select_for_update(of=("self",)).select_related("module").get(pk=requirement.pk)
        _lock_obligations(locked)
        lines = preview(locked, change)
        if fingerprint(lines) != shown:
            raise CannotChange(_("Something changed since this was shown. Nothing was written; look again."))
        before = clock_of(locked)
        changed = change.applied_to(locked)
        changed.save(update_fields=list(change.__dataclass_fields__))
        moving = [line for line in lines if line.effect == Effect.MOVES]
        for line in moving:
            days = {"old": _in_words(line.obligation.effective_due_on), "new": _in_words(line.new_due_on)}
            moved = _("moved from %(old)s to %(new)s: what the cohort asks for was changed") % days
            record(line.obligation, "move", moved, by=by, now=now)
            line.obligation.base_due_on = line.obligation.effective_due_on = line.new_due_on
        Obligation.objects.bulk_update((line.obligation for line in moving), ["base_due_on", "effective_due_on"])
        for line in moving:
            silence(line.obligation)
        sentence = _("changed; %d dates moved") % len(moving)
        record(changed, "change", sentence, by=by, now=now, before=before, after=clock_of(changed))
    return lines


def clock_of(requirement: Requirement) -> str:
    """When a requirement is due, in the words of its template: `module_start +2 months +6 days`."""
    of = requirement.anchor_requirement
    return " ".join(
        [
            requirement.anchor,
            of.code if of else requirement.module.slug,
            f"{requirement.offset_months:+d} months",
            f"{requirement.offset_days:+d} days",
        ]
    )


def _in_words(on: date | None) -> str:
    return day(on) if on else _("no date")


def _lock_obligations(requirement: Requirement) -> None:
    """Whoever extends or settles one of them meanwhile waits, and then finds the new date."""
    list(Obligation.objects.select_for_update().filter(requirement=requirement).order_by("pk").values_list("pk"))


def _line(row: Obligation, new_due_on: date | None) -> Line:
    if row.state == ObligationState.FULFILLED:
        effect = Effect.FULFILLED
    elif row.state == ObligationState.WAIVED:
        effect = Effect.WAIVED
    elif row.was_extended:  # type: ignore[attr-defined]
        effect = Effect.EXTENDED
    else:
        effect = Effect.SAME if new_due_on == row.effective_due_on else Effect.MOVES
    return Line(row, effect, new_due_on if effect == Effect.MOVES else row.effective_due_on)


def _check(requirement: Requirement, change: Change) -> None:
    of = change.anchor_requirement
    if (change.anchor in EVENT_ANCHORS) != (of is not None):
        raise CannotChange(
            _("Name the requirement it is counted from when, and only when, it is counted from an event."),
            field="anchor_requirement",
        )
    while of is not None:
        if of.pk == requirement.pk:
            raise CannotChange(_("It would be counted from itself."), field="anchor_requirement")
        of = of.anchor_requirement
