"""Writing history: the one place where a Step is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from workflow.models import Step


def record(
    subject: models.Model,
    verb: str,
    sentence: object,
    *,
    by: Any,
    now: datetime,
    note: str = "",
    **change: Any,
) -> Step:
    """Write one step of `subject`'s history; call it inside the transaction of its cause.

    `sentence` says what happened in the past tense without the actor ("extended to 12 May 2026");
    `by` is None when the portal itself acted; `change` holds JSON-able before and after.
    """
    return Step.objects.create(
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        verb=verb,
        sentence=str(sentence)[:200],
        by=by,
        at=now,
        note=note,
        change=change,
    )
