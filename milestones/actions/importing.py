"""Importing the cities of a cohort, with what they owe."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from cohorts.actions import importing
from cohorts.importing.plan import Plan
from cohorts.models import Cohort, ImportDraft
from milestones.actions.joining import settle


def import_into(cohort: Cohort, content: bytes, *, by: Any, now: datetime, shown: str = "") -> Plan:
    """Import a file and make the obligations of its cities: all or nothing.

    Raises what `cohorts.actions.importing.import_file` raises.
    """
    with transaction.atomic():
        plan = importing.import_file(content, cohort, by=by, now=now, shown=shown)
        settle(cohort)
    return plan


def import_draft(draft: ImportDraft, *, shown: str, by: Any, now: datetime) -> Plan:
    """Press the button under a dry run: do exactly what was shown (its fingerprint), then forget the file."""
    with transaction.atomic():
        plan = import_into(draft.cohort, bytes(draft.content), by=by, now=now, shown=shown)
        draft.delete()
    return plan
