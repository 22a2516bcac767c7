"""Who may run a cohort."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
from cities.rules import writes_for


@rules.predicate
def represents_participation(user: Any, participation: Any) -> bool:
    """Holds a writing seat of a city that is still in the cohort."""
    return bool(participation) and participation.is_active and writes_for(user, participation.city_id)


rules.add_perm("cohorts.run_cohort", is_programme_staff)
rules.add_perm("cohorts.pair_cities", is_programme_staff)
rules.add_perm("cohorts.withdraw_participation", is_programme_staff)
