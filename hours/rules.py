"""Whose hours are whose: nobody writes another person's month, not even staff."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
from cities.models import Representative
from cities.states import WRITING_SEATS


@rules.predicate
def holds_the_seat(user: Any, sheet: Any) -> bool:
    """The month belongs to a writing seat this person holds, for a city that is still in.

    Read off the row itself, so that asking costs no statement where seat and participation came with it.
    """
    if sheet is None or not user.is_active:
        return False
    seat, participation = sheet.seat, sheet.participation
    return (
        (seat.user_id, seat.city_id) == (user.pk, participation.city_id)
        and seat.ended_on is None
        and seat.role in WRITING_SEATS
        and participation.is_active
    )


@rules.predicate
def supervises(user: Any, declaration: Any) -> bool:
    """The person named as supervisor, who is never the one whose hours they are, and still has a seat of the city."""
    if declaration is None or not user.is_active:
        return False
    seat = declaration.sheet.seat
    is_named = declaration.supervisor_id == user.pk and seat.user_id != user.pk
    return is_named and Representative.objects.held_by(user).filter(city=seat.city_id).exists()


rules.add_perm("hours.countersign_declaration", supervises)
rules.add_perm("hours.set_ceiling", is_programme_staff)
rules.add_perm("hours.write_sheet", holds_the_seat)
rules.add_perm("hours.lock_sheet", is_programme_staff)
