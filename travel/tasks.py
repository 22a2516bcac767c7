from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from travel.models import Line
from uploads import orphans, scanning


@shared_task
def remove_orphans() -> int:
    """Clear away the receipts that a server killed between file and row has left. Returns how many."""
    return orphans.remove(Line.SHELF, Line.objects.all(), before=timezone.now() - orphans.GRACE)


@shared_task
def scan() -> int:
    """Ask the virus scanner about the receipts that wait. Each minute too, for what no doorbell rang for."""
    return scanning.scan_waiting(Line.objects.all())
