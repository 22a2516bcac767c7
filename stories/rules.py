"""Who may write a story, and who lets it out."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
from cities.models import Representative


@rules.predicate
def writes_for_a_city_in_it(user: Any, story: Any) -> bool:
    """Holds a writing seat of a city the story is about; without a story, of any city at all."""
    seats = Representative.objects.held_by(user).writing()
    return seats.filter(city__stories=story).exists() if story is not None else seats.exists()


rules.add_perm("stories.write_story", is_programme_staff | writes_for_a_city_in_it)
rules.add_perm("stories.publish_story", is_programme_staff)
