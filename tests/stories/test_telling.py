from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from stories import actions
from stories.actions import CannotTell, Telling
from stories.models import Picture, Story
from stories.text import as_html, in_two
from tests.factories import CityFactory, SeatFactory, UserFactory
from visits.pictures import PictureRefused
from workflow.refusals import NotAllowed, NotNow

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)
TODAY = date(2026, 5, 12)


@pytest.fixture
def seat(db):
    return SeatFactory(city=CityFactory(name="Κοζάνη", english_name="Kozani", country="GR"))


@pytest.fixture
def staff(db):
    return UserFactory(staff=True)


def telling(*cities, **said) -> Telling:
    return Telling(
        **{"title": "Heat after lignite", "lead": "A visit.", "body": "We went.", "byline": "Eleni"} | said,
        cities=cities,
    )


def photo(size=(40, 30)) -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010F] = "SecretCameraMaker"
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, "JPEG", exif=exif)
    return SimpleUploadedFile("photo.jpg", written.getvalue(), "image/jpeg")


def test_a_story_goes_from_draft_to_offered_to_published(seat, staff):
    story = actions.write(telling(seat.city), by=seat.user, now=NOW)
    with pytest.raises(NotAllowed):
        actions.publish(story, by=seat.user, now=NOW, on=TODAY)

    actions.offer(story, by=seat.user, now=NOW)
    published = actions.publish(story, by=staff, now=NOW, on=TODAY)

    assert (published.state, published.published_on) == ("published", TODAY)


def test_taking_it_off_and_publishing_again_keeps_the_first_day(seat, staff):
    story = actions.write(telling(seat.city), by=staff, now=NOW)
    actions.publish(story, by=staff, now=NOW, on=TODAY)
    actions.retire(story, by=staff, now=NOW)
    assert not Story.objects.published().exists()

    again = actions.publish(story, by=staff, now=NOW, on=date(2026, 6, 1))

    assert again.published_on == TODAY


def test_sending_a_story_back_needs_a_note(seat, staff):
    story = actions.offer(actions.write(telling(seat.city), by=seat.user, now=NOW), by=seat.user, now=NOW)
    with pytest.raises(NotNow, match="say why"):
        actions.send_back(story, by=staff, now=NOW, note=" ")
    assert actions.send_back(story, by=staff, now=NOW, note="Shorter, please.").state == "draft"


def test_a_representative_writes_about_their_own_city_among_others(seat):
    other = CityFactory()
    with pytest.raises(CannotTell, match="city you hold a seat for"):
        actions.write(telling(other), by=seat.user, now=NOW)
    with pytest.raises(CannotTell, match="at least one city"):
        actions.write(telling(), by=seat.user, now=NOW)

    assert actions.write(telling(other, seat.city), by=seat.user, now=NOW).cities.count() == 2


def test_a_published_story_is_changed_by_staff_only(seat, staff):
    story = actions.write(telling(seat.city), by=seat.user, now=NOW)
    actions.publish(story, by=staff, now=NOW, on=TODAY)
    with pytest.raises(NotAllowed):
        actions.change(story, telling(seat.city, title="Other"), by=seat.user, now=NOW)

    assert actions.change(story, telling(seat.city, title="Other"), by=staff, now=NOW).title == "Other"


def test_somebody_without_a_city_cannot_write(db):
    with pytest.raises(NotAllowed):
        actions.write(telling(CityFactory()), by=UserFactory(), now=NOW)


def test_stories_are_found_in_any_script(seat):
    story = actions.write(telling(seat.city), by=seat.user, now=NOW)
    for words in ("κοζανη", "KOZANI", "heat lignite"):
        assert list(Story.objects.all().found_by(words)) == [story], words
    assert not Story.objects.all().found_by("Galway")


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "![x](http://a/b.png)",
     "[x](data:text/html;base64,PHNjcmlwdD4=)", "<iframe src=//evil></iframe>", "<a href='java\tscript:1'>x</a>"],
)  # fmt: skip
def test_nothing_in_a_text_can_run(hostile):
    shown = as_html(hostile).lower()
    for dangerous in ("<script", "<img", "<iframe", 'href="javascript', 'href="data', "<a href='"):
        assert dangerous not in shown


def test_markdown_becomes_headings_links_and_lists():
    shown = as_html("# Big\n\n## Small\n\n- one\n\n[here](https://example.org) **bold**")
    assert shown == (
        '<h2>Big</h2>\n<h2>Small</h2>\n<ul>\n<li>one</li>\n</ul>\n<p><a href="https://example.org" '
        'rel="noopener nofollow">here</a> <strong>bold</strong></p>\n'
    )
    assert in_two(shown) == ("<h2>Big</h2>\n", shown[len("<h2>Big</h2>\n") :])


def test_a_picture_is_written_anew_without_the_data_of_the_device(seat, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    story = actions.write(telling(seat.city), by=seat.user, now=NOW)

    picture = actions.illustrate(story, photo(), alt="A street", credit="Eleni", by=seat.user, now=NOW)

    kept = default_storage.open(picture.file.name).read()
    assert b"SecretCameraMaker" not in kept
    assert (picture.width, picture.height) == (40, 30)
    with Image.open(BytesIO(kept)) as read:
        assert not read.getexif()


def test_a_new_picture_takes_the_place_of_the_old_file(seat, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    story = actions.write(telling(seat.city), by=seat.user, now=NOW)
    old = actions.illustrate(story, photo(), alt="A street", credit="Eleni", by=seat.user, now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        new = actions.illustrate(story, photo((20, 20)), alt="A square", credit="Nikos", by=seat.user, now=NOW)

    assert not default_storage.exists(old.file.name)
    assert default_storage.exists(new.file.name)
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    "upload",
    [SimpleUploadedFile("a.jpg", b"", "image/jpeg"), SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>"),
     SimpleUploadedFile("a.gif", b"GIF89a" + bytes(40)), SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0" + bytes(50))],
    ids=["empty", "svg", "gif", "broken"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_and_nothing_is_kept(seat, settings, tmp_path, upload):
    settings.MEDIA_ROOT = tmp_path
    story = actions.write(telling(seat.city), by=seat.user, now=NOW)
    with pytest.raises(PictureRefused, match="cannot be read as a picture"):
        actions.illustrate(story, upload, alt="A street", credit="Eleni", by=seat.user, now=NOW)
    assert not Picture.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_picture_needs_words_and_a_name(seat):
    story = actions.write(telling(seat.city), by=seat.user, now=NOW)
    with pytest.raises(CannotTell, match="Say in words"):
        actions.illustrate(story, photo(), alt=" ", credit="Eleni", by=seat.user, now=NOW)
    with pytest.raises(CannotTell, match="who took"):
        actions.illustrate(story, photo(), alt="A street", credit="", by=seat.user, now=NOW)


def test_who_reads_a_draft(seat, staff):
    story = actions.write(telling(seat.city), by=seat.user, now=NOW)
    colleague = SeatFactory(city=seat.city, role="second").user
    for reader, sees in ((seat.user, True), (colleague, True), (staff, True), (SeatFactory().user, False)):
        assert Story.objects.visible_to(reader).filter(pk=story.pk).exists() is sees
