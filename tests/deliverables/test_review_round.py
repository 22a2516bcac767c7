from __future__ import annotations

from datetime import date

import pytest

from deliverables.actions import drafts, handing_in, reviews
from deliverables.actions.drafts import TooManyFiles
from deliverables.actions.handing_in import NothingToSubmit
from deliverables.actions.reviews import RevisionOvertaken
from deliverables.models import Deliverable, Review, Revision
from deliverables.states import MOVES, STORED, State
from mailing.models import Message
from milestones.actions.obligations import waive
from milestones.models import Obligation
from milestones.states import Anchor, ObligationState
from tests.deliverables.world import LATER, NOW, World, upload
from tests.factories import ObligationFactory, RequirementFactory, SeatFactory
from workflow.models import Step
from workflow.moves import take
from workflow.refusals import NotAllowed, NotNow


def test_an_output_without_a_row_is_not_started(world: World) -> None:
    output = Deliverable.of(world.roadmap)
    assert (output.pk, output.shown_state, Deliverable.objects.count()) == (world.roadmap.pk, State.NOT_STARTED, 0)


def test_the_first_revision_fulfils_the_obligation_and_asking_for_changes_does_not_undo_it(world: World) -> None:
    output = world.hand_in()
    assert (output.pk, output.state) == (world.roadmap.pk, State.SUBMITTED)
    world.roadmap.refresh_from_db()
    assert (world.roadmap.state, world.roadmap.fulfilled_at) == (ObligationState.FULFILLED, NOW)

    reviews.ask_for_changes(world.latest(), by=world.staff, now=LATER, note="Goal 3 has no date.")
    world.roadmap.refresh_from_db()
    assert (world.roadmap.state, world.roadmap.fulfilled_at) == (ObligationState.FULFILLED, NOW)

    world.hand_in("Now with a date.", at=LATER)
    reviews.approve(world.latest(), by=world.staff, now=LATER)
    world.roadmap.refresh_from_db()
    assert (world.roadmap.fulfilled_at, world.latest().number) == (NOW, 2)
    assert Deliverable.objects.get().state == State.APPROVED


def test_history_tells_the_round_in_words(world: World) -> None:
    world.hand_in()
    reviews.ask_for_changes(world.latest(), by=world.staff, now=LATER, note="Goal 3 has no date.")
    world.hand_in(at=LATER)
    reviews.approve(world.latest(), by=world.colleague, now=LATER)
    steps = [(step.sentence, str(step.by)) for step in Step.objects.of(Deliverable.objects.get())]
    assert steps == [
        ("started a draft", "Ana Moldovan"),
        ("submitted", "Ana Moldovan"),
        ("asked for changes", "Sofia Brandt"),
        ("submitted", "Ana Moldovan"),
        ("approved", "Tom Berg"),
    ]


def test_a_draft_gathers_files_and_a_note_until_it_is_submitted(world: World) -> None:
    drafts.save_draft(world.roadmap, note="Begun", uploads=[upload("one.pdf")], by=world.ana, now=NOW)
    drafts.save_draft(world.roadmap, note="Nearly", uploads=[upload("two.pdf")], by=world.ana, now=NOW)
    draft = world.latest()
    assert (draft.number, draft.note, [str(each) for each in draft.files.all()]) == (
        1,
        "Nearly",
        ["one.pdf", "two.pdf"],
    )
    drafts.remove_file(draft.files.get(name="one.pdf"), by=world.ana, now=NOW)
    handing_in.submit(world.roadmap, note="Done", by=world.ana, now=NOW)
    assert [str(each) for each in world.latest().files.all()] == ["two.pdf"]
    assert Revision.objects.count() == 1


def test_what_was_submitted_stays(world: World) -> None:
    world.hand_in()
    before = world.latest().fingerprint()
    with pytest.raises(NotNow, match="Revision 1 was submitted"):
        drafts.remove_file(world.latest().files.get(), by=world.ana, now=NOW)
    drafts.save_draft(world.roadmap, note="More", uploads=[upload("more.pdf")], by=world.ana, now=LATER)
    assert (Revision.objects.get(number=1).fingerprint(), world.latest().number) == (before, 2)


