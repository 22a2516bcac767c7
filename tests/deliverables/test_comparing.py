"""Comparing two states of an output: field by field, rows by identity, and the text of two Word files."""

from __future__ import annotations

import time
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverables.actions import drafts, handing_in, reviews, writing
from deliverables.comparing.documents import compare_documents
from deliverables.comparing.words import Patience, Piece, compare, stretches
from deliverables.content.document import of_revision
from deliverables.models import Part, RevisionFile
from tests.deliverables.corpus.good import saved
from tests.deliverables.world import NOW, enter, upload
from tests.deliverables.written import WrittenWorld, fill

LATER = NOW + timedelta(days=12)
"""The pilot side had its time to endorse."""
TEXTS = st.lists(st.sampled_from(["coal", "heat", "warm,", "Κοζάνη", "\n", ".", "2.5"]), max_size=25).map(" ".join)


def two_revisions(world: WrittenWorld) -> None:
    """Revision 2 changes a question, moves the last goal to the front, drops the second and adds one."""
    goals = fill(world, world.roadmap)["goals"]
    world.submit()
    reviews.ask_for_changes(world.latest(), by=world.staff, now=LATER, note="More")
    first, second, third = (Part.objects.get(key=each.key) for each in goals)
    world.write(world.roadmap, first, at=LATER, why="It matters because 58 households asked.")
    for _step in range(2):
        writing.move_row(world.roadmap, key=third.key, by=world.ana, now=LATER, up=True)
    writing.drop_row(world.roadmap, key=second.key, by=world.ana, now=LATER)
    new = dict(second.values) | {"question": "How do we reach the landlord who lives elsewhere?"}
    writing.add_row(world.roadmap, section="goals", values=new, by=world.ana, now=LATER)
    world.submit(at=LATER)


def goals_of(world: WrittenWorld) -> Any:
    old, new = (of_revision(each) for each in world.output().revisions.order_by("number"))
    return next(each for each in compare_documents(old, new, Patience()) if each.section.slug == "goals")


def texts(paragraphs: list[list[Piece]], *kinds: str) -> str:
    return " ".join("".join(piece.text for piece in each if piece.kind in kinds) for each in paragraphs)


def test_what_was_removed_and_what_was_added_stand_beside_each_other() -> None:
    old = "We have offered free advice to many households, and few answered."
    new = "We have offered free advice to 640 households in two streets, and few answered."
    assert compare(old, new, Patience()) == [
        [
            Piece("same", "We have offered free advice to "),
            Piece("removed", "many households"),
            Piece("added", "640 households in two streets"),
            Piece("same", ", and few answered."),
        ]
    ]


def test_what_was_replaced_whole_stands_before_what_replaced_it() -> None:
    found = compare("More people take part.\nIt stays.", "Six departments named somebody.\nIt stays.", Patience())
    assert [[piece.kind for piece in each] for each in found] == [["removed"], ["added"], ["same"]]


def test_many_unchanged_paragraphs_are_folded() -> None:
    same = "\n".join(f"Paragraph {n} stays." for n in range(5))
    found = stretches(compare(f"{same}\nThe end was near.", f"{same}\nThe end is near.", Patience()))
    assert [(each.is_folded, len(each.paragraphs)) for each in found] == [(True, 5), (False, 1)]


@given(TEXTS, TEXTS)
def test_nothing_of_either_text_is_lost(old: str, new: str) -> None:
    found = compare(old, new, Patience())
    assert texts(found, "same", "removed").split() == old.split()
    assert texts(found, "same", "added").split() == new.split()


def test_texts_that_take_too_long_are_shown_whole_and_the_page_stays_quick() -> None:
    begun, patience = time.process_time(), Patience()
    for _field in range(60):
        old, new = (" ".join(f"{side}{n} and" for n in range(2000)) for side in "xy")
        assert {piece.kind for piece in compare(old, new, patience)[0]} <= {"removed", "added", "same"}
    assert time.process_time() - begun < 8


def test_rows_are_matched_by_identity_and_say_whether_they_moved_came_or_went(written: WrittenWorld) -> None:
    two_revisions(written)
    rows = [(each.row.number, each.kind, each.moved_from) for each in goals_of(written).rows]
    assert rows == [(1, "same", 3), (2, "changed", None), (2, "removed", None), (3, "added", None)]
    changed = goals_of(written).rows[1]
    assert [each.field.slug for each in changed.changed] == ["why"]


def test_the_page_says_in_signs_and_in_words_what_changed_and_folds_the_rest(written: WrittenWorld) -> None:
    two_revisions(written)
    page = enter(written.radu).get(f"/deliverables/{written.roadmap.pk}/compare/?a=1&b=2").text
    assert '<ins><span class="visually-hidden"> added: </span>It matters because 58' in page.replace("\n", "")
    assert '<del><span class="visually-hidden"> removed: </span>' in page
    assert "moved, was Goal 3" in page
    assert "Where we start</strong> unchanged," in page


