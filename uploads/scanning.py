"""What the virus scanner says of kept files. Until it has spoken, nobody can fetch them.

A room hands in the rows of its files: a model with `file` and `scan`.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError as BrokerAway

from uploads.clamd import ScannerAway, is_clean
from uploads.states import Scan

logger = logging.getLogger(__name__)


def first_state() -> Scan:
    """How a file begins: waiting where a scanner is configured."""
    return Scan.WAITING if settings.CLAMD_URL else Scan.CLEAN


def scan_waiting(rows: QuerySet[Any]) -> int:
    """Ask about every file that waits; answers how many were settled. A scanner that is away settles none."""
    settled = 0
    for row in rows.filter(scan=Scan.WAITING).order_by("pk").iterator():
        try:
            settled += _settle(row, rows)
        except ScannerAway as error:
            logger.warning("The virus scanner does not answer (%s); files go on waiting.", error)
            break
    return settled


def ring_the_scanner(task: str) -> None:
    """The doorbell; when the broker is away, the sweeper of each minute asks."""
    try:
        current_app.send_task(task, retry=False)
    except (BrokerAway, OSError) as error:
        logger.warning("The broker does not answer (%s); files wait for the sweeper.", error)


def _settle(row: Any, rows: QuerySet[Any]) -> int:
    """Note the answer about one file; what is infected is not kept, its row stays to say so."""
    try:
        with row.file.open("rb") as content:
            clean = is_clean(content, settings.CLAMD_URL)
    except FileNotFoundError:  # taken out meanwhile
        return 0
    with transaction.atomic():
        same = rows.filter(file=str(row.file), scan=Scan.WAITING)
        settled = same.update(scan=Scan.CLEAN if clean else Scan.INFECTED)
        if settled and not clean:
            logger.warning("The virus scanner refused %s %s.", row._meta.label, row.pk)
            transaction.on_commit(lambda: row.file.storage.delete(str(row.file)))
    return settled
