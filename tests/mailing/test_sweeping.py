import pytest
from django.utils import timezone

from mailing import actions, delivery, tasks
from mailing.models import Message
from mailing.states import HAND_OVER, State
from tests.factories import UserFactory
from tests.mailing.outbox import let_leases_expire, states
from workflow.models import Step
from workflow.refusals import Refusal

pytestmark = pytest.mark.django_db


def stop_in_the_hand_over(worker="stopped"):
    """A worker that died after it began to hand over its first mail."""
    first, *_rest = delivery.claim(worker, 50)
    delivery.make(HAND_OVER, Message.objects.filter(pk=first.pk))
    return first


def test_what_a_stopped_worker_had_claimed_is_due_again_and_what_it_was_sending_is_in_doubt(fill):
    fill(3)
    stop_in_the_hand_over()
    delivery.sweep()
    assert sorted(states().values()) == [State.CLAIMED, State.CLAIMED, State.HANDING_OVER]
    let_leases_expire()
    delivery.sweep()
    assert sorted(states().values()) == [State.DUE, State.DUE, State.IN_DOUBT]


def test_a_security_mail_of_a_stopped_worker_is_sent_again(fill):
    fill(1, urgent=True)
    stop_in_the_hand_over()
    let_leases_expire()
    delivery.sweep()
    assert states() == {"mail-0@example.org": State.DUE}


def test_a_second_sweeper_changes_nothing(fill):
    fill(3)
    stop_in_the_hand_over()
    let_leases_expire()
    delivery.sweep()
    once = list(Message.objects.values())
    delivery.sweep()
    assert list(Message.objects.values()) == once


def test_the_sweeper_sends_what_nobody_rang_for(fill, mailoutbox):
    fill(3)
    tasks.sweep()
    assert len(mailoutbox) == 3


def test_a_worker_that_wakes_may_still_say_that_the_mail_was_accepted(fill):
    fill(1)
    row = stop_in_the_hand_over("paused")
    let_leases_expire()
    delivery.sweep()
    delivery._settle(delivery.ACCEPT, row, "paused")
    assert states() == {"mail-0@example.org": State.ACCEPTED}


def test_a_worker_that_wakes_has_no_say_once_the_mail_is_somebody_elses(fill):
    fill(1)
    row = stop_in_the_hand_over("paused")
    let_leases_expire()
    delivery.sweep()
    actions.settle(Message.objects.get(), by=UserFactory(staff=True), now=timezone.now(), as_sent=False)
    delivery._settle(delivery.ACCEPT, row, "paused")
    assert states() == {"mail-0@example.org": State.DUE}


@pytest.mark.parametrize(("as_sent", "state"), [(True, State.ACCEPTED), (False, State.DUE)])
def test_staff_settle_a_mail_in_doubt_and_the_history_names_them(fill, as_sent, state):
    fill(1, state=State.IN_DOUBT)
    staff = UserFactory(staff=True)
    mail = actions.settle(Message.objects.get(), by=staff, now=timezone.now(), as_sent=as_sent)
    assert mail.state == state
    assert [step.by for step in Step.objects.of(mail)] == [staff]


def test_nobody_else_settles_a_mail(fill):
    fill(1, state=State.IN_DOUBT)
    with pytest.raises(Refusal):
        actions.settle(Message.objects.get(), by=UserFactory(), now=timezone.now(), as_sent=True)
    assert states() == {"mail-0@example.org": State.IN_DOUBT}


def test_a_mail_that_came_back_can_be_sent_again_from_the_first_attempt(fill, mailoutbox):
    fill(1, state=State.BOUNCED, attempts=9)
    actions.retry(Message.objects.get(), by=UserFactory(staff=True), now=timezone.now())
    delivery.deliver_due()
    assert (Message.objects.get().attempts, len(mailoutbox)) == (1, 1)


def test_an_accepted_mail_is_never_sent_again(fill):
    fill(1)
    delivery.deliver_due()
    with pytest.raises(Refusal):
        actions.retry(Message.objects.get(), by=UserFactory(staff=True), now=timezone.now())
