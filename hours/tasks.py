from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from hours.actions.months import erase_settled_traces


@shared_task
def erase_traces() -> int:
    """Every night: erase the traces of writing of months that are locked, and of a year ago. Returns how many."""
    return erase_settled_traces(now=timezone.now())
