"""Finding the date of a session by a poll."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from learning.actions.rows import demand_staff, held
from learning.actions.sessions import When, move
from learning.invited import invited_cities
from learning.models import LearningSession
from learning.states import SessionState
from polls import actions as polls
from polls.models import Option, Poll
from polls.states import PollState
from workflow.refusals import NotNow


def ask_for_date(session: LearningSession, candidates: Sequence[polls.Slot], *, by: Any, now: datetime) -> Poll:
    """Ask the invited cities which time suits them. An older poll that is still open is closed.

    Raises NotAllowed, NotNow or `polls.actions.NotACandidate`.
    """
    demand_staff(by)
    with transaction.atomic():
        row = held(session)
        if row.state not in (SessionState.DRAFTED, SessionState.ANNOUNCED):
            raise NotNow(_("This session is over or off; it needs no date."))
        if row.poll and row.poll.state == PollState.OPEN:
            polls.close(row.poll, by=by, now=now)
        asked = polls.Asked(row.title, reverse("learning:dates", args=[row.pk]), row.zone)
        row.poll = polls.ask(row.cohort, asked, candidates, cities=invited_cities(row), by=by, now=now)
        row.save(update_fields=["poll"])
    return row.poll


def decide_date(session: LearningSession, option: Option, *, by: Any, now: datetime) -> LearningSession:
    """One click: the candidate is the date, and who comes is told. Raises what `polls.decide` and `move` raise."""
    demand_staff(by)
    with transaction.atomic():
        row = held(session)
        if row.poll is None:
            raise NotNow(_("There is no poll for this session any more."))
        polls.decide(row.poll, option, by=by, now=now)
        return move(row, When(option.starts_at, row.zone, option.minutes), by=by, now=now)
