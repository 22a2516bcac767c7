"""A picture is written anew, described and credited, seen in the room alone, and deleted when somebody asks."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.deliverables.corpus.good import picture_of
from tests.visits.world import LATER, Exchange
from visits.actions import photos
from visits.actions.photos import Caption
from visits.models import Photo
from visits.pictures import PictureRefused
from workflow.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db
CAPTION = Caption("People at a boiler", "Radu Pop", "inside")


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(shelf: Path) -> list[Path]:
    return [path for path in shelf.rglob("*") if path.is_file()]


def upload() -> SimpleUploadedFile:
    picture = BytesIO()
    plain = Image.open(BytesIO(picture_of("JPEG")))
    marks = Image.Exif()
    marks[0x010F] = "Phone of Ana"
    plain.save(picture, "JPEG", exif=marks)
    return SimpleUploadedFile("IMG_1.jpg", picture.getvalue())


def test_nothing_of_the_senders_phone_is_left_in_a_picture(exchange: Exchange, shelf: Path) -> None:
    photo = photos.add(exchange.held(), upload(), CAPTION, by=exchange.ana, now=LATER)
    (file,) = files(shelf)
    assert (b"Phone of Ana" in file.read_bytes(), photo.width, photo.may_be_published) == (False, 64, False)


@pytest.mark.parametrize("field", ["alt", "credit", "consent"])
def test_a_picture_without_words_or_consent_is_not_kept(exchange: Exchange, shelf: Path, field: str) -> None:
    said = Caption(**{**vars(CAPTION), field: " "})
    with pytest.raises(PictureRefused) as refused:
        photos.add(exchange.held(), upload(), said, by=exchange.ana, now=LATER)
    assert (refused.value.field, files(shelf), Photo.objects.count()) == (field, [], 0)


def test_what_is_no_picture_leaves_no_file(exchange: Exchange, shelf: Path) -> None:
    with pytest.raises(PictureRefused):
        photos.add(exchange.held(), SimpleUploadedFile("x.jpg", b"<html>"), CAPTION, by=exchange.ana, now=LATER)
    with pytest.raises(NotAllowed):
        photos.add(exchange.held(), upload(), CAPTION, by=exchange.viewer, now=LATER)
    with pytest.raises(NotNow):
        photos.add(exchange.proposed(), upload(), CAPTION, by=exchange.ana, now=LATER)
    assert files(shelf) == []


def test_a_deleted_picture_is_gone_from_page_and_shelf(
    exchange: Exchange, shelf: Path, django_capture_on_commit_callbacks: Any
) -> None:
    photo = photos.add(exchange.held(), upload(), CAPTION, by=exchange.ana, now=LATER)
    with django_capture_on_commit_callbacks(execute=True):
        photos.remove(photo, by=exchange.nikos, now=LATER)
    assert (Photo.objects.count(), files(shelf)) == (0, [])


def test_a_picture_is_sent_with_its_caption_and_shown_to_the_room(exchange: Exchange, client: Client) -> None:
    visit = exchange.held()
    client.force_login(exchange.ana)
    where = reverse("visits:add_photo", args=[visit.pk])
    assert client.post(where, {"picture": upload(), "alt": "People", "credit": "Radu"}).status_code == 400
    said = {"alt": "People at a boiler", "credit": "Radu Pop", "consent": "public"}
    assert client.post(where, {"picture": upload(), **said}).status_code == 302
    photo = Photo.objects.get()
    client.post(reverse("visits:caption_photo", args=[photo.pk]), {**said, "consent": "inside"})
    assert Photo.objects.get().consent == "inside"
    for person, status in ((exchange.viewer, 200), (exchange.facilitator, 200), (exchange.stranger, 404)):
        client.force_login(person)
        answer = client.get(photo.get_absolute_url())
        assert (answer.status_code, answer.headers.get("X-Content-Type-Options")) == (status, "nosniff")
