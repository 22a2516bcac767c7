"""Personal data in mails ends with what it was for: address, words, file and error go; that it was written stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailing import actions, delivery
from mailing.attachments import Attachment
from mailing.models import Message
from mailing.states import State
from tests.factories import UserFactory
from workflow.moves import open_to

pytestmark = pytest.mark.django_db(transaction=True)
FORGOTTEN = {"to": "", "recipient": None, "text": "", "html": "", "attachment": None, "last_error": "Its time is over."}


def forget() -> int:
    return actions.forget(Message.objects.filter(to="anna@example.org"), reason="Its time is over.")


def test_of_a_sent_mail_only_the_fact_stays(put, mailoutbox):
    put(
        "a", recipient=UserFactory(), attachment=lambda: Attachment("a.ics", "text/calendar", "mailto:anna@example.org")
    )
    put("b", to="boris@example.org")
    delivery.deliver_due()
    assert forget() == 1
    gone, kept = Message.objects.order_by("key")
    assert {field: getattr(gone, field) for field in FORGOTTEN} == FORGOTTEN
    assert (gone.key, gone.state, bool(gone.subject), bool(gone.accepted_at)) == ("a", State.ACCEPTED, True, True)
    assert (kept.to, bool(kept.text)) == ("boris@example.org", True)
    assert forget() == 0


@pytest.mark.parametrize("state", [state for state in State if state != State.ACCEPTED])
def test_what_was_not_sent_never_will_be(put, mailoutbox, state):
    put()
    rows = delivery.claim("worker", 50)
    Message.objects.update(state=state)
    forget()
    mail = Message.objects.get()
    assert (mail.state, open_to(mail, UserFactory(staff=True))) == (State.CANCELLED, [])
    if state == State.CLAIMED:
        delivery._deliver(rows, "worker")
    delivery.sweep()
    assert (delivery.deliver_due(), mailoutbox) == (0, [])


def test_the_file_of_a_mail_that_was_kept_as_one_is_deleted(put, settings, tmp_path: Path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "mailing.backends.Folder", str(tmp_path)
    put("a")
    put("b", to="boris@example.org")
    delivery.deliver_due()
    assert len(list(tmp_path.iterdir())) == 2
    forget()
    (left,) = tmp_path.iterdir()
    assert b"boris@example.org" in left.read_bytes()


def test_staff_still_see_that_a_mail_was_written(put, client):
    mail = put(about="/visits/1/")
    forget()
    client.force_login(UserFactory(staff=True))
    for page in ("/programme/mails/", mail.get_absolute_url()):
        said = client.get(page).content.decode()
        assert ("Köln: the roadmap" in said, "erased" in said, "anna@example.org" in said) == (True, True, False)
