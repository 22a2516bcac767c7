"""What the mail server's behaviour makes of a mail."""

import pytest

from mailing import delivery
from mailing.models import Message
from mailing.states import State
from tests.mailing.outbox import let_leases_expire, let_pauses_pass, states

pytestmark = pytest.mark.django_db


def test_a_chunk_goes_over_one_connection_with_text_and_html(fill, sink):
    fill(50)
    assert delivery.deliver_due() == 50
    assert sink.connections == 1
    assert set(states().values()) == {State.ACCEPTED}
    mail = sink.messages[0]
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == Message.objects.get(to=mail["To"]).message_id


def test_at_most_the_asked_number_is_taken(fill, sink):
    fill(120)
    assert delivery.deliver_due(limit=70) == 70
    assert len(sink.messages) == 70


def test_security_mails_go_first(fill, put, sink):
    fill(3)
    put("reset:9", to="reset@example.org", urgent=True)
    delivery.deliver_due(limit=1)
    assert sink.received == {"reset@example.org": 1}


@pytest.mark.parametrize("side", ["refuse", "answer"])
@pytest.mark.parametrize(("code", "state"), [("550 No such person", State.BOUNCED), ("451 Later", State.DUE)])
def test_the_servers_code_decides_and_the_rest_of_the_chunk_goes_on(fill, sink, side, code, state):
    fill(3)
    getattr(sink, side)["mail-1@example.org"] = code
    delivery.deliver_due()
    assert states() == {
        "mail-0@example.org": State.ACCEPTED,
        "mail-1@example.org": state,
        "mail-2@example.org": State.ACCEPTED,
    }
    assert code[:3] in Message.objects.get(to="mail-1@example.org").last_error


def test_a_line_that_breaks_before_the_text_means_later(fill, sink):
    fill(3)
    sink.hang_up_on.add("mail-1@example.org")
    delivery.deliver_due()
    assert states()["mail-1@example.org"] == State.DUE
    let_pauses_pass()
    delivery.deliver_due()
    assert sink.received == {f"mail-{n}@example.org": 1 for n in range(3)}


def test_a_line_that_breaks_after_the_text_means_nobody_knows(fill, sink):
    fill(3)
    sink.hang_up_after.add("mail-1@example.org")
    delivery.deliver_due()
    assert states() == {
        "mail-0@example.org": State.ACCEPTED,
        "mail-1@example.org": State.IN_DOUBT,
        "mail-2@example.org": State.ACCEPTED,
    }
    let_leases_expire()
    let_pauses_pass()
    delivery.sweep()
    delivery.deliver_due()
    assert sink.received["mail-1@example.org"] == 1


def test_a_security_mail_in_doubt_is_sent_again(fill, sink):
    fill(1, urgent=True)
    sink.hang_up_after.add("mail-0@example.org")
    delivery.deliver_due()
    assert states() == {"mail-0@example.org": State.DUE}
    let_pauses_pass()
    delivery.deliver_due()
    assert states() == {"mail-0@example.org": State.ACCEPTED}
    assert len({message["Message-ID"] for message in sink.messages}) == 1


def test_a_server_that_is_away_gets_longer_pauses_until_the_mail_is_given_up(fill, settings):
    settings.EMAIL_BACKEND = "mailing.backends.Relay"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    fill(2)
    pauses = []
    for _attempt in range(delivery.MOST_ATTEMPTS):
        before = Message.objects.get(key="reminder:0").next_attempt_at
        delivery.deliver_due()
        row = Message.objects.get(key="reminder:0")
        pauses.append(round((row.next_attempt_at - before).total_seconds() / 60))
        let_pauses_pass()
    assert pauses[:7] == [1, 5, 15, 60, 240, 720, 720]
    assert set(states().values()) == {State.DEAD}
    assert delivery.deliver_due() == 0


def test_a_worker_whose_lease_ran_out_sends_nothing(fill, sink):
    fill(3)
    rows = delivery.claim("paused", 50)
    let_leases_expire()
    delivery.sweep()
    delivery.deliver_due()
    delivery._deliver(rows, "paused")
    assert sink.received == {f"mail-{n}@example.org": 1 for n in range(3)}


def test_a_mail_that_cannot_be_put_into_words_does_not_hold_up_the_others(fill, sink):
    fill(2)
    Message.objects.filter(key="reminder:0").update(subject="two\nlines")
    delivery.deliver_due()
    assert states() == {"mail-0@example.org": State.DUE, "mail-1@example.org": State.ACCEPTED}


def test_in_the_demo_a_mail_becomes_one_file_however_often_it_is_sent(fill, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "mailing.backends.Folder", tmp_path
    fill(2)
    delivery.deliver_due()
    Message.objects.filter(key="reminder:0").update(state=State.DUE)
    delivery.deliver_due()
    assert len(list(tmp_path.iterdir())) == 2
    assert {path.suffix for path in tmp_path.iterdir()} == {".eml"}
