"""A visit as calendars show it: its days as one span, and each slot of the agenda as an entry of its own."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from ui.ical import Entry, Standing
from ui.templatetags.kit import at
from visits.models import AgendaSlot, Visit, WithdrawnSlot
from visits.states import VisitState

SAID = {VisitState.PROPOSED: Standing.TENTATIVE, VisitState.CANCELLED: Standing.CANCELLED}
"""The others are certain."""


def is_dated(visit: Visit) -> bool:
    """Whether calendars can show it: its days are known, not just its month."""
    return visit.starts_on is not None and not visit.only_month


def entries_of(visit: Visit) -> list[Entry]:
    """Everything of a dated visit, for somebody who may enter its room; what was taken out stands there as cancelled.

    Asks nothing of the database after `concerning`.
    """
    planned = [_slot(slot, visit) for slot in visit.slots.all() if slot.starts_at]
    gone = [replace(_timed(slot, visit), standing=Standing.CANCELLED) for slot in visit.withdrawn.all()]
    return [span_of(visit), *planned, *gone]


def span_of(visit: Visit) -> Entry:
    """The days of a dated visit as whole days, wherever the reader's clock hangs."""
    assert visit.starts_on and visit.ends_on  # noqa: PT018, S101 - asked of dated visits only
    said = [visit.cohort.name, _("Host: %s") % visit.host if visit.host else "", _join(visit)]
    return Entry(
        uid=str(visit.uid),
        title=visit.title,
        starts=visit.starts_on,
        ends=visit.ends_on,
        sequence=visit.sequence,
        changed_at=visit.updated_at,
        standing=_standing(visit),
        page=visit.get_absolute_url(),
        place=visit.place or (visit.host.name if visit.host else ""),
        text=_lines(said),
    )


def _slot(slot: AgendaSlot, visit: Visit) -> Entry:
    host = _("Received by %s") % slot.host_person if slot.host_person else ""
    known = slot.latitude is not None and slot.longitude is not None
    return replace(
        _timed(slot, visit),
        is_busy=not visit.is_off,
        page=slot.get_absolute_url(),
        place=", ".join(filter(None, [slot.place, slot.address])),
        position=(float(slot.latitude or 0), float(slot.longitude or 0)) if known else None,
        text=_lines([at(slot.starts_at, visit.zone), visit.title, host, _join(visit)]),
    )


def _timed(slot: AgendaSlot | WithdrawnSlot, visit: Visit) -> Entry:
    """What an entry of the agenda says in any case: what and when, in the zone of the visit."""
    assert slot.starts_at and slot.ends_at  # noqa: PT018, S101 - asked of slots with a time only
    return Entry(
        uid=str(slot.uid),
        title=slot.title,
        starts=slot.starts_at,
        ends=slot.ends_at,
        zone=visit.zone,
        sequence=visit.sequence,
        changed_at=visit.updated_at,
        standing=_standing(visit),
        page=visit.get_absolute_url(),
    )


def _standing(visit: Visit) -> Standing:
    return SAID.get(VisitState(visit.state), Standing.CONFIRMED)


def _join(visit: Visit) -> str:
    return _("Join online: %s") % visit.online_link if visit.online_link else ""


def _lines(said: list[str]) -> str:
    return "\n".join(filter(None, said))
