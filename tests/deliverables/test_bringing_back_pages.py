"""The pages on which a Word document comes back, for whom they are, and what they refuse."""

from __future__ import annotations

import html
import re

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deliverables.models import Part
from tests.deliverables.corpus.good import saved
from tests.deliverables.word_copies import answer, edited
from tests.deliverables.world import enter, upload
from tests.deliverables.written import WrittenWorld, fill

MORE = "Nine hundred households are behind with their bills."


def goals() -> list[dict[str, str]]:
    return [each.values for each in Part.objects.standing().filter(section="goals").order_by("position")]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("back.pdf", None, "Please choose the Word document"),
        ("back.docx", b"PK no archive", "is not a whole document"),
        ("back.docx", saved(docx.Document()), "No question of this form was found"),
    ],
)
def test_a_file_that_is_no_copy_of_the_form_gets_a_sentence(
    written: WrittenWorld, name: str, content: bytes | None, says: str
) -> None:
    sent = {"upload": SimpleUploadedFile(name, upload().read() if content is None else content)}
    answered = enter(written.ana).post(f"/deliverables/{written.roadmap.pk}/word/back/", sent)
    assert 400 <= answered.status_code < 500
    assert says in answered.text


def test_the_whole_way_through_the_pages_without_script(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    alba, room = enter(written.ana), f"/deliverables/{written.roadmap.pk}/"
    fetched = alba.get(f"{room}word/")
    assert fetched["Content-Disposition"].endswith('.docx"')
    copy = edited(
        fetched.content, answer("Why it matters here", MORE), answer("Our question", "<b>Who</b> pays for it?")
    )
    page = alba.post(f"{room}word/back/", {"upload": SimpleUploadedFile("back.docx", copy)})
    assert page.status_code == 200
    assert "Nothing is saved yet." in page.text
    assert "<b>Who</b>" not in page.text
    assert goals()[0]["why"] != MORE
    ticked = [html.unescape(each) for each in re.findall(r'name="take" value="([^"]*)" checked', page.text)]
    assert len(ticked) == 2
    done = alba.post(f"{room}word/back/save/", {"take": ticked}, follow=True)
    assert "2 answers from your file are saved." in done.text
    assert (goals()[0]["why"], goals()[0]["question"]) == (MORE, "<b>Who</b> pays for it?")


def test_viewers_pairing_and_staff_have_no_way_in(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    written.submit()
    for reader, status in ((written.radu, 403), (written.nikos, 403), (written.staff, 403), (written.greta, 404)):
        for path in ("word/", "word/back/"):
            assert enter(reader).get(f"/deliverables/{written.roadmap.pk}/{path}").status_code == status
        save = f"/deliverables/{written.roadmap.pk}/word/back/save/"
        assert enter(reader).post(save, {"take": "x"}).status_code == status
