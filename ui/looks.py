"""How a state looks, everywhere: symbol, word and colour together, never colour alone."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Look(NamedTuple):
    colour: str
    """One of the badge colours of kit.css."""
    icon: str
    word: str | Promise


UNKNOWN = Look("none", "ring", "")

LOOKS = {
    # outputs
    "not_started": Look("none", "ring", _("Not started")),
    "draft": Look("draft", "pencil", _("Draft")),
    "submitted": Look("wait", "send", _("Submitted")),
    "changes_asked": Look("changes", "undo", _("Changes asked")),
    "approved": Look("ok", "check-circle", _("Approved")),
    # obligations, with what the clock adds
    "open": Look("none", "ring", _("Open")),
    "due_soon": Look("soon", "clock", _("Due soon")),
    "late": Look("late", "alert", _("Late")),
    "fulfilled": Look("ok", "check-circle", _("Done")),
    "waived": Look("waived", "waive", _("Waived")),
    "withdrawn": Look("none", "out", _("Withdrawn")),
    # months of hours
    "complete": Look("ok", "check-circle", _("Complete")),
    "locked": Look("waived", "lock", _("Locked")),
    # sessions, who comes and who came, polls for a date
    "drafted": Look("draft", "pencil", _("Draft")),
    "announced": Look("wait", "calendar", _("Announced")),
    "held": Look("ok", "check-circle", _("Held")),
    "cancelled": Look("none", "x-circle", _("Cancelled")),
    "registered": Look("ok", "check", _("Registered")),
    "waiting": Look("soon", "clock", _("On the waiting list")),
    "present": Look("ok", "check-circle", _("Present")),
    "deputy": Look("ok", "users", _("Deputy sent")),
    "excused": Look("waived", "waive", _("Excused")),
    "absent": Look("late", "x-circle", _("Absent")),
    "yes": Look("ok", "check", _("Yes")),
    "maybe": Look("soon", "shake", _("If need be")),
    "no": Look("none", "close", _("No")),
    "decided": Look("ok", "check-circle", _("The date")),
    # visits, steps on their strip
    "proposed": Look("soon", "calendar", _("Proposed")),
    "confirmed": Look("wait", "calendar", _("Confirmed")),
    "reported": Look("ok", "file", _("Reported")),
    "closed": Look("ok", "check-circle", _("Closed")),
    # travel money
    "estimated": Look("draft", "pencil", _("Estimated")),
    "returned": Look("changes", "undo", _("Returned")),
    "paid": Look("ok", "check-circle", _("Paid")),
    # stories
    "offered": Look("wait", "send", _("Offered")),
    "published": Look("ok", "globe", _("Published")),
    "retired": Look("none", "history", _("Retired")),
    # mails
    "due": Look("none", "clock", _("Waiting")),
    "claimed": Look("wait", "send", _("Being sent")),
    "handing_over": Look("wait", "send", _("Being sent")),
    "accepted": Look("ok", "check-circle", _("Sent")),
    "bounced": Look("late", "x-circle", _("Came back")),
    "in_doubt": Look("soon", "alert", _("In doubt")),
    "dead": Look("late", "x-circle", _("Given up")),
}
