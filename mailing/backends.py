"""Where mails go: the mail server (`smtp://`), or files for the demo and development (`filemail:`)."""

from __future__ import annotations

import os
import smtplib
from collections.abc import Sequence
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend


def keeps_mails() -> bool:
    """Whether mails stay here as files instead of leaving, so that staff may read each of them."""
    return f"{Folder.__module__}.{Folder.__qualname__}" == settings.EMAIL_BACKEND


class Attentive:
    """Knows whether the mail server may hold the text of the mail being sent without having answered."""

    text_began = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.text_began = True
        answer: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]
        self.text_began = False
        return answer


class AttentiveSMTP(Attentive, smtplib.SMTP):
    """One connection to the mail server."""


class AttentiveSMTPoverTLS(Attentive, smtplib.SMTP_SSL):
    """One connection to the mail server, encrypted from the first byte."""


class Relay(EmailBackend):
    """Django's SMTP backend, able to say after an error whether the text had begun to leave."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return AttentiveSMTPoverTLS if self.use_ssl else AttentiveSMTP

    @property
    def text_began(self) -> bool:
        return getattr(self.connection, "text_began", False)

    def open(self) -> bool | None:
        """Connect, unless connected; smtplib drops its socket whenever the server hangs up."""
        if self.connection and not self.connection.sock:
            self.close()
        return super().open()


class Folder(BaseEmailBackend):
    """Keeps each mail as an `.eml` file in EMAIL_FILE_PATH; the same mail again replaces its file."""

    text_began = False

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for each in email_messages:
            message = each.message()
            file = _file_of(message["Message-ID"] or make_msgid())
            unfinished = folder / f".{file.stem}.{os.getpid()}"
            unfinished.write_bytes(message.as_bytes())
            unfinished.replace(file)
        return len(email_messages)


def drop_file(message_id: str) -> None:
    """Delete the file of a mail that was kept here, if there is one."""
    _file_of(message_id).unlink(missing_ok=True)


def _file_of(message_id: str) -> Path:
    name = message_id.strip("<>").partition("@")[0]
    return Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
