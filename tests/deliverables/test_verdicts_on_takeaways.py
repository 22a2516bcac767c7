"""An assessment is not approved while a takeaway lacks its verdict; staff can waive one, and say why."""

from __future__ import annotations

import pytest

from deliverables.actions import reviews, waiving, writing
from deliverables.actions.reviews import BadAnswer
from deliverables.models import Revision, VerdictWaiver
from tests.deliverables.test_rows_from_the_thread import take_home, wait
from tests.deliverables.world import LATER, NOW, enter, upload
from tests.deliverables.written import WrittenWorld, fill
from visits.actions import takeaways
from visits.models import Takeaway
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db
WHY = "The pilot city has given the tariff up."


def assess(world: WrittenWorld, *judged: Takeaway) -> Revision:
    """Hand in an assessment whose rows name these takeaways, in their order."""
    rows = fill(world, world.assessment)["practices"]
    for n, row in enumerate(rows):
        takeaway = str(judged[n].pk) if n < len(judged) else ""
        world.write(world.assessment, row, takeaway=takeaway, verdict="adapt")
    return world.submit(world.assessment)


def waive(world: WrittenWorld, revision: Revision, *which: Takeaway, why: str = WHY) -> list[VerdictWaiver]:
    numbers = [each.pk for each in which]
    return waiving.waive_verdicts(revision, takeaways=numbers, reason=why, by=world.staff, now=LATER)


def test_approval_waits_for_the_verdict_on_every_takeaway(written: WrittenWorld) -> None:
    tariff, pipes = take_home(written, "A social tariff", "Pipes at 70 degrees")
    revision = assess(written, tariff)
    with pytest.raises(NotNow) as refused:
        reviews.approve(revision, by=written.staff, now=LATER)
    assert str(refused.value) == (
        "Revision 1 has no verdict on the takeaway “Pipes at 70 degrees” (In Kozani). "
        "Ask for changes, or waive it with a reason."
    )
    assert written.output(written.assessment).state == "submitted"
    writing.begin_next(written.assessment, by=written.ana, now=NOW)
    (row,) = writing.take_in(written.assessment, section="practices", by=written.ana, now=NOW)
    first = written.output(written.assessment).parts.filter(section="practices").order_by("position")[0]
    written.write(written.assessment, row, **{**first.values, "takeaway": str(pipes.pk)})
    reviews.approve(written.submit(written.assessment), by=written.staff, now=LATER)


def test_two_that_are_missing_are_counted_and_the_first_is_named(written: WrittenWorld) -> None:
    take_home(written, "A social tariff", "Pipes at 70 degrees")
    with pytest.raises(NotNow, match="no verdict on 2 takeaways, the first: “A social tariff”"):
        reviews.approve(assess(written), by=written.staff, now=LATER)


def test_a_takeaway_that_was_dropped_needs_no_verdict(written: WrittenWorld) -> None:
    (tariff,) = take_home(written, "A social tariff")
    takeaways.drop(tariff, by=written.ana, now=NOW)
    reviews.approve(assess(written), by=written.staff, now=LATER)


def test_a_whole_document_judges_nothing_until_it_is_waived(written: WrittenWorld) -> None:
    from deliverables.actions import handing_in  # noqa: PLC0415 - beside its only use

    (tariff,) = take_home(written, "A social tariff")
    handing_in.submit(written.assessment, note="", uploads=[upload()], by=written.ana, now=NOW)
    revision = Revision.objects.get(deliverable=written.assessment.pk)
    with pytest.raises(NotNow):
        reviews.approve(revision, by=written.staff, now=LATER)
    waive(written, revision, tariff)
    reviews.approve(revision, by=written.staff, now=LATER)


def test_changes_can_be_asked_for_without_any_verdict(written: WrittenWorld) -> None:
    take_home(written, "A social tariff")
    reviews.ask_for_changes(assess(written), by=written.staff, now=LATER, note="Judge the tariff, too.")


def test_a_waiver_opens_the_approval_and_stands_in_the_history_with_its_reason(written: WrittenWorld) -> None:
    (tariff,) = take_home(written, "A social tariff")
    revision = assess(written)
    waive(written, revision, tariff)
    assert wait(written.assessment, "practices") == []
    step = Step.objects.of(written.output(written.assessment)).get(verb="waive_verdict")
    assert (step.sentence, step.note, step.by) == ("waived the verdict on “A social tariff”", WHY, written.staff)
    reviews.approve(revision, by=written.staff, now=LATER)


