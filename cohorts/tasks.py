from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from cohorts.actions import importing


@shared_task
def drop_drafts() -> int:
    """Forget import files whose button was not pressed within a day. Returns how many."""
    return importing.drop_drafts(before=timezone.now() - timedelta(days=1))
