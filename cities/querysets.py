from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from cities.names import fold
from cities.states import WRITING_SEATS

if TYPE_CHECKING:
    from cities.models import City, Representative


class CityQuerySet(models.QuerySet["City"]):
    def visible_to(self, user: Any) -> CityQuerySet:
        """Who twins with whom is public; a city that takes part nowhere is known to signed-in people only."""
        if user.is_authenticated:
            return self
        return self.filter(participations__cohort__is_public=True).distinct()

    def represented_by(self, user: Any) -> CityQuerySet:
        """Cities for which this person holds a seat today."""
        held = {"seats__user": user, "seats__user__is_active": True, "seats__ended_on": None}
        return self.filter(**held).distinct()

    def found_by(self, words: str) -> CityQuerySet:
        """Cities one of whose names contains all words, whatever the accents, case or script."""
        found = self
        for word in fold(words).split():
            found = found.filter(names__folded__contains=word)
        return found.distinct()


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def visible_to(self, user: Any) -> RepresentativeQuerySet:
        """Staff see every seat; a representative sees the seats of the cities that share a room with theirs.

        Sharing a room means holding a seat for the same city; partners of a pairing are read through the pairing.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_programme_staff:
            return self
        return self.filter(city__in=self.active().filter(user=user).values("city"))

    def current(self) -> RepresentativeQuerySet:
        """Seats that are filled or offered: everything but the ended ones."""
        return self.filter(ended_on=None)

    def active(self) -> RepresentativeQuerySet:
        """Seats that give rights: claimed by an active person and not ended."""
        return self.filter(ended_on=None, user__is_active=True)

    def writing(self) -> RepresentativeQuerySet:
        return self.filter(role__in=WRITING_SEATS)

    def held_by(self, user: Any) -> RepresentativeQuerySet:
        return self.active().filter(user=user) if user.is_authenticated else self.none()