def test_approval_freezes_what_was_read(world: World) -> None:
    world.hand_in()
    review = reviews.approve(world.latest(), by=world.staff, now=LATER)
    assert review.fingerprint == world.latest().fingerprint()
    world.latest().files.update(sha256="0" * 64)
    assert review.fingerprint != world.latest().fingerprint()


def test_an_approval_starts_the_clocks_that_count_from_it(world: World) -> None:
    requirement = RequirementFactory(
        module=world.roadmap.requirement.module,
        anchor=Anchor.APPROVED,
        anchor_requirement=world.roadmap.requirement,
        offset_months=1,
    )
    follows = ObligationFactory(requirement=requirement, participation=world.roadmap.participation, base_due_on=None)
    world.hand_in()
    reviews.approve(world.latest(), by=world.staff, now=LATER)
    follows.refresh_from_db()
    assert follows.effective_due_on == date(2026, 4, 23)


def test_nothing_is_handed_in_without_a_file(world: World) -> None:
    with pytest.raises(NothingToSubmit):
        handing_in.submit(world.roadmap, note="Only words", by=world.ana, now=NOW)
    assert Deliverable.objects.count() == 0


def test_a_revision_holds_ten_files(world: World) -> None:
    with pytest.raises(TooManyFiles):
        drafts.save_draft(world.roadmap, note="", uploads=[upload() for _ in range(11)], by=world.ana, now=NOW)


