"""Who answers a poll, and who may decide it; the room whose date it is narrows the latter."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
from cities.models import Representative


@rules.predicate
def is_asked(user: Any, poll: Any) -> bool:
    """Holds a seat of one of the cities that are asked."""
    return bool(poll) and Representative.objects.held_by(user).filter(city__in=poll.cities.values("pk")).exists()


rules.add_perm("polls.answer_poll", is_programme_staff | is_asked)
rules.add_perm("polls.decide_poll", is_programme_staff | is_asked)
