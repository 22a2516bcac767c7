"""Writing what an import planned: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.actions.importing import add_cities, add_names, add_seats
from cohorts.importing.places import Place
from cohorts.importing.plan import Plan, plan_import
from cohorts.importing.rows import Remark
from cohorts.models import Cohort, ImportDraft, Pairing, PairingSide, Participation, PilotActivity
from cohorts.states import Side
from workflow.history import record
from workflow.refusals import NotAllowed, Refusal

LONGEST_ACTIVITY = 200


class BadCells(Refusal):
    """The file has cells that cannot be imported; `problems` names every one. Nothing was written."""

    def __init__(self, problems: list[Remark]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class ShownOtherwise(Refusal):
    """The cohort changed after the dry run, so the button would do something else than what was shown."""


@dataclass(frozen=True)
class Writing:
    """What is being written, and by whom."""

    cohort: Cohort
    plan: Plan
    by: Any
    now: datetime


def import_file(content: bytes, cohort: Cohort, *, by: Any, now: datetime, shown: str = "") -> Plan:
    """Import a file into a cohort in one transaction and answer what was done.

    `shown` is the fingerprint of a dry run: the import is refused when it would do anything else by now.
    `by` is None for the command line. Raises NotAllowed, Unreadable, BadCells or ShownOtherwise.
    """
    if by is not None and not by.has_perm("cohorts.run_cohort"):
        raise NotAllowed(_("Only programme staff can import cities."))
    with transaction.atomic():
        locked = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
        plan = plan_import(content, locked)
        if plan.problems:
            raise BadCells(plan.problems)
        if shown and plan.fingerprint != shown:
            raise ShownOtherwise(_("The cohort has changed since this was shown. Nothing was written; look again."))
        if not plan.changes_nothing:
            _write(Writing(locked, plan, by, now))
    return plan


def keep_draft(cohort: Cohort, *, name: str, content: bytes, by: Any, now: datetime) -> ImportDraft:
    """Keep a readable file until its person presses the button; the one they brought before is forgotten.

    Raises Unreadable.
    """
    plan_import(content, cohort)
    draft, _made = ImportDraft.objects.update_or_create(
        cohort=cohort, by=by, defaults={"file_name": name[-200:], "content": content, "made_at": now}
    )
    return draft


def drop_drafts(*, before: datetime) -> int:
    """Forget files whose button was never pressed: they hold names and addresses."""
    return ImportDraft.objects.filter(made_at__lt=before).delete()[0]


def _write(writing: Writing) -> None:
    plan = writing.plan
    pks = {city: city.pk for city in plan.cities_matched if city.pk}
    new = [(city.said, city.country) for city in plan.cities_made if city.said]
    pks |= dict(zip(plan.cities_made, add_cities(new), strict=True))
    add_names(plan.names_added)
    members = _participations(writing, pks)
    _pairings(writing, pks, members)
    seats = [(pks[seat.city], seat.name, seat.email) for seat in plan.seats]
    add_seats(seats, started_on=writing.cohort.local_date(writing.now))
    sentence = _("imported: %(cities)d participations, %(pairings)d pairings") % {
        "cities": len(plan.participations),
        "pairings": len(plan.pairings),
    }
    record(writing.cohort, "import", sentence, by=writing.by, now=writing.now)


def _participations(writing: Writing, pks: dict[Place, int]) -> dict[int, Participation]:
    """Make the new ones; answer all of the cohort by city."""
    cohort = writing.cohort
    Participation.objects.bulk_create(
        Participation(cohort=cohort, city_id=pks[city], role=role, joined_on=cohort.starts_on)
        for city, role in writing.plan.participations.items()
    )
    return {each.city_id: each for each in Participation.objects.filter(cohort=cohort)}


def _pairings(writing: Writing, pks: dict[Place, int], members: dict[int, Participation]) -> None:
    planned = writing.plan.pairings
    activities = _activities(writing.plan, pks)
    fresh = [each for each in planned if each.pk is None]
    made = Pairing.objects.bulk_create(
        Pairing(cohort=writing.cohort, activity=activities.get(each.activity), starts_on=writing.cohort.starts_on)
        for each in fresh
    )
    sides = [
        PairingSide(pairing_id=each.pk, participation=members[pks[city]], side=Side.LEARNING)
        for each in planned
        for city in each.twins
        if each.pk
    ]
    for each, pairing in zip(fresh, made, strict=True):
        for side, cities in ((Side.LEARNING, each.twins), (Side.SHOWING, sorted(each.pilots, key=str))):
            sides += [PairingSide(pairing=pairing, participation=members[pks[city]], side=side) for city in cities]
    PairingSide.objects.bulk_create(sides)


def _activities(plan: Plan, pks: dict[Place, int]) -> dict[str, PilotActivity]:
    """Every activity named in the plan by its text, known ones found by their name."""
    cities = {each.activity: [pks[city] for city in each.pilots] for each in plan.pairings if each.activity}
    names = {text: _short(text) for text in cities}
    known = {each.name: each for each in PilotActivity.objects.filter(name__in=names.values())}
    new = {text: PilotActivity(name=name, summary=text if name != text else "") for text, name in names.items()}
    missing = {activity.name: activity for activity in new.values() if activity.name not in known}
    known |= {each.name: each for each in PilotActivity.objects.bulk_create(missing.values())}
    link = PilotActivity.cities.through
    link.objects.bulk_create(
        [
            link(pilotactivity_id=known[names[text]].pk, city_id=pk)
            for text, members in cities.items()
            for pk in members
        ],
        ignore_conflicts=True,
    )
    return {text: known[name] for text, name in names.items()}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_ACTIVITY else f"{text[: LONGEST_ACTIVITY - 1].rstrip()}…"
