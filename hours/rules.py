"""Whose hours are whose: nobody writes another person's month, not even staff."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
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


rules.add_perm("hours.write_sheet", holds_the_seat)
rules.add_perm("hours.lock_sheet", is_programme_staff)
