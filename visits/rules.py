"""Who may note a visit, and who says what it brought."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
from cohorts.rules import represents_participation
from visits.querysets import noting_for


@rules.predicate
def notes_for_a_city(user: Any, visit: Any) -> bool:
    """Is staff or holds a writing seat of one of its cities that are still in the cohort."""
    return bool(visit) and noting_for(user, visit).exists()


@rules.predicate
def took_it_home(user: Any, takeaway: Any) -> bool:
    """Holds a writing seat of the city whose takeaway it is, while that city is in the cohort."""
    return bool(takeaway) and represents_participation(user, takeaway.participation)


rules.add_perm("visits.note_visit", is_programme_staff)
rules.add_perm("visits.note_takeaway", notes_for_a_city)
rules.add_perm("visits.change_takeaway", is_programme_staff | took_it_home)
