"""Bundles: asked for by somebody of the programme team, made in the background, fetched by them alone for a day.

The row is the truth. A worker claims it by one conditional update and answers by another, so that a second worker, or
one that wakes up late, does no harm; the sweeper gives back what a dead worker held.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import Any

from celery import current_app
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerAway

from accounts.rules import is_programme_staff
from cohorts.models import Cohort
from deliverables.exports import bundle_archive, bundle_sheets
from deliverables.exports.bundled import outputs
from deliverables.models import Bundle
from deliverables.states import BundleKind
from workflow.refusals import NotAllowed, Refusal

logger = logging.getLogger(__name__)

SHELF = "bundles"
FETCHED_WITHIN = timedelta(hours=24)
LEASE = timedelta(minutes=35)
"""A little longer than a task may run at all (CELERY: task_time_limit)."""
PATIENCE = timedelta(hours=2)
"""After which what was never finished counts as failed."""
UNHEARD = timedelta(minutes=1)
WRITERS = {BundleKind.XLSX: bundle_sheets.write, BundleKind.ZIP: bundle_archive.write}


class NothingToBundle(Refusal):
    """No city of the cohort owes such an output."""


def ask(cohort: Cohort, *, code: str, kind: str, by: Any, language: str, now: datetime) -> Bundle:
    """Ask for a bundle; one of the same kind that is not finished yet is the answer to a second request.

    Raises NotAllowed and NothingToBundle.
    """
    if not is_programme_staff(by):
        raise NotAllowed(_("Only the programme team bundles the outputs of a cohort."))
    with transaction.atomic():
        Cohort.objects.select_for_update().get(pk=cohort.pk)
        same = Bundle.objects.unfinished().filter(by=by, cohort=cohort, code=code, kind=kind).first()
        if same:
            return same
        wanted = Bundle(
            cohort=cohort,
            code=code,
            kind=kind,
            by=by,
            language=language,
            asked_at=now,
            expires_at=now + FETCHED_WITHIN,
        )
        wanted.total = outputs(wanted).count()
        if not wanted.total:
            raise NothingToBundle(_("No city of this cohort owes this output."))
        wanted.save()
        transaction.on_commit(partial(ring, wanted.pk))
    return wanted


def make(pk: int, *, now: datetime) -> None:
    """Make a bundle that waits; nothing happens when another worker has it, or nobody may fetch it any more."""
    if not Bundle.objects.waiting().filter(pk=pk, by__is_programme_staff=True).update(claimed_at=now, done=0):
        return
    bundle = Bundle.objects.select_related("cohort", "by").get(pk=pk)
    mine = Bundle.objects.unfinished().filter(pk=pk, claimed_at=now)
    try:
        place = _made(bundle, lambda done: mine.update(done=done))
    except Exception:
        mine.update(failed_at=now)
        raise
    if not mine.update(file=place, expires_at=now + FETCHED_WITHIN):
        default_storage.delete(place)


def sweep(*, now: datetime) -> list[int]:
    """Give back what dead workers held; answers the bundles that wait for a worker nobody rang for."""
    held = Bundle.objects.unfinished().filter(claimed_at__lt=now - LEASE)
    held.filter(asked_at__gt=now - PATIENCE).update(claimed_at=None)
    held.update(failed_at=now)
    waiting = Bundle.objects.waiting().filter(asked_at__lt=now - UNHEARD)
    return list(waiting.order_by("asked_at").values_list("pk", flat=True))


def expire(*, now: datetime) -> int:
    """Remove what can be fetched no more, row and file, and files of which no row knows. Returns how many rows."""
    gone = Bundle.objects.filter(expires_at__lte=now)
    places = [place for place in gone.values_list("file", flat=True) if place]
    removed = gone.delete()[0]
    for place in places:
        default_storage.delete(place)
    known = set(Bundle.objects.values_list("file", flat=True))
    for name in default_storage.listdir(SHELF)[1] if default_storage.exists(SHELF) else []:
        place = f"{SHELF}/{name}"
        if place not in known and default_storage.get_modified_time(place) < now - FETCHED_WITHIN:
            default_storage.delete(place)
    return removed


def ring(pk: int) -> None:
    """The doorbell; when the broker is away, the sweeper rings again."""
    try:
        current_app.send_task("deliverables.tasks.make_bundle", args=[pk], retry=False)
    except (BrokerAway, OSError) as error:
        logger.warning("The broker does not answer (%s); bundle %s waits for the sweeper.", error, pk)


def _made(bundle: Bundle, progress: Any) -> str:
    """Write the bundle into a temporary file on the disk, and that onto the shelf; answers where it lies."""
    with TemporaryFile() as file, translation.override(bundle.language):
        WRITERS[BundleKind(bundle.kind)](bundle, file, progress)
        file.seek(0)
        return default_storage.save(f"{SHELF}/{secrets.token_hex(20)}", File(file))
