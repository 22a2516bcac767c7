"""Two people press at the same moment: one verdict, one mail for each seat, one step of history."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deliverables.actions import drafts, endorsing, reviews, threads
from deliverables.actions.reviews import Limits
from deliverables.models import Comment, Deliverable, Endorsement, Review, Revision
from mailing.models import Message
from reminders.actions import send_due
from tests.at_once import outcomes_at_once
from tests.deliverables.world import LATER, NOW, World, upload
from tests.deliverables.written import WrittenWorld, fill
from tests.factories import SeatFactory, UserFactory
from workflow.models import Step

ONE_SECTION = Limits(["governance"], LATER.date())
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_many_reviewers_give_one_verdict(world: World, sample: Callable[[int, int], int]) -> None:
    staff = [UserFactory(staff=True) for _ in range(sample(8, 50))]
    for number in range(sample(5, 200)):
        world.hand_in(at=NOW)
        revision = world.latest()
        acts = [
            (lambda by=by, revision=revision: reviews.approve(revision, by=by, now=LATER))
            if place % 2
            else (lambda by=by, revision=revision: reviews.ask_for_changes(revision, by=by, now=LATER, note="More"))
            for place, by in enumerate(staff)
        ]
        assert outcomes_at_once(*acts) == {"done": 1, "refused": len(staff) - 1}
        review = Review.objects.get(revision=revision)
        assert Deliverable.objects.get().state == review.verdict
        verdicts = Step.objects.of(Deliverable.objects.get()).filter(verb__in=["approve", "ask_for_changes"])
        mails = Message.objects.filter(kind__in=["deliverable:approved", "deliverable:changes_asked"])
        assert (verdicts.count(), mails.count()) == (number + 1, 2 * (number + 1))
        if review.verdict == "approved":
            reviews.reopen(Deliverable.objects.get(), by=staff[0], now=LATER, note="Next round")


def test_many_reviewers_of_a_form_give_one_verdict_with_one_set_of_limits(
    written: WrittenWorld, sample: Callable[[int, int], int]
) -> None:
    """Bar 12 of the promises: 200 rounds of 50 verdicts at once, on an output written in a form."""
    staff = [UserFactory(staff=True, second_factor=False) for _ in range(sample(8, 50))]
    fill(written, written.plan)
    for number in range(sample(5, 200)):
        revision = written.submit(written.plan, at=NOW)
        acts = [
            (lambda by=by, revision=revision: reviews.approve(revision, by=by, now=LATER))
            if place % 2
            else (
                lambda by=by, revision=revision: reviews.ask_for_changes(
                    revision, by=by, now=LATER, note="More", limits=ONE_SECTION
                )
            )
            for place, by in enumerate(staff)
        ]
        assert outcomes_at_once(*acts) == {"done": 1, "refused": len(staff) - 1}
        review, output = Review.objects.get(revision=revision), written.output(written.plan)
        asked = review.verdict == "changes_asked"
        assert (output.state, output.open_sections) == (review.verdict, ["governance"] if asked else None)
        verdicts = Step.objects.of(output).filter(verb__in=["approve", "ask_for_changes"]).count()
        mails = Message.objects.filter(kind__in=["deliverable:approved", "deliverable:changes_asked"]).count()
        assert (verdicts, mails) == (number + 1, 3 * (number + 1))
        if not asked:
            reviews.reopen(output, by=staff[0], now=LATER, note="Next round")


def test_the_pilot_side_endorses_once_however_many_press(
    written: WrittenWorld, sample: Callable[[int, int], int]
) -> None:
    kozani = written.nikos.seats.get().city
    people = [written.nikos, *(SeatFactory(city=kozani, role="second").user for _ in range(sample(5, 20)))]
    fill(written, written.roadmap)
    for number in range(sample(4, 50)):
        revision = written.submit(at=NOW)
        acts = [lambda by=by, revision=revision: endorsing.endorse(revision, by=by, now=LATER) for by in people]
        assert outcomes_at_once(*acts) == {"done": 1, "refused": len(people) - 1}
        output = written.output()
        steps = Step.objects.of(output).filter(verb="endorse").count()
        mails = Message.objects.filter(kind="deliverable:endorsed").count()
        assert (Endorsement.objects.count(), steps, mails) == (number + 1, number + 1, 3 * (number + 1))
        reviews.ask_for_changes(revision, by=written.staff, now=LATER, note="Next round")


def test_an_approval_and_an_endorsement_or_a_newer_revision_at_once_never_lock_each_other_out(
    written: WrittenWorld,
) -> None:
    fill(written, written.plan)
    for _again in range(5):
        read = written.submit(written.plan, at=NOW)
        outcomes_at_once(
            lambda read=read: reviews.approve(read, by=written.staff, now=LATER),
            lambda: written.submit(written.plan, at=LATER),
            lambda: send_due(now=LATER, on=LATER.date()),
        )
        output = written.output(written.plan)
        latest = output.revisions.submitted().latest("number")
        if output.state == "approved":
            assert (latest, latest.review.by) == (read, written.staff)
            reviews.reopen(output, by=written.staff, now=LATER, note="Next round")
        else:
            assert (output.state, latest.number) == ("submitted", read.number + 1)
            reviews.ask_for_changes(latest, by=written.staff, now=LATER, note="Next round")


def test_a_comment_sent_twice_at_once_is_said_once_and_resolved_once(world: World) -> None:
    world.hand_in()
    say = [
        lambda: threads.open_thread(world.roadmap, audience="city", text="How many?", by=world.staff, now=NOW)
        for _ in range(5)
    ]
    assert outcomes_at_once(*say) == {"done": 5}
    thread = Comment.objects.get().thread
    settle = [lambda by=by: threads.resolve(thread, by=by, now=LATER) for by in (world.ana, world.staff, world.radu)]
    assert outcomes_at_once(*settle) == {"done": 1, "refused": 2}
    assert Message.objects.filter(kind="deliverable:comment").count() == 2


def test_two_colleagues_who_begin_at_once_share_one_draft(world: World) -> None:
    acts = [
        lambda: drafts.save_draft(world.roadmap, note="", uploads=[upload()], by=world.ana, now=NOW) for _ in range(6)
    ]
    assert outcomes_at_once(*acts) == {"done": 6}
    assert (Deliverable.objects.count(), Revision.objects.get().files.count()) == (1, 6)


def test_a_verdict_and_a_newer_revision_at_once_never_contradict_each_other(world: World) -> None:
    for _again in range(5):
        world.hand_in()
        read = world.latest()
        outcomes_at_once(
            lambda read=read: reviews.ask_for_changes(read, by=world.staff, now=LATER, note="More"),
            lambda: world.hand_in("Newer", at=LATER),
        )
        output, latest = Deliverable.objects.get(), world.latest()
        assert (latest.number, output.state) == (read.number + 1, "submitted")
        world.colleague.refresh_from_db()
        reviews.ask_for_changes(latest, by=world.colleague, now=LATER, note="Next round")
