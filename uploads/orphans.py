"""Files without a row: what is left when a server is killed between storing a file and committing its row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db.models import QuerySet

GRACE = timedelta(days=1)


def remove(shelf: str, rows: QuerySet, *, before: datetime) -> int:
    """Delete every file on that shelf, stored before that instant, which the `file` of no row names; say how many."""
    removed = 0
    for folder, names in _folders(shelf):
        known = set(rows.filter(file__startswith=f"{folder}/").values_list("file", flat=True))
        for place in (f"{folder}/{name}" for name in names):
            if place not in known and default_storage.get_modified_time(place) < before:
                default_storage.delete(place)
                removed += 1
    return removed


def _folders(shelf: str) -> Iterator[tuple[str, list[str]]]:
    folders = default_storage.listdir(shelf)[0] if default_storage.exists(shelf) else []
    for folder in sorted(folders):
        yield f"{shelf}/{folder}", default_storage.listdir(f"{shelf}/{folder}")[1]