@pytest.mark.parametrize("why", ["", "  "])
def test_no_verdict_is_waived_without_a_reason(written: WrittenWorld, why: str) -> None:
    (tariff,) = take_home(written, "A social tariff")
    with pytest.raises(BadAnswer, match="Say why"):
        waive(written, assess(written), tariff, why=why)
    assert not VerdictWaiver.objects.exists()


def test_what_has_its_verdict_is_not_waived(written: WrittenWorld) -> None:
    tariff, _pipes = take_home(written, "A social tariff", "Pipes at 70 degrees")
    with pytest.raises(BadAnswer, match="have no verdict yet"):
        waive(written, assess(written, tariff), tariff)


@pytest.mark.parametrize("who", ["ana", "nikos"])
def test_only_staff_without_a_part_in_it_waive(written: WrittenWorld, who: str) -> None:
    (tariff,) = take_home(written, "A social tariff")
    revision, person = assess(written), getattr(written, who)
    with pytest.raises(NotAllowed):
        waiving.waive_verdicts(revision, takeaways=[tariff.pk], reason=WHY, by=person, now=LATER)
    address = f"/deliverables/{written.assessment.pk}/waive-verdicts/"
    assert enter(person).post(address, {"takeaways": str(tariff.pk), "reason": WHY}).status_code == 403


def test_staff_read_what_is_missing_waive_it_on_the_page_and_approve(written: WrittenWorld) -> None:
    (tariff,) = take_home(written, "A social tariff")
    revision = assess(written)
    desk, room = enter(written.staff), f"/deliverables/{written.assessment.pk}/"
    assert "no verdict on the takeaway “A social tariff”" in desk.get(room).content.decode()
    refused = desk.post(f"{room}approve/", {"revision": revision.pk})
    assert (refused.status_code, "Ask for changes, or waive it" in refused.content.decode()) == (400, True)
    said = {"revision": revision.pk, "takeaways": str(tariff.pk)}
    assert desk.post(f"{room}waive-verdicts/", said).status_code == 400
    assert desk.post(f"{room}waive-verdicts/", {**said, "reason": WHY}).status_code == 302
    for reader in (desk, enter(written.ana)):
        assert WHY in reader.get(room).content.decode()
    assert WHY not in enter(written.nikos).get(room).content.decode()
    assert desk.post(f"{room}approve/", {"revision": revision.pk}).status_code == 302


def test_a_verdict_is_asked_for_again_but_not_of_a_revision_that_was_approved(written: WrittenWorld) -> None:
    (tariff,) = take_home(written, "A social tariff")
    revision = assess(written)
    waive(written, revision, tariff)
    desk, room = enter(written.staff), f"/deliverables/{written.assessment.pk}/"
    assert "Ask for the verdict again" in desk.get(room).text
    assert "Ask for the verdict again" not in enter(written.ana).get(room).text
    assert desk.post(f"{room}ask-verdict/", {"takeaway": str(tariff.pk)}).status_code == 302
    step = Step.objects.of(written.output(written.assessment)).get(verb="ask_verdict")
    assert step.sentence == "asked again for the verdict on “A social tariff”"
    with pytest.raises(NotNow, match="has no verdict on the takeaway"):
        reviews.approve(revision, by=written.staff, now=LATER)
    waive(written, revision, tariff)
    reviews.approve(revision, by=written.staff, now=LATER)
    with pytest.raises(NotNow, match="approved without the verdict"):
        waiving.ask_again(written.output(written.assessment), takeaway=tariff.pk, by=written.staff, now=LATER)
    reviews.reopen(written.output(written.assessment), note="A date", by=written.staff, now=LATER)
    assert "Ask for the verdict again" not in desk.get(room).text
    with pytest.raises(NotNow, match="when the next one is handed in"):
        waiving.ask_again(written.output(written.assessment), takeaway=tariff.pk, by=written.staff, now=LATER)


@pytest.mark.parametrize("which", ["", "7", "x" * 5000, "6f1d3c1e-0000-4000-8000-000000000000"])
def test_of_what_was_not_waived_nothing_is_taken_back(written: WrittenWorld, which: str) -> None:
    (tariff,) = take_home(written, "A social tariff")
    waive(written, assess(written), tariff)
    address = f"/deliverables/{written.assessment.pk}/ask-verdict/"
    assert enter(written.staff).post(address, {"takeaway": which}).status_code in {400, 404}
    assert VerdictWaiver.objects.count() == 1
