from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from learning.actions.attendance import forget_files
from learning.actions.guests import forget_guests, forget_wishes

KEEP_GUESTS = timedelta(days=60)


@shared_task
def forget() -> int:
    """Forget attendance files nobody finished within a day, addresses that were not confirmed within three, and guests
    60 days after their cohort. Returns how many.
    """
    now = timezone.now()
    return (
        forget_files(before=now - timedelta(days=1))
        + forget_wishes(asked_before=now - timedelta(days=3))
        + forget_guests(ended_before=now - KEEP_GUESTS)
    )
