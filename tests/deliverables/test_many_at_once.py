"""Two people press at the same moment: one verdict, one mail for each seat, one step of history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from deliverables.actions import drafts, reviews
from deliverables.models import Deliverable, Review, Revision
from mailing.models import Message
from tests.deliverables.world import LATER, NOW, World, upload
from tests.factories import UserFactory
from workflow.models import Step
from workflow.refusals import Refusal

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def all_at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Run every act in a thread and a database connection of its own, released together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait()
            act()
        except Refusal:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


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
        assert all_at_once(*acts) == {"done": 1, "refused": len(staff) - 1}
        review = Review.objects.get(revision=revision)
        assert Deliverable.objects.get().state == review.verdict
        verdicts = Step.objects.of(Deliverable.objects.get()).filter(verb__in=["approve", "ask_for_changes"])
        mails = Message.objects.filter(kind__in=["deliverable:approved", "deliverable:changes_asked"])
        assert (verdicts.count(), mails.count()) == (number + 1, 2 * (number + 1))
        if review.verdict == "approved":
            reviews.reopen(Deliverable.objects.get(), by=staff[0], now=LATER, note="Next round")


def test_two_colleagues_who_begin_at_once_share_one_draft(world: World) -> None:
    acts = [
        lambda: drafts.save_draft(world.roadmap, note="", uploads=[upload()], by=world.ana, now=NOW) for _ in range(6)
    ]
    assert all_at_once(*acts) == {"done": 6}
    assert (Deliverable.objects.count(), Revision.objects.get().files.count()) == (1, 6)


def test_a_verdict_and_a_newer_revision_at_once_never_contradict_each_other(world: World) -> None:
    for _again in range(5):
        world.hand_in()
        read = world.latest()
        all_at_once(
            lambda read=read: reviews.ask_for_changes(read, by=world.staff, now=LATER, note="More"),
            lambda: world.hand_in("Newer", at=LATER),
        )
        output, latest = Deliverable.objects.get(), world.latest()
        assert (latest.number, output.state) == (read.number + 1, "submitted")
        world.colleague.refresh_from_db()
        reviews.ask_for_changes(latest, by=world.colleague, now=LATER, note="Next round")
