"""Pictures of a visit, with who took them and what the people in them agreed to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from visits.actions.rows import arranged
from visits.models import Photo, Visit
from visits.pictures import PictureRefused, shown
from visits.states import TOOK_PLACE, Consent, VisitState
from workflow.history import record

OPEN = (VisitState.CONFIRMED, *TOOK_PLACE)
MOST_PHOTOS = 60


@dataclass(frozen=True)
class Caption:
    """What stands beside a picture."""

    alt: str
    credit: str
    consent: str


def add(visit: Visit, upload: UploadedFile, caption: Caption, *, by: Any, now: datetime) -> Photo:
    """Keep a picture, written anew. Raises PictureRefused, NotAllowed or NotNow; nothing is kept then."""
    _check(caption)
    ready = shown(upload)
    place = default_storage.save(f"visits/{secrets.token_hex(16)}.jpg", ready.file)
    try:
        with transaction.atomic():
            row = arranged(visit, OPEN, by=by)
            if row.photos.count() >= MOST_PHOTOS:
                raise PictureRefused(_("A visit holds at most %(n)d pictures.") % {"n": MOST_PHOTOS})
            photo = Photo.objects.create(
                visit=row, file=place, width=ready.width, height=ready.height, by=by, at=now, **vars(caption)
            )
            record(row, "add_photo", _("added a picture"), by=by, now=now, photo=photo.pk)
    except BaseException:
        default_storage.delete(place)
        raise
    return photo


def caption(photo: Photo, said: Caption, *, by: Any, now: datetime) -> Photo:
    """Describe it anew, or note that somebody in it thinks otherwise now. Raises what `add` raises."""
    _check(said)
    with transaction.atomic():
        row = arranged(photo.visit, OPEN, by=by)
        for field, value in vars(said).items():
            setattr(photo, field, value)
        photo.save(update_fields=list(vars(said)))
        record(row, "change_photo", _("described a picture anew"), by=by, now=now, photo=photo.pk)
    return photo


def remove(photo: Photo, *, by: Any, now: datetime) -> None:
    """Delete the picture, file and all: whoever is in it may ask for that at any time. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        row = arranged(photo.visit, OPEN, by=by)
        transaction.on_commit(partial(photo.file.delete, save=False))
        record(row, "remove_photo", _("deleted a picture"), by=by, now=now, photo=photo.pk)
        photo.delete()


def _check(said: Caption) -> None:
    if not said.alt.strip():
        raise PictureRefused(_("Say in words what the picture shows, for those who cannot see it."), field="alt")
    if not said.credit.strip():
        raise PictureRefused(_("Say who took the picture."), field="credit")
    if said.consent not in Consent.values:
        raise PictureRefused(_("Say what the people in the picture have agreed to."), field="consent")
