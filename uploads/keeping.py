"""Putting a file away: under a random name, with its hash, and gone again when its row does not come to be."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction


class Kept(NamedTuple):
    """Where a file lies, and the SHA-256 of every byte of it."""

    place: str
    sha256: str


class Shelf:
    """What one transaction has put away so far, in the folder of one room."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.places: list[str] = []

    def keep(self, upload: UploadedFile) -> Kept:
        """Store the file without ever holding it whole in memory: the server's temporary file is moved."""
        upload.seek(0)
        digest = hashlib.file_digest(upload, "sha256").hexdigest()
        upload.seek(0)
        token = secrets.token_hex(20)
        self.places.append(f"{self.folder}/{token[:2]}/{token[2:]}")
        place = default_storage.save(self.places[-1], upload)
        upload.close()
        return Kept(place, digest)

    def clear(self) -> None:
        for place in self.places:
            default_storage.delete(place)


@contextmanager
def all_or_nothing(folder: str) -> Iterator[Shelf]:
    """A transaction that takes its files back when it fails: no row without its file, no file without its row."""
    shelf = Shelf(folder)
    try:
        with transaction.atomic():
            yield shelf
    except BaseException:
        shelf.clear()
        raise
