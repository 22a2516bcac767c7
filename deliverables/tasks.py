from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from deliverables.actions import bundles
from deliverables.models import RevisionFile
from uploads import orphans, scanning


@shared_task
def remove_orphans() -> int:
    """Clear away the files that a server killed between file and row has left. Returns how many."""
    return orphans.remove(RevisionFile.SHELF, RevisionFile.objects.all(), before=timezone.now() - orphans.GRACE)


@shared_task
def scan() -> int:
    """Ask the virus scanner about the files that wait. Each minute too, for what no doorbell rang for."""
    return scanning.scan_waiting(RevisionFile.objects.all())


@shared_task
def make_bundle(pk: int) -> None:
    bundles.make(pk, now=timezone.now())


@shared_task
def sweep_bundles() -> None:
    """Every few minutes: ring for bundles that wait, and take back what a dead worker held."""
    for pk in bundles.sweep(now=timezone.now()):
        bundles.ring(pk)


@shared_task
def expire_bundles() -> int:
    """Every night: remove what can be fetched no more. Returns how many."""
    return bundles.expire(now=timezone.now())
