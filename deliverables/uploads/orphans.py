"""Files without a row: what is left when a server is killed between storing a file and committing its row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from deliverables.models import RevisionFile
from deliverables.uploads.keeping import SHELF

GRACE = timedelta(days=1)


def remove(*, before: datetime) -> int:
    """Delete every file stored before that instant which no row knows; return how many."""
    removed = 0
    for folder, names in _folders():
        known = set(RevisionFile.objects.filter(file__startswith=f"{folder}/").values_list("file", flat=True))
        for place in (f"{folder}/{name}" for name in names):
            if place not in known and default_storage.get_modified_time(place) < before:
                default_storage.delete(place)
                removed += 1
    return removed


def _folders() -> Iterator[tuple[str, list[str]]]:
    folders = default_storage.listdir(SHELF)[0] if default_storage.exists(SHELF) else []
    for folder in sorted(folders):
        yield f"{SHELF}/{folder}", default_storage.listdir(f"{SHELF}/{folder}")[1]