@pytest.mark.parametrize("who", ["staff", "radu", "nikos", "greta"])
def test_only_a_writing_seat_of_the_city_hands_in(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        world.hand_in(by=getattr(world, who))
    assert Deliverable.objects.count() == 0


def test_a_city_that_left_hands_in_nothing(world: World) -> None:
    participation = world.roadmap.participation
    participation.withdrawn_on, participation.withdrawal_reason = NOW.date(), "No people"
    participation.save()
    with pytest.raises(NotAllowed):
        world.hand_in()


def test_what_is_waived_is_not_handed_in(world: World) -> None:
    drafts.save_draft(world.roadmap, note="", by=world.ana, now=NOW)
    waive(world.roadmap, by=world.staff, now=NOW, reason="Merged with the plan.")
    with pytest.raises(NotNow, match="waived"):
        world.hand_in()
    with pytest.raises(NotNow, match="waived"):
        drafts.save_draft(world.roadmap, note="Still", by=world.ana, now=NOW)
    output = Deliverable.objects.get()
    assert (output.state, output.shown_state) == (State.DRAFT, State.WAIVED)


def test_a_newer_revision_in_between_is_told_politely(world: World) -> None:
    world.hand_in()
    read = world.latest()
    world.hand_in("A better one", at=LATER)
    with pytest.raises(RevisionOvertaken, match=r"Ana Moldovan submitted revision 2 .* after you opened revision 1"):
        reviews.approve(read, by=world.staff, now=LATER)
    assert (Review.objects.count(), Deliverable.objects.get().state) == (0, State.SUBMITTED)


def test_a_second_reviewer_learns_who_was_first(world: World) -> None:
    world.hand_in()
    reviews.approve(world.latest(), by=world.colleague, now=LATER)
    with pytest.raises(RevisionOvertaken, match="Tom Berg approved this revision"):
        reviews.ask_for_changes(world.latest(), by=world.staff, now=LATER, note="Too short")
    assert Review.objects.get().by == world.colleague


def test_a_draft_is_not_reviewed(world: World) -> None:
    drafts.save_draft(world.roadmap, note="", uploads=[upload()], by=world.ana, now=NOW)
    with pytest.raises(RevisionOvertaken, match="is a draft"):
        reviews.approve(world.latest(), by=world.staff, now=LATER)


def test_changes_are_asked_with_words(world: World) -> None:
    world.hand_in()
    with pytest.raises(NotNow) as refusal:
        reviews.ask_for_changes(world.latest(), by=world.staff, now=LATER, note="  ")
    assert refusal.value.field == "note"


@pytest.mark.parametrize("part", ["a seat of the city", "a seat that ended", "a file of it"])
def test_nobody_reviews_their_own(world: World, part: str) -> None:
    city = world.roadmap.participation.city
    if part == "a seat of the city":
        SeatFactory(city=city, user=world.staff, role="viewer")
    elif part == "a seat that ended":
        seat = SeatFactory(city=city, user=world.staff, role="deputy")
        world.hand_in(by=world.staff)
        seat.ended_on = NOW.date()
        seat.save()
    else:
        seat = SeatFactory(city=city, user=world.staff, role="deputy")
        drafts.save_draft(world.roadmap, note="", by=world.ana, now=NOW)
        drafts.save_draft(world.roadmap, note="", uploads=[upload()], by=world.staff, now=NOW)
        seat.delete()
    world.hand_in(at=LATER)
    with pytest.raises(NotAllowed):
        reviews.approve(world.latest(), by=world.staff, now=LATER)
    reviews.approve(world.latest(), by=world.colleague, now=LATER)
    with pytest.raises(NotAllowed):
        reviews.reopen(Deliverable.objects.get(), by=world.staff, now=LATER, note="Hm")


def test_an_approved_output_is_opened_again_only_with_a_reason(world: World) -> None:
    world.hand_in()
    reviews.approve(world.latest(), by=world.staff, now=LATER)
    with pytest.raises(NotNow, match="approved"):
        world.hand_in(at=LATER)
    output = Deliverable.objects.get()
    with pytest.raises(NotNow):
        reviews.reopen(output, by=world.staff, now=LATER, note="")
    assert reviews.reopen(output, by=world.staff, now=LATER, note="A wrong annex").state == State.CHANGES_ASKED
    assert "A wrong annex" in Message.objects.filter(kind="deliverable:opened_again")[0].text
    world.hand_in(at=LATER)
    reviews.approve(world.latest(), by=world.staff, now=LATER)
    assert Review.objects.count() == 2


def test_the_answer_is_mailed_once_to_every_seat_in_its_language(world: World) -> None:
    world.radu.language = "pt"
    world.radu.save()
    world.hand_in()
    reviews.ask_for_changes(world.latest(), by=world.staff, now=LATER, note="Goal 3 <b>has</b> no date & place.")
    mails = {mail.to: mail for mail in Message.objects.filter(kind="deliverable:changes_asked")}
    assert set(mails) == {world.ana.email, world.radu.email}
    assert mails[world.radu.email].language == "pt"
    mail = mails[world.ana.email]
    assert mail.subject == "[Action needed] Changes asked: Learning Roadmap"
    assert "Goal 3 <b>has</b> no date & place." in mail.text
    assert "Goal 3 &lt;b&gt;has&lt;/b&gt; no date &amp; place." in mail.html
    assert f"http://127.0.0.1:8000/deliverables/{world.roadmap.pk}/" in mail.text


@pytest.mark.parametrize("state", STORED)
@pytest.mark.parametrize("move", list(MOVES.moves))
def test_a_move_is_open_only_from_the_states_of_its_table(world: World, state: State, move: str) -> None:
    output = Deliverable.objects.create(obligation=world.roadmap, state=state)
    by = world.ana if move in ("start", "submit") else world.staff
    if move == "close":  # only what was approved once can be closed again
        world.approve_once(output)
    if state in MOVES[move].source:
        assert take(output, move, by=by, now=NOW, note="Because").state == MOVES[move].target
    else:
        with pytest.raises(NotNow):
            take(output, move, by=by, now=NOW, note="Because")
    assert Obligation.objects.get(pk=world.roadmap.pk).state == ObligationState.OPEN
