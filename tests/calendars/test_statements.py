"""A feed of a year with two hundred entries asks as much of the database as one with a few."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendars.links import token_of
from learning.actions.sessions import When
from milestones.models import Obligation, Requirement
from tests.calendars.reading import entries
from tests.factories import ObligationFactory, RequirementFactory
from tests.learning.world import BEGINS, NOW, World
from visits.models import AgendaSlot, Visit, WithdrawnSlot

MOST = 20


def fill(world: World, n: int) -> None:
    """`n` of each: sessions with a place, visits with three slots and one withdrawn, dates that are owed."""
    first = date(2026, 5, 1)
    for number in range(n):
        at, on = BEGINS + timedelta(days=number * 9), first + timedelta(days=number * 9)
        world.place(world.session(when=When(at, "Europe/Athens", 90)), world.ana)
        visit = Visit.objects.create(
            cohort=world.cohort,
            title=f"Visit {number}",
            host=world.alba,
            starts_on=on,
            ends_on=on,
            updated_at=NOW,
            state="confirmed",
            zone="Europe/Bucharest",
        )
        visit.cities.set([world.alba, world.koln])
        AgendaSlot.objects.bulk_create(
            AgendaSlot(visit=visit, day=1, starts=f"{9 + each}:00", title=f"Stop {each}") for each in range(3)
        )
        WithdrawnSlot.objects.create(
            visit=visit,
            uid=visit.slots.earliest("pk").uid.hex[::-1],
            title="Gone",
            starts_at=datetime(2026, 5, 1, 8, tzinfo=UTC),
            ends_at=datetime(2026, 5, 1, 9, tzinfo=UTC),
        )
        requirement = RequirementFactory(module=world.kick_off.module, code=f"r{number}", position=number + 9)
        ObligationFactory(
            requirement=requirement,
            participation=world.owed["alba-iulia"].participation,
            base_due_on=on,
            effective_due_on=on,
        )


def asked(path: str) -> tuple[int, int]:
    """Statements of the second time, and how many entries came."""
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = Client().get(path)
    return len(captured.captured_queries), len(entries(answer.content))


def test_a_feed_costs_as_much_for_two_hundred_entries_as_for_seven(world: World) -> None:
    paths = [
        reverse("calendars:feed", args=[token_of(world.ana)]),
        reverse("calendars:cohort", args=[token_of(world.staff), world.cohort.slug]),
    ]
    fill(world, 1)
    few = [asked(path) for path in paths]
    Visit.objects.all().delete()
    Obligation.objects.exclude(requirement=world.kick_off).delete()
    Requirement.objects.exclude(pk=world.kick_off.pk).delete()
    world.cohort.sessions.all().delete()
    fill(world, 30)
    many = [asked(path) for path in paths]
    assert [statements for statements, _entries in many] == [statements for statements, _entries in few]
    assert max(statements for statements, _entries in many) <= MOST
    assert (few[0][1], many[0][1]) == (1 + 7, 1 + 210)  # the kick-off is owed, too
