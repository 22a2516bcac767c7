"""Whose hours are whose: nobody writes another person's month, not even staff."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
from cities.models import Representative


@rules.predicate
def holds_the_seat(user: Any, sheet: Any) -> bool:
    """The month belongs to a writing seat this person holds, of a city that is still in."""
    return (
        sheet is not None
        and sheet.participation.is_active
        and Representative.objects.held_by(user).writing().filter(pk=sheet.seat_id).exists()
    )


rules.add_perm("hours.write_sheet", holds_the_seat)
rules.add_perm("hours.lock_sheet", is_programme_staff)
