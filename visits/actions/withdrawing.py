"""What calendars are told of slots that lose their time: the entry they have is cancelled, and comes back with it."""

from __future__ import annotations

from visits.models import AgendaSlot, WithdrawnSlot


def withdraw(slot: AgendaSlot) -> None:
    """It is about to go, or into the tray; called while it still has its time."""
    if slot.starts_at and slot.ends_at:
        known = {"visit": slot.visit, "title": slot.title, "starts_at": slot.starts_at, "ends_at": slot.ends_at}
        WithdrawnSlot.objects.update_or_create(uid=slot.uid, defaults=known)


def bring_back(slot: AgendaSlot) -> None:
    """It has a time again: calendars move the entry they have."""
    WithdrawnSlot.objects.filter(uid=slot.uid).delete()
