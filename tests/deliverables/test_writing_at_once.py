"""Several people write at the same moment: every word arrives, or its writer is told; a submission cuts cleanly."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from accounts.models import User
from deliverables.actions import handing_in, writing
from deliverables.actions.writing import Change, digest_of
from deliverables.content.document import of_revision
from deliverables.models import Part, Revision
from tests.at_once import at_once
from tests.deliverables.world import LATER, NOW
from tests.deliverables.written import WrittenWorld, fill
from tests.factories import TakeawayFactory, VisitFactory
from workflow.refusals import NotNow

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def type_on(world: WrittenWorld, part: Part, by: User, field: str, texts: list[str]) -> list[writing.Saved]:
    """One person types: each save starts from what the last one left."""
    was, saved = digest_of(part.values.get(field, "")), []
    for text in texts:
        changes = {field: Change(text, was)}
        saved.append(writing.save(world.roadmap, section=part.section, key=part.key, changes=changes, by=by, now=NOW))
        was = digest_of(text)
    return saved


def test_two_people_in_one_part_lose_nothing(written: WrittenWorld, sample: Callable[[int, int], int]) -> None:
    part = Part(key=Part.only_key(written.roadmap.pk, "context"), section="context")
    hands = [(written.ana, "situation"), (written.mara, "strengths"), (written.ana, "obstacles")]
    texts = [f"{'word ' * number}end" for number in range(sample(25, 200))]
    answers = at_once(*((lambda by=by, field=field: type_on(written, part, by, field, texts)) for by, field in hands))
    assert all(each.conflicts == [] for saved in answers for each in saved)  # type: ignore[attr-defined]
    assert Part.objects.get().values == dict.fromkeys(("situation", "strengths", "obstacles"), texts[-1])
    assert set(Revision.objects.get().writers.all()) == {written.ana, written.mara}


def test_of_two_texts_for_one_answer_one_is_kept_and_the_other_comes_back(
    written: WrittenWorld, sample: Callable[[int, int], int]
) -> None:
    part = Part(key=Part.only_key(written.roadmap.pk, "context"), section="context")
    for _round in range(sample(10, 100)):
        began = Part.objects.filter(pk=part.pk).first() or part
        acts = [
            (lambda by=by, began=began, text=f"{by.name} {_round}": type_on(written, began, by, "situation", [text])[0])
            for by in (written.ana, written.mara)
        ]
        first, second = at_once(*acts)
        conflicts = [*first.conflicts, *second.conflicts]  # type: ignore[attr-defined]
        (lost,) = conflicts
        kept = Part.objects.get().values["situation"]
        assert {kept, lost.yours} == {f"Ana Moldovan {_round}", f"Mara Ionescu {_round}"}
        assert lost.theirs == kept


def test_what_is_typed_while_somebody_submits_is_in_the_revision_or_is_refused(
    written: WrittenWorld, sample: Callable[[int, int], int]
) -> None:
    goal = fill(written, written.roadmap)["goals"][0]
    numbers = count()
    for _round in range(sample(10, 100)):
        question = f"Who decides on the price number {next(numbers)}?"
        began = Part.objects.get(pk=goal.pk)

        def save(question: str = question, began: Part = began) -> bool:
            try:
                type_on(written, began, written.mara, "question", [question])
            except NotNow:
                return False
            return True

        is_saved, _submitted = at_once(
            save, lambda: handing_in.submit(written.roadmap, note="", by=written.ana, now=NOW)
        )
        last = Revision.objects.submitted().select_related("form").latest("number")
        row = of_revision(last).row(goal.key)
        assert row
        assert (row.values["question"] == question) == is_saved
        assert (Part.objects.get(pk=goal.pk).values["question"] == question) == is_saved
        writing.begin_next(written.roadmap, by=written.ana, now=LATER)


def test_many_who_begin_an_output_at_once_share_one_draft(written: WrittenWorld) -> None:
    acts = [
        lambda n=n: writing.add_row(
            written.roadmap, section="goals", by=written.ana, now=NOW, values={"question": f"Question {n}?"}
        )
        for n in range(6)
    ]
    at_once(*acts)
    assert Part.objects.count() == 6
    assert sorted(Part.objects.values_list("position", flat=True)) == list(range(6))
    assert Revision.objects.count() == 1


def test_two_who_take_in_the_takeaways_at_once_make_each_row_once(
    written: WrittenWorld, sample: Callable[[int, int], int]
) -> None:
    alba = written.assessment.participation
    visit = VisitFactory(cohort=alba.cohort, guests=[alba.city])
    for _round in range(sample(5, 50)):
        TakeawayFactory.create_batch(3, visit=visit, participation=alba, by=written.ana)
        acts = [
            lambda by=by: writing.take_in(written.assessment, section="practices", by=by, now=NOW)
            for by in (written.ana, written.mara, written.ana)
        ]
        assert sorted(len(rows) for rows in at_once(*acts)) == [0, 0, 3]
        rows = Part.objects.filter(deliverable=written.assessment.pk)
        assert rows.count() == len({row.values["takeaway"] for row in rows}) == 3 * (_round + 1)
