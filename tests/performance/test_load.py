"""What the benchmarks measure with: invented cohorts that come out the same each time."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from cities.models import City
from deliverables.models import Deliverable
from hours.models import HoursEntry
from milestones.models import Obligation
from stories.models import Story
from twinning.load.load import load

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)


def rows_of(seed: int) -> list[object]:
    """What a load of this seed makes in an empty database, which is empty again afterwards."""
    with transaction.atomic():
        load(cities=3, stories=2, hours=10, seed=seed, now=NOW)
        rows: list[object] = [
            *City.objects.order_by("pk").values_list("slug", "country", "latitude", "population", "offers"),
            *Obligation.objects.order_by("pk").values_list("requirement__code", "state", "effective_due_on"),
            *Deliverable.objects.order_by("pk").values_list("state", flat=True),
            *HoursEntry.objects.order_by("pk").values_list("kind", "hours"),
            *Story.objects.order_by("pk").values_list("title", "body", "published_on", "map_svg"),
        ]
        transaction.set_rollback(True)
    return rows


def test_the_same_seed_makes_the_same_rows_and_another_one_others():
    assert rows_of(7) == rows_of(7)
    assert rows_of(7) != rows_of(8)


def test_so_many_rows_are_made_as_were_asked_for():
    call_command("make_load", "--cities", "3", "--stories", "4", "--hours", "10", verbosity=0)
    counted = (City.objects.count(), Obligation.objects.count(), Story.objects.count(), HoursEntry.objects.count())
    assert counted == (3, 24, 4, 10)


def test_nobody_can_sign_in_as_one_of_its_people():
    load(cities=2, now=NOW)
    assert [user for user in User.objects.all() if user.has_usable_password()] == []


def test_a_cohort_of_one_city_is_refused():
    with pytest.raises(CommandError, match="at least two cities"):
        call_command("make_load", "--cities", "1")
