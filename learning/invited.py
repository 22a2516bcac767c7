"""Which cities a session invites, and for which of them somebody may come."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from cities.models import City, Representative
from cohorts.models import Participation
from learning.models import LearningSession
from learning.states import Audience


def invited_cities(session: LearningSession) -> QuerySet[City]:
    """The cities whose people are told and may come. An open session invites its cohort, and anybody may join them."""
    active = Participation.objects.active().filter(cohort=session.cohort_id)
    invited = {
        Audience.COHORT: Q(pk__in=active.values("city")),
        Audience.PUBLIC: Q(pk__in=active.values("city")),
        Audience.PAIRING: Q(pk__in=active.filter(pairings=session.pairing_id).values("city")),
        Audience.CITIES: Q(pk__in=session.cities.values("pk")),
    }[Audience(session.audience)]
    return City.objects.filter(invited | Q(pk__in=session.leads.values("city"))).order_by("name", "pk")


def own_seats(session: LearningSession, user: Any) -> list[Representative]:
    """The seats for which this person may come: of invited cities; of an open session any of theirs."""
    held = Representative.objects.held_by(user).select_related("city").order_by("city__name")
    invited = list(held.filter(city__in=invited_cities(session).values("pk")))
    return invited or (list(held) if session.is_open_to_all else [])


def colleagues(session: LearningSession, user: Any) -> QuerySet[Representative]:
    """Seats of invited cities this person may register: all for staff, else those of cities they write for."""
    seats = Representative.objects.current().filter(city__in=invited_cities(session).values("pk"))
    if not user.is_programme_staff:
        seats = seats.filter(city__in=Representative.objects.held_by(user).writing().values("city")).exclude(user=user)
    return seats.select_related("city", "user").order_by("city__name", "name", "pk")
