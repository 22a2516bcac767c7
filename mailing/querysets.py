from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Now

from mailing.states import NEEDS_SOMEBODY, State

if TYPE_CHECKING:
    from mailing.models import Cover, Message


class MessageQuerySet(models.QuerySet["Message"]):
    """Instants are compared with the database's clock, so that workers never argue about the time."""

    def visible_to(self, user: Any) -> MessageQuerySet:
        """The outbox holds links that open accounts: only programme staff read it."""
        return self if getattr(user, "is_programme_staff", False) else self.none()

    def addressed_to(self, user: Any) -> MessageQuerySet:
        return self.filter(recipient=user)

    def on(self, path: str) -> MessageQuerySet:
        """Mails on the thing whose page has this path."""
        return self.filter(about=path)

    def in_doubt(self) -> MessageQuerySet:
        return self.filter(state=State.IN_DOUBT)

    def needing_somebody(self) -> MessageQuerySet:
        return self.filter(state__in=NEEDS_SOMEBODY)

    def ripe(self) -> MessageQuerySet:
        """Due now, in the order of sending: security mails first, then the longest waiting."""
        rows = self.filter(state=State.DUE, next_attempt_at__lte=Now())
        return rows.order_by("-urgent", "next_attempt_at", "pk")

    def overdue_by(self, delay: timedelta) -> MessageQuerySet:
        """Still due although their time passed this long ago: nobody is sending."""
        return self.filter(state=State.DUE, next_attempt_at__lte=Now() - delay)

    def expired(self, state: State) -> MessageQuerySet:
        """Rows in this state whose worker has not been heard of for a whole lease."""
        return self.filter(state=state, lease_until__lte=Now())

    def held_by(self, worker: str) -> MessageQuerySet:
        """Rows claimed by this worker, as long as its lease runs."""
        return self.filter(state=State.CLAIMED, worker=worker, lease_until__gt=Now())


class CoverQuerySet(models.QuerySet["Cover"]):
    def visible_to(self, user: Any) -> CoverQuerySet:
        return self if getattr(user, "is_programme_staff", False) else self.none()
