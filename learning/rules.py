"""Who may come, for whom, and who runs a session."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
from cities.rules import writes_for
from learning.models import LearningSession


@rules.predicate
def is_invited(user: Any, session: Any) -> bool:
    """One of the person's cities is invited or leads, or the session is open to everybody."""
    return bool(session) and LearningSession.objects.inviting(user).filter(pk=session.pk).exists()


@rules.predicate
def has_the_place(user: Any, registration: Any) -> bool:
    return bool(registration) and registration.user_id == user.pk


@rules.predicate
def writes_for_its_city(user: Any, registration: Any) -> bool:
    """Holds a writing seat of the city for which somebody is registered."""
    return bool(registration and registration.city_id) and writes_for(user, registration.city_id)


@rules.predicate
def said_it(user: Any, quote: Any) -> bool:
    return bool(quote and quote.registration) and quote.registration.user_id == user.pk


rules.add_perm("learning.run_session", is_programme_staff)
rules.add_perm("learning.register_for_session", is_programme_staff | is_invited)
rules.add_perm("learning.change_registration", is_programme_staff | has_the_place | writes_for_its_city)
rules.add_perm("learning.withdraw_quote", is_programme_staff | said_it)
