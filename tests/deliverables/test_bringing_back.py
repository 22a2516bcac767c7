"""A Word document made from the form comes back: recognised, looked at, and only what is ticked is saved."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import docx
import pytest

from deliverables.actions import bringing_back, writing
from deliverables.actions.bringing_back import BadSelection, Preview, preview, take
from deliverables.exports.docx_reading import Unreadable
from deliverables.models import Deliverable, Part
from milestones.models import Obligation
from tests.deliverables.office import converted, needs_libreoffice
from tests.deliverables.word_copies import answer, edited, made, without_marks
from tests.deliverables.world import NOW, enter, upload
from tests.deliverables.written import WrittenWorld, fill
from workflow.refusals import NotAllowed, NotNow

MORE = "Nine hundred households are behind with their bills."


def seen(world: WrittenWorld, content: bytes, obligation: Obligation | None = None) -> Preview:
    return preview(obligation or world.roadmap, upload("back.docx", content), by=world.ana, now=NOW)


def taken(world: WrittenWorld, found: Preview, *, all_of_them: bool = False) -> bringing_back.Brought:
    chosen = [each.packed for each in found.proposals if each.packed and (each.is_ticked or all_of_them)]
    return take(world.roadmap, chosen=chosen, by=world.ana, now=NOW)


def goals() -> list[dict[str, str]]:
    return [each.values for each in Part.objects.standing().filter(section="goals").order_by("position")]


def test_what_was_not_touched_in_word_changes_nothing(written: WrittenWorld) -> None:
    for obligation in (written.roadmap, written.plan, written.actions, written.info, written.assessment):
        fill(written, obligation)
        found = seen(written, made(obligation), obligation)
        assert (found.proposals, found.strangers, found.missing) == ([], [], [])
        assert found.unchanged > 5


def test_an_empty_form_is_filled_in_word_and_comes_back(written: WrittenWorld) -> None:
    copy = edited(
        made(written.roadmap),
        answer("Our city and its climate work today", "Coal closed in 2022.\nFlats still burn gas."),
        answer("Our question", "How do owners decide together?"),
        answer("Theme", "Buildings"),
        answer("By when", "2026-12-15"),
        answer("Our question", "Who in the town hall has to change?", place=1),
    )
    found = seen(written, copy)
    assert [(each.kind, each.where, each.label) for each in found.proposals] == [
        ("new", "Where we start", "Our city and its climate work today"),
        ("new", "Goal 1", "Our question"),
        ("new", "Goal 1", "Theme"),
        ("new", "Goal 1", "By when"),
        ("new", "Goal 2", "Our question"),
    ]
    assert Part.objects.count() == 0
    assert (taken(written, found).saved, len(goals())) == (5, 2)
    assert goals()[0] == {"question": "How do owners decide together?", "theme": "buildings", "by_when": "2026-12-15"}
    assert Part.objects.get(section="context").values["situation"] == "Coal closed in 2022.\nFlats still burn gas."


def test_the_same_document_twice_makes_no_row_twice(written: WrittenWorld) -> None:
    copy = edited(made(written.roadmap), answer("Our question", "How do owners decide together?"))
    assert taken(written, seen(written, copy)).saved == 1
    again = seen(written, copy)
    assert (again.proposals, len(goals())) == ([], 1)


def test_a_changed_answer_shows_both_texts_and_replaces_only_when_it_is_ticked(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    found = seen(written, edited(made(written.roadmap), answer("Why it matters here", MORE)))
    assert [(each.kind, each.is_ticked) for each in found.proposals] == [("replaced", True)]
    kinds = {piece.kind for stretch in found.proposals[0].stretches for one in stretch.paragraphs for piece in one}
    assert {"removed", "added"} <= kinds
    assert goals()[0]["why"] != MORE
    assert take(written.roadmap, chosen=[], by=written.ana, now=NOW).saved == 0
    assert taken(written, found).saved == 1
    assert goals()[0]["why"] == MORE


def test_what_somebody_changed_here_meanwhile_is_said_and_not_ticked(written: WrittenWorld) -> None:
    first = fill(written, written.roadmap)["goals"][0]
    copy = edited(made(written.roadmap), answer("Why it matters here", MORE))
    written.write(written.roadmap, first, by=written.mara, why="Mara knows better.")
    found = seen(written, copy)
    assert [(each.kind, each.is_ticked) for each in found.proposals] == [("newer", False)]
    assert seen(written, edited(copy, answer("Why it matters here", first.values["why"]))).proposals == []


def test_what_somebody_changes_while_one_looks_is_not_overwritten(written: WrittenWorld) -> None:
    first = fill(written, written.roadmap)["goals"][0]
    found = seen(written, edited(made(written.roadmap), answer("Why it matters here", MORE)))
    written.write(written.roadmap, first, by=written.mara, why="Mara was quicker.")
    brought = taken(written, found)
    assert (brought.saved, goals()[0]["why"]) == (0, "Mara was quicker.")
    assert "somebody changed that answer while you looked" in brought.left[0]


def test_headings_are_known_by_their_words_when_their_marks_are_lost(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    change = answer("Why it matters here", MORE, place=1)
    found = seen(written, edited(made(written.roadmap), without_marks, change))
    assert [(each.where, each.kind, each.label) for each in found.proposals] == [
        ("Goal 2", "replaced", "Why it matters here")
    ]


def test_a_copied_goal_becomes_a_new_one(written: WrittenWorld) -> None:
    fill(written, written.roadmap)

    def copy_goal(document: Any) -> None:
        places = {each.text: n for n, each in enumerate(document.paragraphs) if each.style.name.startswith("Heading")}
        block = document.paragraphs[places["Goal 3"] : places["Who works on it"]]
        behind = document.paragraphs[places["Who works on it"]]._p
        for paragraph in block:
            twin = docx.oxml.parse_xml(paragraph._p.xml)
            for mark in twin.xpath(".//w:bookmarkStart | .//w:bookmarkEnd"):
                mark.getparent().remove(mark)
            behind.addprevious(twin)

    question = answer("Our question", "Who pays for the second heat network?", place=3)
    found = seen(written, edited(made(written.roadmap), copy_goal, question))
    assert {each.where for each in found.proposals} == {"Goal 4"}
    assert {each.kind for each in found.proposals} == {"new"}
    taken(written, found)
    assert goals()[3]["question"] == "Who pays for the second heat network?"
    assert goals()[3]["theme"] == goals()[2]["theme"]


def test_a_heading_of_ones_own_is_reported_with_its_text(written: WrittenWorld) -> None:
    def add(document: Any) -> None:
        document.add_heading("Our history", 2)
        document.add_paragraph("Founded by the Romans.")

    found = seen(written, edited(made(written.roadmap), add))
    assert [(each.heading, each.text) for each in found.strangers] == [("Our history", "Founded by the Romans.")]


def test_an_answer_that_is_no_choice_and_no_date_is_not_offered(written: WrittenWorld) -> None:
    copy = edited(made(written.roadmap), answer("Theme", "Everything"), answer("By when", "soon"))
    found = seen(written, copy)
    assert [(each.kind, each.packed, bool(each.reason)) for each in found.proposals] == [
        ("refused", "", True),
        ("refused", "", True),
    ]


def test_emptied_answers_and_missing_rows_stay_unless_somebody_wants_it_otherwise(written: WrittenWorld) -> None:
    fill(written, written.roadmap)

    def drop_goal(document: Any) -> None:
        places = {each.text: n for n, each in enumerate(document.paragraphs) if each.style.name.startswith("Heading")}
        for paragraph in document.paragraphs[places["Goal 3"] : places["Who works on it"]]:
            paragraph._p.getparent().remove(paragraph._p)

    found = seen(written, edited(made(written.roadmap), answer("Why it matters here", ""), drop_goal))
    assert [(each.kind, each.is_ticked) for each in found.proposals] == [("emptied", False)]
    assert [row.name for row in found.missing] == ["Goal 3"]
    taken(written, found)
    assert (len(goals()), bool(goals()[0]["why"])) == (3, True)


def test_a_row_taken_out_here_comes_again_only_as_a_new_one(written: WrittenWorld) -> None:
    rows = fill(written, written.roadmap)["goals"]
    copy = made(written.roadmap)
    writing.drop_row(written.roadmap, key=rows[2].key, by=written.mara, now=NOW)
    assert seen(written, copy).proposals == []
    found = seen(written, edited(copy, answer("Our question", "Who pays for all of this in the end?", place=2)))
    assert [(each.kind, each.is_ticked) for each in found.proposals] == [("newer", False)]
    assert taken(written, found, all_of_them=True).saved == 1
    assert Part.objects.standing().filter(section="goals").count() == 3
    assert Part.objects.get(key=rows[2].key).dropped_at


def test_a_closed_section_is_said_to_be_closed(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    copy = edited(made(written.roadmap), answer("Why it matters here", MORE))
    Deliverable.objects.filter(pk=written.roadmap.pk).update(open_sections=["context"])
    written.roadmap.refresh_from_db()
    obligation = Obligation.objects.with_names().get(pk=written.roadmap.pk)
    found = seen(written, copy, obligation)
    assert [(each.kind, "is closed" in each.reason) for each in found.proposals] == [("refused", True)]


def test_only_writers_bring_back_and_only_while_it_is_open(written: WrittenWorld) -> None:
    copy = made(written.roadmap)
    for reader in (written.radu, written.nikos, written.staff):
        with pytest.raises(NotAllowed):
            preview(written.roadmap, upload("back.docx", copy), by=reader, now=NOW)
        with pytest.raises(NotAllowed):
            take(written.roadmap, chosen=[], by=reader, now=NOW)
    fill(written, written.roadmap)
    written.submit()
    with pytest.raises(NotNow, match="Begin the next one"):
        seen(written, copy, Obligation.objects.with_names().get(pk=written.roadmap.pk))


@pytest.mark.parametrize(
    "selection",
    ["x", "[]", "{}", "null", '["goals", "no-uuid", false, "why", "x", ""]', "[1, 2, 3, 4, 5, 6]",
     '["goals", "00000000-0000-0000-0000-000000000001", false, "why", 5, ""]'],
)  # fmt: skip
def test_a_selection_that_is_none_of_ours_is_refused(written: WrittenWorld, selection: str) -> None:
    with pytest.raises(BadSelection):
        take(written.roadmap, chosen=[selection], by=written.ana, now=NOW)
    url = f"/deliverables/{written.roadmap.pk}/word/back/save/"
    assert enter(written.ana).post(url, {"take": selection}).status_code == 409
    assert Part.objects.count() == 0


def test_a_selection_cannot_reach_into_another_output(written: WrittenWorld) -> None:
    theirs = fill(written, written.plan)["stakeholders"][0]
    for is_new in (True, False):
        packed = json.dumps(["goals", str(theirs.key), is_new, "why", "Mine now", writing.digest_of("")])
        brought = take(written.roadmap, chosen=[packed], by=written.ana, now=NOW)
        assert (brought.saved, len(brought.left)) == (0, 1)
    theirs.refresh_from_db()
    assert "why" not in theirs.values


def test_a_document_blown_up_in_size_is_refused_before_it_is_read(written: WrittenWorld) -> None:
    def blow_up(document: Any) -> None:
        for _n in range(20_500):
            document.element.body.insert(
                0, docx.oxml.parse_xml('<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>')
            )

    with pytest.raises(Unreadable, match="too long"):
        seen(written, edited(made(written.roadmap), blow_up))


@needs_libreoffice
def test_a_copy_saved_by_libreoffice_is_recognised_all_the_same(written: WrittenWorld, tmp_path: Path) -> None:
    fill(written, written.roadmap)
    file = tmp_path / "copy.docx"
    file.write_bytes(edited(made(written.roadmap), answer("Why it matters here", MORE)))
    through = converted(file, "docx", tmp_path / "again").read_bytes()
    found = seen(written, through)
    assert [(each.kind, each.where, each.label) for each in found.proposals] == [
        ("replaced", "Goal 1", "Why it matters here")
    ]
    assert (found.strangers, found.missing) == ([], [])
    back = converted(converted(file, "odt", tmp_path / "odt"), "docx", tmp_path / "third").read_bytes()
    assert [each.label for each in seen(written, back).proposals] == ["Why it matters here"]


def test_a_draft_keeps_who_wrote_it(written: WrittenWorld) -> None:
    fill(written, written.roadmap, by=written.mara)
    found = seen(written, edited(made(written.roadmap), answer("Why it matters here", MORE)))
    take(written.roadmap, chosen=[found.proposals[0].packed], by=written.ana, now=NOW + timedelta(hours=1))
    draft = written.output().revisions.get()
    assert set(draft.writers.all()) == {written.ana, written.mara}
