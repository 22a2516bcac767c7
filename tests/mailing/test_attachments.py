"""What goes along with a mail is kept in its row, and reaches the mailbox as it was written."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from mailing.attachments import Attachment, invited
from mailing.delivery import compose
from mailing.models import Message
from ui.ical import Entry

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 14, 8, tzinfo=UTC)


def parts(row):
    """Content type and text of each part of the mail, as it is read from the wire."""
    mail = message_from_bytes(compose(row).message().as_bytes(), policy=policy.default)
    return {
        (each.get_content_type(), each.get_param("method")): each.get_content()
        for each in mail.walk()
        if not each.is_multipart()
    }


def test_a_mail_without_a_file_has_its_two_readings_only(put):
    assert sorted(parts(put())) == [("text/html", None), ("text/plain", None)]


def test_a_file_goes_along_and_comes_out_as_it_was(put):
    put(attachment=lambda: Attachment("list.csv", "text/csv", "Stadt;Köln\r\n"))
    assert parts(Message.objects.get())["text/csv", None].split() == ["Stadt;Köln"]


def test_an_invitation_is_a_reading_of_the_mail_and_a_file(put):
    entry = Entry("u", "Kick-off für Köln", AT, AT, AT, "Europe/Berlin")
    row = put(attachment=lambda: invited(entry, to="anna@example.org", name="Anna", now=entry.changed_at))
    found = parts(row)
    assert ("application/ics", None) in found
    assert "SUMMARY:Kick-off für Köln" in found["text/calendar", "REQUEST"]
    assert found["application/ics", None].decode() == row.attachment["text"]


def test_the_file_is_written_in_the_language_of_the_mail_and_once(put, settings):
    from django.utils.translation import get_language  # noqa: PLC0415 - spoken when it is called

    settings.SPOKEN_LANGUAGES = {"en", "el"}
    called = []

    def made():
        called.append(get_language())
        return Attachment("a.txt", "text/plain", "x")

    put(language="el", attachment=made)
    put(language="el", attachment=made)
    assert called == ["el"]
