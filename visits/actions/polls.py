"""Finding the days of a visit by a poll among its cities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.models import City
from polls import actions as polls
from polls.models import Option, Poll
from polls.states import PollState
from visits import emails
from visits.actions.records import NotAVisit
from visits.actions.rows import arranged, touch
from visits.models import Visit
from visits.querysets.visits import party_of
from visits.states import VisitState
from workflow.moves import take


def ask_for_days(visit: Visit, candidates: Sequence[polls.Slot | polls.Span], *, by: Any, now: datetime) -> Poll:
    """Ask the people of its cities which days suit them; a poll that is still open is closed by the new one.

    Raises NotAllowed, NotNow or `polls.actions.NotACandidate`.
    """
    with transaction.atomic():
        row = arranged(visit, [VisitState.PROPOSED], by=by)
        if row.poll and row.poll.state == PollState.OPEN:
            polls.close(row.poll, by=_hand(row.poll, by), now=now)
        asked = polls.Asked(row.title, reverse("visits:dates", args=[row.pk]), row.zone)
        cities = City.objects.filter(pk__in=party_of(row).values("city"))
        row.poll = polls.ask(row.cohort, asked, candidates, cities=cities, by=by, now=now)
        row.save(update_fields=["poll"])
    return row.poll


def decide_days(visit: Visit, option: Option, *, by: Any, now: datetime) -> Visit:
    """One click: the candidate gives the visit its days, which everybody has answered for, so they are confirmed.

    Raises NotAllowed, NotNow or NotAVisit, and what `polls.actions.decide` raises.
    """
    with transaction.atomic():
        row = arranged(visit, [VisitState.PROPOSED], by=by)
        if row.poll is None or option.starts_on is None:
            raise NotAVisit(_("There is no poll for the days of this visit."))
        polls.decide(row.poll, option, by=_hand(row.poll, by), now=now)
        row.starts_on, row.ends_on = option.starts_on, option.ends_on
        row.save(update_fields=["starts_on", "ends_on"])
        done = take(row, "decide", by=by, now=now, also=touch(row, now=now))
        emails.confirmed(done, by=by, now=now)
    return done


def _hand(poll: Poll, by: Any) -> Any:
    """A facilitator, whom the poll does not ask, decides in the portal's name."""
    return by if by.has_perm("polls.decide_poll", poll) else None
