"""A cohort of invented cities, as large as one likes: what the benchmarks measure the portal with."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.db.models import Max

from cities.actions.themes import load_themes
from cohorts.actions.programmes import load_file
from cohorts.models import Cohort
from milestones.actions.starting import plan_start, start_cohort
from milestones.dates import add_months
from twinning.load.actions import cities as city_actions
from twinning.load.actions import hours as hours_actions
from twinning.load.actions import outputs as output_actions
from twinning.load.actions import stories as story_actions

PROGRAMME = Path(__file__).parent / "programme.yaml"
MONTHS_AGO = 6


def load(*, cities: int, stories: int = 0, hours: int = 0, seed: int = 1, now: datetime) -> Cohort:
    """One more cohort in mid-run with so many cities, published stories and cells of hours, in one transaction.

    The same seed on the same day in an empty database always makes the same rows. Its people have no usable
    password and addresses that no mail reaches.
    """
    dice = Random(seed)  # noqa: S311 - invented names are no secret
    with transaction.atomic():
        load_themes()
        cohort = _start(now)
        staff = city_actions.add_staff(cohort)
        members = city_actions.add_members(cohort, cities, dice)
        city_actions.pair_neighbours(cohort, members, staff, dice)
        output_actions.live(cohort, members, staff=staff, dice=dice, now=now)
        story_actions.tell(cohort, members, stories, dice=dice, now=now)
        hours_actions.log(cohort, members, hours, dice=dice, now=now)
    return cohort


def _start(now: datetime) -> Cohort:
    """A cohort whose sixth month has just ended, so that five outputs are behind it and one is due in days."""
    programme = load_file(PROGRAMME)
    number = (programme.cohorts.aggregate(last=Max("number"))["last"] or 0) + 1
    first = add_months(now.date(), -MONTHS_AGO) - timedelta(days=1)
    return start_cohort(plan_start(programme, number=number, starts_on=first), by=None, now=now)
