"""Making, changing and ending pairings: groups with two sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City, Theme
from cohorts.models import Cohort, Pairing, PairingSide, Participation, PilotActivity
from cohorts.states import Side
from workflow.history import record
from workflow.refusals import NotAllowed, Refusal


class CannotPair(Refusal):
    """The two sides do not make a pairing."""


@dataclass(frozen=True)
class Shape:
    """Who learns from whom, about what, and who facilitates. `about` names the activity where it is not at hand."""

    learning: list[Participation]
    showing: list[Participation]
    activity: PilotActivity | None = None
    facilitator: Any = None
    about: str = ""

    def sides(self) -> dict[int, str]:
        """The side of each participation, by its key."""
        return {each.pk: str(Side.LEARNING) for each in self.learning} | {
            each.pk: str(Side.SHOWING) for each in self.showing
        }


def make_pairing(cohort: Cohort, shape: Shape, *, starts_on: date, by: Any, now: datetime) -> Pairing:
    """Pair cities of a cohort. Raises NotAllowed or CannotPair.

    What they owe together is made by `milestones.actions.joining.pair`, which calls this.
    """
    _ask(by)
    _check(cohort, shape)
    if not cohort.starts_on <= starts_on <= cohort.ends_on:
        raise CannotPair(_("That day is outside the cohort."), field="starts_on")
    with transaction.atomic():
        pairing = Pairing.objects.create(
            cohort=cohort, activity=_activity(shape, by), facilitator=shape.facilitator, starts_on=starts_on
        )
        _add_sides(pairing, shape.sides())
        record(pairing, "make", _("paired: %s") % _in_words(shape), by=by, now=now)
    return pairing


def change_pairing(pairing: Pairing, shape: Shape, *, reason: str, by: Any, now: datetime) -> Pairing:
    """Give a standing pairing other sides, activity or facilitator; the history says what it was before."""
    _ask(by)
    _check(pairing.cohort, shape)
    if not reason.strip():
        raise CannotPair(_("Please say why: the reason stays in the history."), field="reason")
    with transaction.atomic():
        row = _locked(pairing)
        before = Shape(row.learning, row.showing, row.activity, row.facilitator)
        _replace_sides(row, shape)
        row.activity, row.facilitator = _activity(shape, by), shape.facilitator
        row.save(update_fields=["activity", "facilitator"])
        record(
            row, "change", _("changed to: %s") % _in_words(shape), by=by, now=now, note=reason, before=_in_words(before)
        )
    return row


def end_pairing(pairing: Pairing, *, on: date, reason: str, by: Any, now: datetime) -> Pairing:
    """The cities no longer work together. Nothing they did is lost."""
    _ask(by)
    if not reason.strip():
        raise CannotPair(_("Please say why: the reason stays in the history."), field="reason")
    with transaction.atomic():
        row = _locked(pairing)
        if not row.starts_on <= on <= row.cohort.local_date(now):
            raise CannotPair(
                _("Choose a day from %s, when it began, to today.") % row.starts_on.isoformat(), field="on"
            )
        row.ended_on, row.end_reason = on, reason
        row.save(update_fields=["ended_on", "end_reason"])
        record(row, "end", _("ended on %s") % on.isoformat(), by=by, now=now, note=reason)
    return row


def describe_activity(
    name: str, *, by: Any, summary: str = "", cities: Iterable[City] = (), themes: Iterable[Theme] = ()
) -> PilotActivity:
    """A pilot activity by its name, made or brought up to date."""
    _ask(by)
    with transaction.atomic():
        activity = PilotActivity.objects.filter(name=name).first() or PilotActivity(name=name)
        activity.summary = summary or activity.summary
        activity.save()
        activity.cities.add(*cities)
        activity.themes.add(*themes)
    return activity


def _activity(shape: Shape, by: Any) -> PilotActivity | None:
    if shape.activity or not shape.about:
        return shape.activity
    return describe_activity(shape.about, by=by, cities=[each.city for each in shape.showing])


def _ask(by: Any) -> None:
    """`by` is None when the portal itself acts, from the command line."""
    if by is not None and not by.has_perm("cohorts.pair_cities"):
        raise NotAllowed(_("Only programme staff can pair cities."))


def _check(cohort: Cohort, shape: Shape) -> None:
    everyone = [*shape.learning, *shape.showing]
    if not cohort.takes_pairings:
        raise CannotPair(_("This programme has no pairings."))
    if not shape.learning:
        raise CannotPair(_("Choose at least one city that learns."), field="learning")
    if not shape.showing:
        raise CannotPair(_("Choose at least one city that shows."), field="showing")
    if both := {each.pk for each in shape.learning} & {each.pk for each in shape.showing}:
        names = ", ".join(str(each.city) for each in shape.learning if each.pk in both)
        raise CannotPair(_("%s cannot stand on both sides.") % names, field="showing")
    for each in everyone:
        if each.cohort_id != cohort.pk or not each.is_active:
            raise CannotPair(_("%s is not in this cohort now.") % each.city)


def _locked(pairing: Pairing) -> Pairing:
    row = Pairing.objects.select_for_update(of=("self",)).with_sides().get(pk=pairing.pk)
    if row.ended_on:
        raise CannotPair(_("This pairing ended on %s; make a new one.") % row.ended_on.isoformat())
    return row


def _add_sides(pairing: Pairing, sides: dict[int, str]) -> None:
    PairingSide.objects.bulk_create(
        PairingSide(pairing=pairing, participation_id=pk, side=side) for pk, side in sides.items()
    )


def _replace_sides(row: Pairing, shape: Shape) -> None:
    """Write only what differs; cities that withdrew stay in the history of their pairing."""
    wanted = shape.sides()
    kept = {each.participation_id: each.side for each in row.sides.all() if each.participation.is_active}
    gone = [pk for pk, side in kept.items() if wanted.get(pk) != side]
    row.sides.filter(participation__in=gone).delete()
    _add_sides(row, {pk: side for pk, side in wanted.items() if kept.get(pk) != side})


def _in_words(shape: Shape) -> str:
    return _("%(learning)s with %(showing)s") % {
        "learning": ", ".join(str(each.city) for each in shape.learning),
        "showing": ", ".join(str(each.city) for each in shape.showing),
    }
