"""The mails of a visit: to the people of its cities and its facilitator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mailing.actions import put
from mailing.attachments import Attachment, invited
from visits.actions.records import Days
from visits.calendar import is_dated, span_of
from visits.models import Delegate, Visit
from visits.people import concerned
from visits.states import VisitState


def proposed(visit: Visit, *, by: Any, now: datetime) -> None:
    _write(visit, "proposed", {}, by, now)


def confirmed(visit: Visit, *, by: Any, now: datetime) -> None:
    _write(visit, "confirmed", {}, by, now)


def rescheduled(visit: Visit, old: Days, *, reason: str, by: Any, now: datetime) -> None:
    """With the old and the new days; `visit` holds the new ones."""
    _write(visit, "rescheduled", {"old": old, "reason": reason}, by, now)


def cancelled(visit: Visit, *, reason: str, by: Any, now: datetime) -> None:
    _write(visit, "cancelled", {"reason": reason}, by, now)


def named_for_party(delegate: Delegate, *, by: Any, now: datetime) -> None:
    """To the person, with a login or without, unless they named themselves."""
    if delegate.user != by:
        put(
            key=f"visit:party:{delegate.pk}",
            kind="visit:party",
            to=delegate.email,
            recipient=delegate.user,
            language=delegate.user.language if delegate.user else by.language,
            template="visits/mails/party",
            context={"delegate": delegate, "visit": delegate.visit, "by": by},
            about=delegate.get_absolute_url(),
            not_before=now,
        )


def _write(visit: Visit, name: str, context: dict[str, Any], by: Any, now: datetime) -> None:
    """Once for each person and change, so not to the one who made it."""
    for person in concerned(visit):
        if person != by:
            put(
                key=f"visit:{name}:{visit.pk}:{visit.sequence}:{person.pk}",
                kind=f"visit:{name}",
                to=person.email,
                recipient=person,
                language=person.language,
                template=f"visits/mails/{name}",
                context={"visit": visit, "reader": person, "by": by, **context},
                about=visit.get_absolute_url(),
                not_before=now,
                attachment=_into_calendar(visit, person),
            )


def _into_calendar(visit: Visit, person: Any) -> Callable[[], Attachment] | None:
    """Its days, once they are confirmed; what is only proposed stands in nobody's calendar but their feed."""
    if visit.state not in (VisitState.CONFIRMED, VisitState.CANCELLED) or not is_dated(visit):
        return None
    return lambda: invited(span_of(visit), to=person.email, name=person.name)
