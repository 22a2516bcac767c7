"""Files that go along with a mail: text that is kept in its row, and invitations for calendars."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.mail import EmailMultiAlternatives

from ui.ical import Entry, Standing, invitation

CALENDAR = "text/calendar"


@dataclass(frozen=True)
class Attachment:
    """A text file with its name; `content_type` may carry parameters: `text/calendar; method=REQUEST`."""

    name: str
    content_type: str
    text: str


def invited(entry: Entry, *, to: str, name: str, now: datetime, is_off: bool = False) -> Attachment:
    """The entry for the calendar of one person; with the next sequence number it changes the one that is there.

    Dated `now`, as of two with the same number a calendar believes the younger. `is_off` takes it out for this person.
    """
    entry = replace(entry, changed_at=now)
    if is_off:
        entry = replace(entry, standing=Standing.CANCELLED, is_busy=False)
    method, text = invitation(entry, email=to, name=name)
    return Attachment("invitation.ics", f"{CALENDAR}; method={method}", text)


def attach(mail: EmailMultiAlternatives, attachment: Attachment) -> None:
    """Put it into a mail: an invitation among the readings of the mail itself, where calendars look, and as a file."""
    content_type = attachment.content_type
    if content_type.startswith(CALENDAR):
        mail.attach_alternative(attachment.text, content_type)
        content_type = "application/ics"  # or one mail would invite twice
    mail.attach(attachment.name, attachment.text.encode(), content_type)
