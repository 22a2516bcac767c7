from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from visits.actions import party


@shared_task
def erase_logistics() -> int:
    """Erase what the parties told of visits that ended 60 days ago. Returns how many people it was about."""
    return party.erase(today=timezone.localdate(), now=timezone.now())
