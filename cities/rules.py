"""Who may do what for a city. A seat gives rights while it is claimed and not ended."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
from cities.models import Representative


def seats_of(user: Any) -> list[Representative]:
    """The seats a person holds, asked once per request and kept on the user object."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_seats_held"):
        user._seats_held = list(Representative.objects.held_by(user).select_related("city").order_by("pk"))
    return user._seats_held


def writes_for(user: Any, city_id: int) -> bool:
    """Holds a seat of the city that may submit and log (a viewer reads only)."""
    return Representative.objects.held_by(user).writing().filter(city_id=city_id).exists()


@rules.predicate
def represents_city(user: Any, city: Any) -> bool:
    return bool(city) and writes_for(user, city.pk)


rules.add_perm("cities.change_city", is_programme_staff)
rules.add_perm("cities.describe_city", is_programme_staff | represents_city)
rules.add_perm("cities.appoint_representative", is_programme_staff)