def test_without_a_choice_the_last_two_are_compared_and_one_alone_says_so(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    where = f"/deliverables/{written.roadmap.pk}/compare/"
    assert "Nothing to compare yet" in enter(written.ana).get(where).text
    written.submit()
    writing.begin_next(written.roadmap, by=written.ana, now=LATER)
    page = enter(written.ana).get(where).text
    assert "Revision 2, draft" in page
    assert "Nothing changed between these two." in page


def test_the_pairing_compares_what_was_submitted_and_never_a_draft(written: WrittenWorld) -> None:
    two_revisions(written)
    only = Part.objects.get(section="context")
    writing.begin_next(written.roadmap, by=written.ana, now=LATER)
    written.write(written.roadmap, only, at=LATER, obstacles="SECRET of the draft")
    where = f"/deliverables/{written.roadmap.pk}/compare/"
    assert "SECRET" in enter(written.staff).get(f"{where}?a=2&b=3").text
    kozani = enter(written.nikos)
    assert kozani.get(f"{where}?a=1&b=2").status_code == 200
    assert kozani.get(f"{where}?a=2&b=3").status_code == 404
    assert "SECRET" not in kozani.get(where).text
    assert enter(written.greta).get(f"{where}?a=1&b=2").status_code == 404


@pytest.mark.parametrize("query", ["?a=1&b=9", "?a=x", "?a=1%00", "?b=-1"])
def test_a_revision_that_is_not_there_is_not_found(written: WrittenWorld, query: str) -> None:
    two_revisions(written)
    assert enter(written.ana).get(f"/deliverables/{written.roadmap.pk}/compare/{query}").status_code == 404


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def two_files(world: WrittenWorld, old: bytes, new: bytes) -> list[RevisionFile]:
    for content in (old, new):
        uploads = [upload("plan.docx", content), upload("same.pdf")]
        handing_in.submit(world.roadmap, note="", uploads=uploads, by=world.ana, now=NOW)
    return list(RevisionFile.objects.filter(name="plan.docx").order_by("pk"))


def test_files_say_whether_they_stayed_and_two_word_files_are_compared_in_their_text(written: WrittenWorld) -> None:
    old, new = two_files(written, word("One.", "The old heat network."), word("One.", "The new heat network."))
    room = f"/deliverables/{written.roadmap.pk}/compare/"
    page = enter(written.nikos).get(room).text
    assert "1 file unchanged" in page
    assert "replaced" in page
    text = enter(written.nikos).get(f"{room}files/?a={old.pk}&b={new.pk}").text
    assert '<del><span class="visually-hidden"> removed: </span>old </del>' in text
    assert '<ins><span class="visually-hidden"> added: </span>new </ins>heat network.' in text


def test_a_file_of_another_city_or_kind_cannot_be_compared(written: WrittenWorld) -> None:
    old, new = two_files(written, word("a"), word("b"))
    pdf = RevisionFile.objects.filter(name="same.pdf")[0]
    room = f"/deliverables/{written.roadmap.pk}/compare/files/"
    assert enter(written.greta).get(f"{room}?a={old.pk}&b={new.pk}").status_code == 404
    assert enter(written.ana).get(f"{room}?a={old.pk}&b={pdf.pk}").status_code == 404
    handing_in.submit(written.plan_of_koln, note="", uploads=[upload("k.docx", word("c"))], by=written.greta, now=NOW)
    foreign = RevisionFile.objects.get(name="k.docx")
    assert enter(written.ana).get(f"{room}?a={old.pk}&b={foreign.pk}").status_code == 404


def test_a_word_file_too_long_to_be_read_gets_a_sentence(written: WrittenWorld) -> None:
    long = word(*(f"Paragraph {n}" for n in range(20_100)))
    old, new = two_files(written, word("a"), long)
    page = enter(written.ana).get(f"/deliverables/{written.roadmap.pk}/compare/files/?a={old.pk}&b={new.pk}")
    assert page.status_code == 200
    assert "too long to be read here" in page.text


def test_a_document_with_text_moved_and_deleted_under_review_is_read_as_it_is_now() -> None:
    from deliverables.exports.docx_reading import read  # noqa: PLC0415 - models can be read only after the settings

    document = docx.Document(BytesIO(word("Kept ")))
    paragraph = document.paragraphs[0]._p
    for tag in ("w:del", "w:moveFrom"):
        gone = docx.oxml.parse_xml(
            f'<{tag} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:id="1" w:author="x">'
            "<w:r><w:t>gone</w:t></w:r></" + tag + ">"
        )
        paragraph.append(gone)
    assert [line.text for line in read(BytesIO(saved(document)))] == ["Kept"]


def test_no_draft_is_needed_to_open_the_comparison(written: WrittenWorld) -> None:
    drafts.save_draft(written.plan, note="", by=written.ana, now=NOW)
    assert enter(written.ana).get(f"/deliverables/{written.plan.pk}/compare/").status_code == 200
