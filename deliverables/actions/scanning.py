"""What the virus scanner says of uploaded files. Until it has spoken, nobody can fetch or submit them."""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerAway

from deliverables.models import RevisionFile
from deliverables.states import Scan
from uploads.clamd import ScannerAway, is_clean

logger = logging.getLogger(__name__)


def first_state() -> Scan:
    """How a file begins: waiting where a scanner is configured."""
    return Scan.WAITING if settings.CLAMD_URL else Scan.CLEAN


def scan_waiting() -> int:
    """Ask about every file that waits; answers how many were settled. A scanner that is away settles none."""
    settled = 0
    for file in RevisionFile.objects.filter(scan=Scan.WAITING).order_by("pk").iterator():
        try:
            settled += _settle(file)
        except ScannerAway as error:
            logger.warning("The virus scanner does not answer (%s); files go on waiting.", error)
            break
    return settled


def ring_the_scanner() -> None:
    """The doorbell; when the broker is away, the sweeper of each minute asks."""
    try:
        current_app.send_task("deliverables.tasks.scan", retry=False)
    except (BrokerAway, OSError) as error:
        logger.warning("The broker does not answer (%s); files wait for the sweeper.", error)


def _settle(file: RevisionFile) -> int:
    """Note the answer about one file; what is infected is not kept, its row stays to say so."""
    try:
        with file.file.open("rb") as content:
            clean = is_clean(content, settings.CLAMD_URL)
    except FileNotFoundError:  # taken out of the draft meanwhile
        return 0
    with transaction.atomic():
        same = RevisionFile.objects.filter(file=str(file.file), scan=Scan.WAITING)
        settled = same.update(scan=Scan.CLEAN if clean else Scan.INFECTED)
        if settled and not clean:
            logger.warning("The virus scanner refused file %s.", file.pk)
            transaction.on_commit(lambda: file.file.storage.delete(str(file.file)))
    return settled
