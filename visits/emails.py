"""The mails of a visit: to the people of its cities, its facilitator, and who else travels along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from mailing.actions import put
from mailing.attachments import Attachment, invited
from mailing.models import Message
from mailing.querysets import MessageQuerySet
from visits.actions.records import Days
from visits.calendar import is_dated, span_of
from visits.models import Delegate, Visit
from visits.people import Reader, concerned, travelling_along
from visits.states import VisitState


def proposed(visit: Visit, *, by: Any, now: datetime) -> None:
    """To those who can agree to it; others who travel are told once it is certain."""
    _write(visit, "proposed", concerned(visit), {}, by=by, now=now)


def confirmed(visit: Visit, *, by: Any, now: datetime) -> None:
    _write(visit, "confirmed", everybody(visit), {}, by=by, now=now)


def rescheduled(visit: Visit, old: Days, *, reason: str, by: Any, now: datetime) -> None:
    """With the old and the new days; `visit` holds the new ones."""
    _write(visit, "rescheduled", everybody(visit), {"old": old, "reason": reason}, by=by, now=now)


def changed(visit: Visit, before: Sequence[Reader], *, is_elsewhere: bool, by: Any, now: datetime) -> None:
    """What the visit is was said anew: to who is on it since and who no longer is; to who stays, if it is elsewhere.

    `before` are those who were told until then.
    """
    knew, told = {each.key for each in before}, everybody(visit)
    expected = {each.key for each in told}
    is_sure = visit.state == VisitState.CONFIRMED
    added = [each for each in told if each.key not in knew]
    _write(visit, "confirmed" if is_sure else "proposed", added, {}, by=by, now=now)
    gone = [each for each in before if each.key not in expected]
    _write(visit, "left_out", gone, {}, by=by, now=now, is_off=True)
    if is_sure and is_elsewhere:
        _write(visit, "changed", [each for each in told if each.key in knew], {}, by=by, now=now)


def cancelled(visit: Visit, *, reason: str, by: Any, now: datetime) -> None:
    _write(visit, "cancelled", everybody(visit), {"reason": reason}, by=by, now=now)


def named_for_party(delegate: Delegate, *, by: Any, now: datetime) -> None:
    """To the person, with a login or without, unless they named themselves; again when they come after all."""
    _tell(delegate, "party", by=by, now=now)


def called_off(delegate: Delegate, *, by: Any, now: datetime) -> None:
    """To the person who does not travel any more, with what takes the days out of their calendar."""
    _tell(delegate, "called_off", by=by, now=now, is_off=True)


def _tell(delegate: Delegate, name: str, *, by: Any, now: datetime, is_off: bool = False) -> None:
    """Not to who did it."""
    user, visit = delegate.user, delegate.visit
    to = user.email if user else delegate.email
    if user != by:
        put(
            key=f"visit:{name}:{delegate.pk}:{now.isoformat()}",
            kind=f"visit:{name}",
            to=to,
            recipient=user,
            language=user.language if user else by.language,
            template=f"visits/mails/{name}",
            context={"delegate": delegate, "visit": visit, "by": by},
            about=delegate.get_absolute_url(),
            not_before=now,
            attachment=_for_calendar(visit, to, delegate.name, now=now, is_off=is_off),
        )


def written_to(delegates: Iterable[Delegate], visit: Visit) -> MessageQuerySet:
    """Every mail on the visit to the addresses of these delegates."""
    found = list(delegates)
    pages = [visit.get_absolute_url(), *(each.get_absolute_url() for each in found)]
    return Message.objects.filter(to__in=[each.email for each in found], about__in=pages)


def everybody(visit: Visit) -> list[Reader]:
    """Whom a change of the visit is told."""
    return concerned(visit) + travelling_along(visit)


def _write(  # noqa: PLR0913 - all but the first three are named at every call
    visit: Visit,
    name: str,
    readers: Iterable[Reader],
    context: dict[str, Any],
    *,
    by: Any,
    now: datetime,
    is_off: bool = False,
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
                attachment=_for_calendar(visit, reader.email, reader.name, now=now, is_off=is_off),
            )


def _for_calendar(visit: Visit, to: str, name: str, *, now: datetime, is_off: bool) -> Callable[[], Attachment] | None:
    """Its days, once they are confirmed; what is only proposed stands in nobody's calendar but their feed.

    `is_off` takes the days out again.
    """
    if visit.state not in (VisitState.CONFIRMED, VisitState.CANCELLED) or not is_dated(visit):
        return None
    return lambda: invited(span_of(visit), to=to, name=name, now=now, is_off=is_off)
