"""What opens an account is in the hands of its owner alone: once sent, the outbox no longer holds it."""

import pytest
from django.utils import timezone

from mailing import actions, delivery
from mailing.models import Message
from mailing.states import State
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def words(key):
    row = Message.objects.get(key=key)
    return row.state, bool(row.text), bool(row.html)


def test_once_accepted_a_security_mail_keeps_no_words_and_other_mails_do(put, sink):
    put("reset:1", urgent=True)
    put("reminder:1")
    delivery.deliver_due()
    assert "/deliverables/41/" in sink.messages[0].get_body(("plain",)).get_content()
    assert (words("reset:1"), words("reminder:1")) == ((State.ACCEPTED, False, False), (State.ACCEPTED, True, True))
    assert Message.objects.get(key="reset:1").subject


def test_while_it_may_have_to_be_sent_again_it_keeps_its_words(put, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "mailing.backends.Relay", "127.0.0.1", 1
    put("reset:1", urgent=True)
    delivery.deliver_due()
    assert words("reset:1") == (State.DUE, True, True)


def test_where_mails_are_kept_as_files_staff_still_read_them(put, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "mailing.backends.Folder", tmp_path
    put("reset:1", urgent=True)
    delivery.deliver_due()
    assert words("reset:1") == (State.ACCEPTED, True, True)


def test_the_words_go_as_well_when_somebody_says_that_it_arrived(put):
    mail = put("reset:1", urgent=True)
    Message.objects.filter(pk=mail.pk).update(state=State.IN_DOUBT)
    mail.refresh_from_db()
    actions.settle(mail, by=UserFactory(staff=True), now=timezone.now(), as_sent=True)
    assert words("reset:1") == (State.ACCEPTED, False, False)
