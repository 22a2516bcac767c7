"""Traces of writing: the quarter hours from which a person's month proposes work on outputs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from deliverables.models import Deliverable, WritingTrace
from deliverables.querysets import WritingTraceQuerySet

QUARTER = timedelta(minutes=15)
KEPT = timedelta(days=365)


def leave_trace(deliverable: Deliverable, *, by: Any, now: datetime) -> None:
    """Note that this person wrote in this quarter hour, inside the transaction of the writing; one statement."""
    trace = WritingTrace(user=by, deliverable=deliverable, quarter=beginning(now))
    WritingTrace.objects.bulk_create([trace], ignore_conflicts=True)


def erase(traces: WritingTraceQuerySet) -> int:
    """Erase traces for good. Returns how many."""
    return traces.delete()[0]


def erase_old(*, now: datetime) -> int:
    """Erase what nobody confirmed within a year. Returns how many."""
    return erase(WritingTrace.objects.filter(quarter__lt=now - KEPT))


def beginning(now: datetime) -> datetime:
    """The instant at which the quarter hour of `now` begins."""
    return now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
