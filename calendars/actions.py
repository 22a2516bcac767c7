from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from calendars.models import Key
from workflow.history import record


def renew(user: Any, *, now: datetime) -> None:
    """A new secret address for one's own calendar; the old one is dead from now on."""
    with transaction.atomic():
        key, _made = Key.objects.select_for_update().get_or_create(user=user, defaults={"renewed_at": now})
        key.renewals, key.renewed_at = key.renewals + 1, now
        key.save(update_fields=["renewals", "renewed_at"])
        record(key, "renew", _("renewed the calendar link"), by=user, now=now)
