"""For which cities a person travels."""

from __future__ import annotations

from typing import Any

from cities.models import City
from cohorts.models import Cohort, Participation
from visits.models import Delegate, Visit
from visits.party import travelling


def cities_sending(user: Any, where: Visit | Cohort) -> list[City]:
    """Those of their seats that travel to the visit, or are in the cohort; of a visit those that named them, too."""
    cohort = where.cohort if isinstance(where, Visit) else where
    seats = Participation.objects.active().of(user).filter(cohort=cohort).select_related("city").order_by("pk")
    own = [each.city for each in seats]
    if not isinstance(where, Visit):
        return own
    going = travelling(where)
    named = Delegate.objects.of(user).coming().filter(visit=where).values_list("city", flat=True)
    return [city for city in going if city in own or city.pk in set(named)]
