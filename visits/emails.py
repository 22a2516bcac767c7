"""The mails of a visit: to the people of its cities, its facilitator, and who else travels along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from mailing.actions import put
from mailing.attachments import Attachment, invited
from mailing.models import Message
from mailing.querysets import MessageQuerySet
from ui.ical import Standing
from visits.actions.records import Days
from visits.calendar import is_dated, span_of
from visits.models import Delegate, Visit
from visits.people import Reader, concerned, travelling_along
from visits.states import VisitState


def proposed(visit: Visit, *, by: Any, now: datetime) -> None:
    """To those who can agree to it; others who travel are told once it is certain."""
    _write(visit, "proposed", concerned(visit), {}, by=by, now=now)


def confirmed(visit: Visit, *, by: Any, now: datetime) -> None:
    _write(visit, "confirmed", _everybody(visit), {}, by=by, now=now)


def rescheduled(visit: Visit, old: Days, *, reason: str, by: Any, now: datetime) -> None:
    """With the old and the new days; `visit` holds the new ones."""
    _write(visit, "rescheduled", _everybody(visit), {"old": old, "reason": reason}, by=by, now=now)


def cancelled(visit: Visit, *, reason: str, by: Any, now: datetime) -> None:
    _write(visit, "cancelled", _everybody(visit), {"reason": reason}, by=by, now=now)


def named_for_party(delegate: Delegate, *, by: Any, now: datetime) -> None:
    """To the person, with a login or without, unless they named themselves; again when they come after all."""
    _tell(delegate, "party", _into_calendar(delegate.visit, delegate), by=by, now=now)


def called_off(delegate: Delegate, *, by: Any, now: datetime) -> None:
    """To the person who does not travel any more, with what takes the days out of their calendar."""
    visit, attachment = delegate.visit, _into_calendar(delegate.visit, delegate)
    if attachment:
        off = replace(span_of(visit), standing=Standing.CANCELLED, changed_at=now)
        attachment = partial(invited, off, to=delegate.email, name=delegate.name)
    _tell(delegate, "called_off", attachment, by=by, now=now)


def _tell(
    delegate: Delegate, name: str, attachment: Callable[[], Attachment] | None, *, by: Any, now: datetime
) -> None:
    """Not to who did it."""
    if delegate.user != by:
        put(
            key=f"visit:{name}:{delegate.pk}:{now.isoformat()}",
            kind=f"visit:{name}",
            to=delegate.email,
            recipient=delegate.user,
            language=delegate.user.language if delegate.user else by.language,
            template=f"visits/mails/{name}",
            context={"delegate": delegate, "visit": delegate.visit, "by": by},
            about=delegate.get_absolute_url(),
            not_before=now,
            attachment=attachment,
        )


def written_to(delegates: Iterable[Delegate], visit: Visit) -> MessageQuerySet:
    """Every mail on the visit to the addresses of these delegates."""
    found = list(delegates)
    pages = [visit.get_absolute_url(), *(each.get_absolute_url() for each in found)]
    return Message.objects.filter(to__in=[each.email for each in found], about__in=pages)


def _everybody(visit: Visit) -> list[Reader]:
    return concerned(visit) + travelling_along(visit)


def _write(
    visit: Visit, name: str, readers: Iterable[Reader], context: dict[str, Any], *, by: Any, now: datetime
) -> None:
    """Once for each reader and change, so not to the one who made it."""
    for reader in readers:
        if reader.user != by:
            put(
                key=f"visit:{name}:{visit.pk}:{visit.sequence}:{reader.key}",
                kind=f"visit:{name}",
                to=reader.email,
                recipient=reader.user,
                language=reader.language,
                template=f"visits/mails/{name}",
                context={"visit": visit, "reader": reader, "by": by, **context},
                about=visit.get_absolute_url(),
                not_before=now,
                attachment=_into_calendar(visit, reader),
            )


def _into_calendar(visit: Visit, person: Reader | Delegate) -> Callable[[], Attachment] | None:
    """Its days, once they are confirmed; what is only proposed stands in nobody's calendar but their feed."""
    if visit.state not in (VisitState.CONFIRMED, VisitState.CANCELLED) or not is_dated(visit):
        return None
    return lambda: invited(span_of(visit), to=person.email, name=person.name)
