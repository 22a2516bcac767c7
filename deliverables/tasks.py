from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from deliverables.actions import scanning
from deliverables.uploads import orphans


@shared_task
def remove_orphans() -> int:
    """Clear away the files that a server killed between file and row has left. Returns how many."""
    return orphans.remove(before=timezone.now() - orphans.GRACE)


@shared_task
def scan() -> int:
    """Ask the virus scanner about the files that wait. Each minute too, for what no doorbell rang for."""
    return scanning.scan_waiting()
