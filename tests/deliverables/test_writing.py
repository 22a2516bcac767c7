"""Writing in the form: who may, where, and that nobody's words are lost on the way."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from cohorts.actions.forms import keep_forms
from deliverables.actions import drafts, handing_in, reviews, writing
from deliverables.actions.handing_in import LateWithoutReason, StillMissing
from deliverables.actions.reviews import Limits
from deliverables.actions.writing import NoSuchPlace, TooLong
from deliverables.content.document import of_revision
from deliverables.models import Part, Revision
from deliverables.reading import Reading
from goals.models import LearningGoal
from milestones.models import Obligation
from tests.deliverables.world import LATER, NOW, upload
from tests.deliverables.written import WrittenWorld, fill
from workflow.refusals import NotAllowed, NotNow

PATIENT = NOW + timedelta(days=11)
"""When the programme team need not wait for the pilot side any longer."""


def only(obligation: Obligation, section: str) -> Part:
    """The one part of a section as somebody sees it who opens it for the first time."""
    return Part(key=Part.only_key(obligation.pk, section), section=section)


def reading(world: WrittenWorld) -> Reading:
    return Reading(world.output(), world.ana, [], {"submit"}, LATER)


def test_every_filled_output_can_be_submitted(written: WrittenWorld) -> None:
    for owed in (written.roadmap, written.plan, written.assessment, written.actions, written.info):
        fill(written, owed)
        assert written.submit(owed).content


def test_two_people_fill_different_answers_of_one_part(written: WrittenWorld) -> None:
    seen = only(written.roadmap, "context")
    written.write(written.roadmap, seen, by=written.ana, situation="A small town")
    saved = written.write(written.roadmap, seen, by=written.mara, obstacles="Money")
    assert saved.conflicts == []
    assert Part.objects.get().values == {"situation": "A small town", "obstacles": "Money"}
    assert set(Revision.objects.get().writers.all()) == {written.ana, written.mara}


def test_a_newer_text_is_not_overwritten_and_its_writer_is_named(written: WrittenWorld) -> None:
    seen = only(written.roadmap, "context")
    written.write(written.roadmap, seen, by=written.mara, situation="Mara's text")
    written.write(written.roadmap, seen, by=written.ana, at=LATER, obstacles="Ana wrote here last")
    (conflict,) = written.write(written.roadmap, seen, by=written.ana, at=LATER, situation="Ana's text").conflicts
    assert (conflict.yours, conflict.theirs) == ("Ana's text", "Mara's text")
    assert (conflict.by, conflict.at) == (written.mara, NOW)
    assert Part.objects.get().values["situation"] == "Mara's text"


def test_the_same_text_twice_is_no_conflict(written: WrittenWorld) -> None:
    seen = only(written.roadmap, "context")
    for _again in range(2):
        assert written.write(written.roadmap, seen, situation="A small town").conflicts == []


def test_a_conflict_in_one_answer_does_not_keep_the_others_from_being_saved(written: WrittenWorld) -> None:
    seen = only(written.roadmap, "context")
    written.write(written.roadmap, seen, by=written.mara, situation="Mara's text")
    saved = written.write(written.roadmap, seen, situation="Ana's text", strengths="Schools")
    assert [each.field for each in saved.conflicts] == ["situation"]
    assert Part.objects.get().values == {"situation": "Mara's text", "strengths": "Schools"}


def test_a_row_that_was_taken_out_takes_no_text_until_it_is_back(written: WrittenWorld) -> None:
    row = writing.add_row(written.roadmap, section="goals", by=written.ana, now=NOW, values={"question": "Who?"})
    writing.drop_row(written.roadmap, key=row.key, by=written.mara, now=NOW)
    with pytest.raises(NoSuchPlace, match="Somebody took this row out"):
        written.write(written.roadmap, row, question="Who decides?")
    writing.bring_back(written.roadmap, key=row.key, by=written.ana, now=NOW)
    written.write(written.roadmap, row, question="Who decides?")
    assert Part.objects.get().values["question"] == "Who decides?"


@pytest.mark.parametrize(
    ("section", "key", "field", "refusal"),
    [
        ("no-such", None, "situation", NoSuchPlace),
        ("context", None, "no_such", NoSuchPlace),
        ("context", uuid4(), "situation", NoSuchPlace),
        ("goals", uuid4(), "question", NoSuchPlace),
    ],
)
def test_text_for_a_place_that_the_form_does_not_have_is_refused(
    written: WrittenWorld, section: str, key: UUID | None, field: str, refusal: type[Exception]
) -> None:
    part = Part(key=key or Part.only_key(written.roadmap.pk, section), section=section)
    with pytest.raises(refusal):
        written.write(written.roadmap, part, **{field: "Text"})
    assert not Part.objects.exists()


def test_an_answer_has_an_end(written: WrittenWorld) -> None:
    with pytest.raises(TooLong, match="longer than 20000 characters"):
        written.write(written.roadmap, only(written.roadmap, "context"), situation="a" * 20_001)


def test_a_part_of_another_city_cannot_be_written_through_ones_own_output(written: WrittenWorld) -> None:
    theirs = writing.add_row(written.plan_of_koln, section="goals", by=written.greta, now=NOW, values={"question": "?"})
    with pytest.raises(NoSuchPlace):
        written.write(written.roadmap, theirs, question="Mine now")
    with pytest.raises(NoSuchPlace):
        writing.drop_row(written.roadmap, key=theirs.key, by=written.ana, now=NOW)


@pytest.mark.parametrize("who", ["radu", "nikos", "greta", "staff"])
def test_only_writing_seats_of_the_city_write(written: WrittenWorld, who: str) -> None:
    outsider = getattr(written, who)
    with pytest.raises(NotAllowed):
        written.write(written.roadmap, only(written.roadmap, "context"), by=outsider, situation="No")
    with pytest.raises(NotAllowed):
        writing.add_row(written.roadmap, section="goals", by=outsider, now=NOW)
    written.write(written.roadmap, only(written.roadmap, "context"), situation="Begun")
    with pytest.raises(NotAllowed):
        writing.come_in(written.output(), part=uuid4(), by=outsider, now=NOW)


def test_only_the_named_sections_can_change_and_only_until_the_day(written: WrittenWorld, shelf: object) -> None:
    parts = fill(written, written.roadmap)
    revision = written.submit()
    limits = Limits(["goals"], date(2026, 4, 20))
    reviews.ask_for_changes(revision, by=written.staff, now=PATIENT, note="Dates", limits=limits)
    with pytest.raises(NotNow, match="“Where we start” is closed"):
        written.write(written.roadmap, parts["context"][0], situation="Changed")
    place = drafts.Place("context", parts["context"][0].key)
    with pytest.raises(NotNow, match="is closed"):
        drafts.attach(written.roadmap, place=place, uploads=[upload()], by=written.ana, now=PATIENT)
    written.write(written.roadmap, parts["goals"][0], at=LATER, question="Who decides on the heat price?")


def test_an_output_that_was_opened_again_closes_by_itself(written: WrittenWorld) -> None:
    parts = fill(written, written.roadmap)
    reviews.approve(written.submit(), by=written.staff, now=PATIENT)
    goal = parts["goals"][0]
    with pytest.raises(NotNow, match="approved"):
        written.write(written.roadmap, goal, question="Changed")
    until = Limits(None, NOW.date())
    reviews.reopen(written.output(), by=written.colleague, now=NOW, note="A wrong date", limits=until)
    written.write(written.roadmap, goal, question="Changed")
    with pytest.raises(NotNow, match="was open until"):
        written.write(written.roadmap, Part.objects.get(pk=goal.pk), at=NOW + timedelta(days=1), question="Again")


def test_submitting_freezes_what_was_written_and_the_next_is_begun_on_purpose(written: WrittenWorld) -> None:
    parts = fill(written, written.roadmap)
    revision, goal = written.submit(), parts["goals"][0]
    with pytest.raises(NotNow, match="Begin the next one"):
        written.write(written.roadmap, goal, at=LATER, question="Changed afterwards")
    writing.begin_next(written.roadmap, by=written.mara, now=LATER)
    written.write(written.roadmap, goal, at=LATER, question="Changed afterwards")
    frozen = of_revision(Revision.objects.select_related("form").get(pk=revision.pk)).row(goal.key)
    assert frozen
    assert frozen.values["question"] == goal.values["question"]
    assert written.submit(at=LATER).number == 2


def test_the_goals_of_a_submitted_roadmap_are_kept(written: WrittenWorld) -> None:
    parts = fill(written, written.roadmap)
    assert not LearningGoal.objects.exists()
    written.submit()
    assert set(LearningGoal.objects.values_list("pk", flat=True)) == {each.key for each in parts["goals"]}


def test_nothing_is_submitted_while_something_blocks(written: WrittenWorld) -> None:
    written.write(written.roadmap, only(written.roadmap, "context"), situation="A small town")
    with pytest.raises(StillMissing, match=r"things are still missing, the first: What stops us today is empty"):
        written.submit()
    assert written.output().state == "draft"


def test_a_late_output_needs_a_word_and_then_counts_from_now(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    late = written.roadmap.due_at + timedelta(minutes=1)
    with pytest.raises(LateWithoutReason):
        written.submit(at=late)
    handing_in.submit(written.roadmap, note="", by=written.ana, now=late, late_reason="Elections.")
    written.roadmap.refresh_from_db()
    assert written.roadmap.fulfilled_at == late
    assert written.latest().late_reason == "Elections."


def test_answers_outlive_a_change_of_the_form(written: WrittenWorld) -> None:
    """A question and a section go: what stood there is shown apart, and the submitted revision still has its place."""
    fill(written, written.roadmap)
    revision = written.submit()
    cohort = written.roadmap.requirement.cohort
    form = dict(cohort.forms["learning-roadmap"])
    context, goals, _people = form["sections"]
    kept = [each for each in context["fields"] if each["slug"] != "strengths"]
    form["sections"] = [{**context, "fields": kept}, goals]
    cohort.form_book = keep_forms({**cohort.forms, "learning-roadmap": form})
    cohort.save()

    seen = reading(written)
    (where_we_start,) = seen.document.chapters[0].rows
    assert list(where_we_start.left_over()) == ["strengths"]
    (people,) = seen.homeless
    assert people.section == "people"
    before = of_revision(Revision.objects.select_related("form").get(pk=revision.pk))
    assert before.chapter("people")
    assert "strengths" in [each.slug for each in before.chapters[0].section.fields]


def test_a_row_keeps_its_place_when_two_are_moved(written: WrittenWorld) -> None:
    a, b, c = (writing.add_row(written.roadmap, section="goals", by=written.ana, now=NOW) for _ in range(3))
    writing.move_row(written.roadmap, key=c.key, by=written.ana, now=NOW, up=True)
    writing.move_row(written.roadmap, key=a.key, by=written.mara, now=NOW, up=True)
    assert [each.key for each in Part.objects.order_by("position")] == [a.key, c.key, b.key]
