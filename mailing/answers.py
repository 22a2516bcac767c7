"""What an error while sending says about the mail: certainly not sent, refused for good, or nobody knows."""

from __future__ import annotations

import smtplib

from mailing.states import BOUNCE, DOUBT, POSTPONE, Step

TRANSIENT, PERMANENT = range(400, 500), range(500, 600)


def judge(error: Exception, *, text_began: bool) -> Step:
    """The step that follows `error`.

    A code for the recipient or the text is an answer. A refused sender is a matter of our own set-up, never
    of this mail: it waits. Anything else is certain only while the text has not begun to leave.
    """
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _by_code(next(iter(error.recipients.values()))[0])
        case smtplib.SMTPDataError():
            return _by_code(error.smtp_code)
        case smtplib.SMTPNotSupportedError():
            return BOUNCE
        case _:
            return DOUBT if text_began else POSTPONE


def _by_code(code: int) -> Step:
    if code in PERMANENT:
        return BOUNCE
    return POSTPONE if code in TRANSIENT else DOUBT
