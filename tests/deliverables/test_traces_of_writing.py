"""The portal notes in which quarter hours somebody wrote, for their own hours and for nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from deliverables.actions.tracing import erase_old
from deliverables.actions.writing import Change, digest_of, save
from deliverables.models import Part, WritingTrace
from deliverables.reading import worked
from tests.deliverables.written import WrittenWorld
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MAY = date(2026, 5, 1), date(2026, 5, 31)
MORNING = datetime(2026, 5, 12, 6, 2, tzinfo=UTC)


def write(world: WrittenWorld, text: str, now: datetime, by=None) -> None:
    key = Part.only_key(world.roadmap.pk, "context")
    stood = Part.objects.filter(pk=key).values_list("values", flat=True).first() or {}
    change = Change(text, digest_of(stood.get("situation", "")))
    save(world.roadmap, section="context", key=key, changes={"situation": change}, by=by or world.ana, now=now)


def test_quarter_hours_are_counted_once_however_often_somebody_saves(written: WrittenWorld) -> None:
    for minutes, text in ((0, "One."), (5, "Two."), (20, "Three."), (24 * 60, "The day after.")):
        write(written, text, MORNING + timedelta(minutes=minutes))

    (found,) = worked(written.ana, *MAY)

    assert found.output.obligation == written.roadmap
    assert found.quarters == {date(2026, 5, 12): 2, date(2026, 5, 13): 1}


def test_a_save_that_changes_nothing_leaves_no_trace(written: WrittenWorld) -> None:
    key = Part.only_key(written.roadmap.pk, "context")
    save(written.roadmap, section="context", key=key, changes={}, by=written.ana, now=MORNING)

    assert not WritingTrace.objects.exists()


def test_late_in_the_evening_counts_for_the_day_in_the_city(written: WrittenWorld) -> None:
    """23:30 on 30 April in London is 1 May in Bucharest."""
    write(written, "Late.", datetime(2026, 4, 30, 22, 30, tzinfo=UTC))

    assert [found.quarters for found in worked(written.ana, *MAY)] == [{date(2026, 5, 1): 1}]


def test_nobody_else_reads_when_somebody_wrote(written: WrittenWorld) -> None:
    write(written, "One.", MORNING)

    assert WritingTrace.objects.visible_to(written.ana).count() == 1
    assert not WritingTrace.objects.visible_to(UserFactory(staff=True)).exists()
    assert worked(written.nikos, *MAY) == []


def test_after_a_year_traces_are_gone(written: WrittenWorld) -> None:
    write(written, "One.", MORNING)

    assert erase_old(now=MORNING + timedelta(days=364)) == 0
    assert erase_old(now=MORNING + timedelta(days=366)) == 1
