"""Who hands in and who reviews. Nobody reviews their own, whatever else they are."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q

from accounts.rules import is_programme_staff
from cities.models import Representative
from cohorts.rules import represents_participation


@rules.predicate
def represents_city(user: Any, deliverable: Any) -> bool:
    """Holds a writing seat of the city that owes it, while the city is in the cohort."""
    return bool(deliverable) and represents_participation(user, deliverable.obligation.participation)


@rules.predicate
def has_a_part_in_it(user: Any, deliverable: Any) -> bool:
    """Holds a seat of the city, or wrote, uploaded or submitted a part of any revision."""
    if deliverable is None:
        return False
    seats = Representative.objects.held_by(user).filter(city_id=deliverable.obligation.participation.city_id)
    wrote = Q(by=user) | Q(submitted_by=user) | Q(files__by=user)
    return seats.exists() or deliverable.revisions.filter(wrote).exists()


may_review = is_programme_staff & ~has_a_part_in_it

rules.add_perm("deliverables.submit_deliverable", represents_city)
rules.add_perm("deliverables.review_deliverable", may_review)
rules.add_perm("deliverables.reopen_deliverable", may_review)
