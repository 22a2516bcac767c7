from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from mailing import actions, delivery, tasks
from mailing.models import Message
from mailing.states import State
from tests.factories import UserFactory
from twinning.celery import app

pytestmark = pytest.mark.django_db


def test_the_same_key_again_gives_the_same_mail_with_its_first_words(put):
    first = put("reminder:41")
    again = put("reminder:41", context={"city": "Soria"}, to="other@example.org")
    assert again.pk == first.pk
    assert (again.to, again.subject) == ("anna@example.org", "Köln: the roadmap isn't in yet")


def test_the_subject_is_one_line_and_plain_text_is_not_escaped(put):
    mail = put(context={"city": "L'Aquila & <Köln>"})
    assert mail.subject == "L'Aquila & <Köln>: the roadmap isn't in yet"
    assert "The roadmap of L'Aquila & <Köln> isn't in yet." in mail.text
    assert "L&#x27;Aquila &amp; &lt;Köln&gt;" in mail.html or "L'Aquila &amp; &lt;Köln&gt;" in mail.html


def test_a_mail_is_written_in_the_readers_language_whatever_the_page_speaks(put, settings):
    settings.SPOKEN_LANGUAGES = {"en", "el"}
    assert '<html lang="el"' in put(language="el").html


def test_a_mail_in_a_language_without_catalogue_is_english_throughout(put, settings):
    settings.SPOKEN_LANGUAGES = {"en"}
    assert '<html lang="en"' in put(language="el").html


def test_links_start_at_the_site_address_and_the_funder_is_named(put, settings):
    settings.SITE_URL, settings.GRANT_NUMBER = "https://twinning.example.org", "101234567"
    mail = put()
    assert "https://twinning.example.org/deliverables/41/" in mail.text
    assert 'href="https://twinning.example.org/deliverables/41/"' in mail.html
    for side in (mail.text, mail.html):
        assert "Funded by the European Union (grant 101234567)" in side
    assert 'src="https://twinning.example.org/static/img/eu-emblem-mail.png"' in mail.html
    assert mail.message_id.endswith("@twinning.example.org>")


def test_every_try_of_a_mail_has_the_same_message_id_and_two_mails_never(put):
    one, other = put("reminder:1"), put("reminder:2")
    assert one.message_id == Message.objects.get(key="reminder:1").message_id
    assert one.message_id != other.message_id


def test_a_mail_goes_with_its_cause_when_the_cause_is_rolled_back(put):
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


def test_two_hundred_mails_of_one_transaction_ring_once(put, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rung:
        for n in range(200):
            put(f"reminder:{n}")
    assert len(rung) == 1


def test_a_broker_that_is_away_does_not_disturb_the_writer(
    put, django_capture_on_commit_callbacks, caplog, monkeypatch
):
    nobody_there = app.connection_for_write("redis://127.0.0.1:1/0", transport_options={"max_retries": 0})
    monkeypatch.setattr(tasks.deliver, "apply_async", partial(tasks.deliver.apply_async, connection=nobody_there))
    with django_capture_on_commit_callbacks(execute=True):
        mail = put()
    assert "The broker does not answer" in caplog.text
    assert mail.state == State.DUE


def test_a_mail_for_the_morning_waits_for_it(put, mailoutbox):
    put(not_before=timezone.now() + timedelta(hours=8))
    assert delivery.deliver_due() == 0
    assert mailoutbox == []


def test_when_rights_end_the_mails_to_that_person_are_stopped(put, mailoutbox):
    anna, boris = UserFactory(), UserFactory()
    put("a", recipient=anna)
    put("b", recipient=boris, to="boris@example.org")
    assert actions.cancel(Message.objects.addressed_to(anna), reason="mandate ended") == 1
    delivery.deliver_due()
    assert [mail.to for mail in mailoutbox] == [["boris@example.org"]]
    stopped = Message.objects.get(key="a")
    assert (stopped.state, stopped.last_error) == (State.CANCELLED, "mandate ended")


def test_a_mail_that_was_already_claimed_can_still_be_stopped(put, mailoutbox):
    put()
    rows = delivery.claim("worker", 50)
    assert actions.cancel(Message.objects.all(), reason="withdrawn") == 1
    delivery._deliver(rows, "worker")
    assert mailoutbox == []


def test_a_sent_mail_cannot_be_stopped(put):
    put()
    delivery.deliver_due()
    assert actions.cancel(Message.objects.all(), reason="too late") == 0
