"""Whom a submitted revision waits for: the pilot side first where the form asks for it, then the programme team.

Dates here are read off the submission and the form; nothing of them is stored. The reviewer's clock is not the
city's: what the city owes is fulfilled by submitting (docs/glossary.md, obligation).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from deliverables.content.schema import form_of
from deliverables.models import Deliverable, Revision
from deliverables.rules import seats_that_show
from milestones.actions.obligations import local_date
from ui.templatetags.kit import day


class Awaited(NamedTuple):
    """An endorsement that was asked for and is not there. `due_on` is when it is expected, the rest is patience."""

    due_on: date
    given_up_at: datetime
    given_up_on: date

    def sentence(self) -> str:
        return _(
            "The pilot side is asked to endorse this revision first, by %(due)s. From %(day)s you can go on without it."
        ) % {"due": day(self.due_on), "day": day(self.given_up_on)}


def awaited(deliverable: Deliverable, revision: Revision) -> Awaited | None:
    """The endorsement this submitted revision still waits for; None where none is asked, or nobody could give it."""
    asked = form_of(deliverable.obligation.requirement).endorsement
    if asked is None or revision.submitted_at is None or hasattr(revision, "endorsement"):
        return None
    if not seats_that_show(deliverable).exists():
        return None
    days, patience = asked
    submitted_on = local_date(deliverable.obligation, revision.submitted_at)
    return Awaited(
        due_on=submitted_on + timedelta(days=days),
        given_up_at=revision.submitted_at + timedelta(days=patience),
        given_up_on=submitted_on + timedelta(days=patience),
    )


def review_due_on(deliverable: Deliverable, submitted_at: datetime) -> date:
    """The day by which the programme team means to have answered; counted from the submission."""
    form = form_of(deliverable.obligation.requirement)
    return local_date(deliverable.obligation, submitted_at) + timedelta(days=form.review_days)
