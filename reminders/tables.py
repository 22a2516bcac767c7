"""The lists of the desk as tables for spreadsheets: what is on the screen, all pages of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from mailing.models import Message
from milestones.models import Obligation
from reminders.chase import Line, Silent, with_contacts
from reminders.forecast import Coming

Table = tuple[list[str], Iterable[list[Any]]]


def of_lines(lines: list[Line]) -> Table:
    header = [
        *_what(),
        _("Days late"),
        _("Last contact"),
        _("Contact on"),
        _("Next reminder on"),
        _("Next step"),
        _("To"),
    ]
    return header, _line_rows(lines)


def of_coming(coming: list[Coming]) -> Table:
    header = [_("On"), _("Time zone"), _("Step"), _("To"), _("Because"), *_what()]
    rows = ([each.day, each.zone, each.step.name, each.names, each.because, *_owed(each.obligation)] for each in coming)
    return header, rows


def of_sent(messages: Iterable[Message]) -> Table:
    header = [_("Not before"), _("To"), _("Language"), _("Subject"), _("State")]
    rows = ([each.not_before, each.to, each.language, each.subject, each.get_state_display()] for each in messages)
    return header, rows


def of_silent(silent: list[Silent]) -> Table:
    return [*_what(), _("Why")], ([*_owed(each.obligation), each.why] for each in silent)


def _line_rows(lines: list[Line]) -> Iterator[list[Any]]:
    for row in with_contacts(lines):
        line, contact, following = row.line, row.contact, row.line.next
        yield [
            *_owed(line.obligation),
            line.late_days,
            contact.words if contact else None,
            contact.at if contact else None,
            following.day if following else None,
            following.step.name if following else None,
            following.names if following else None,
        ]


def _what() -> list[str]:
    return [_("City"), _("Country"), _("Cohort"), _("What"), _("Due")]


def _owed(obligation: Obligation) -> list[Any]:
    city = obligation.participation.city
    return [
        city.name,
        str(city.country),
        obligation.participation.cohort,
        obligation.requirement.name,
        obligation.effective_due_on,
    ]


MADE_OF: dict[str, Callable[[Any], Table]] = {
    "chase": of_lines,
    "coming": of_coming,
    "sent": of_sent,
    "silent": of_silent,
}
"""The table of each list of the desk."""
