"""Whom a submitted revision waits for: the pilot side first where the form asks for it, then the programme team.

Dates here are read off the submission and the form; nothing of them is stored. The reviewer's clock is not the
city's: what the city owes is fulfilled by submitting (docs/glossary.md, obligation).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from deliverables.content.schema import form_of
from deliverables.models import Deliverable, Revision
from deliverables.rules import seats_that_show
from milestones.actions.obligations import local_date
from ui.templatetags.kit import day

NAMED = 2
"""Of more pilot cities pages do not say the names."""


class Awaited(NamedTuple):
    """An endorsement that was asked for and is not there. `due_on` is when it is expected, the rest is patience."""

    asked_at: datetime
    due_on: date
    given_up_at: datetime
    given_up_on: date

    def is_over(self, now: datetime) -> bool:
        """It can still come, but the programme team need not wait any longer."""
        return now >= self.given_up_at

    def sentence(self) -> str:
        return _(
            "The pilot side is asked to endorse this revision first, by %(due)s. From %(day)s you can go on without it."
        ) % {"due": day(self.due_on), "day": day(self.given_up_on)}

    def told_to_the_city(self, pilots: Sequence[City]) -> str:
        """Who has the revision after the city, and who after them. `pilots` are the cities that are asked."""
        if not 0 < len(pilots) <= NAMED:
            asked = _("The pilot side is asked to endorse it first, by %(due)s.") % {"due": day(self.due_on)}
        else:
            names = get_text_list([city.latin_name for city in pilots], _("and"))
            words = ngettext(
                "%(cities)s is asked to endorse it first, by %(due)s.",
                "%(cities)s are asked to endorse it first, by %(due)s.",
                len(pilots),
            )
            asked = words % {"cities": names, "due": day(self.due_on)}
        return f"{asked} {_('The programme team follows and will answer here.')}"


def awaited(deliverable: Deliverable, revision: Revision) -> Awaited | None:
    """The endorsement this submitted revision still waits for; None where none is asked, or nobody could give it."""
    if revision.submitted_at is None or hasattr(revision, "endorsement"):
        return None
    asked = asked_of_pilots(deliverable, revision.submitted_at)
    return asked if asked and seats_that_show(deliverable).exists() else None


def asked_of_pilots(deliverable: Deliverable, submitted_at: datetime) -> Awaited | None:
    """The dates of the endorsement that the form asks for, whether or not anybody could give it."""
    asked = form_of(deliverable.obligation.requirement).endorsement
    if asked is None:
        return None
    days, patience = asked
    submitted_on = local_date(deliverable.obligation, submitted_at)
    return Awaited(
        asked_at=submitted_at,
        due_on=submitted_on + timedelta(days=days),
        given_up_at=submitted_at + timedelta(days=patience),
        given_up_on=submitted_on + timedelta(days=patience),
    )


def pilot_cities_of(deliverable: Deliverable) -> list[City]:
    """The cities that are asked to endorse its revisions: those from which the owing city learns, by name."""
    return list(City.objects.filter(pk__in=seats_that_show(deliverable).values("city")).order_by("name"))


def review_due_on(deliverable: Deliverable, submitted_at: datetime) -> date:
    """The day by which the programme team means to have answered; counted from the submission."""
    form = form_of(deliverable.obligation.requirement)
    return local_date(deliverable.obligation, submitted_at) + timedelta(days=form.review_days)
