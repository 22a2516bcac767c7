from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from cities import gazetteer
from cities.names import fold, keys
from cities.states import WRITING_SEATS, SeatRole

if TYPE_CHECKING:
    from cities.models import City, CityName, Representative, Theme


class ThemeQuerySet(models.QuerySet["Theme"]):
    def visible_to(self, user: Any) -> ThemeQuerySet:
        """The list of themes is public."""
        return self


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

    def kept_by(self, user: Any) -> CityQuerySet:
        """Cities whose inner pages this person reads: all of them for staff, else those of their seats."""
        return self if getattr(user, "is_programme_staff", False) else self.represented_by(user)

    def without_lead(self) -> CityQuerySet:
        """Cities for which nobody leads or is invited to."""
        return self.exclude(pk__in=self.model._default_manager.filter(seats__role=SeatRole.LEAD, seats__ended_on=None))

    def concerned_with(self, theme: Theme) -> CityQuerySet:
        """Cities that offer or seek something on this theme."""
        return self.filter(Q(offers_themes=theme) | Q(seeks_themes=theme)).distinct()

    def found_by(self, words: str) -> CityQuerySet:
        """Cities one of whose names holds all words, whatever the accents, case or script.

        A whole name in another language finds its city, too (`Cologne` finds Köln), through the gazetteer.
        """
        written = self
        for word in fold(words).split():
            written = written.filter(pk__in=self._named(keys(word)))
        others = self._called(gazetteer.synonyms(words))
        return self.filter(Q(pk__in=written.values("pk")) | Q(pk__in=others))

    def match(self, name: str, country: str) -> City | None:
        """The city called `name` in the country (ISO code): by one of its own names, else by any the gazetteer knows.

        Of several the most populous.
        """
        largest_first = self.filter(country=country).order_by(F("population").desc(nulls_last=True), "pk")
        others = self._called(gazetteer.synonyms(name, country))
        return largest_first.called(name).first() or largest_first.filter(pk__in=others).first()

    def called(self, name: str) -> CityQuerySet:
        """Cities that have `name` among their own, whatever the accents, case or script."""
        return self.filter(pk__in=self._called(keys(name)))

    def _called(self, names: Iterable[str]) -> models.QuerySet[Any]:
        """Ids of the cities one of whose names has one of these keys whole."""
        return self._named(f"|{key}|" for key in names)

    def _named(self, parts: Iterable[str]) -> models.QuerySet[Any]:
        """Ids of the cities one of whose names holds one of these parts of `searchable` names; none without parts."""
        conditions = [Q(names__folded__contains=part) for part in parts]
        found = self.model._default_manager.filter(reduce(or_, conditions)) if conditions else self.none()
        return found.values("pk")


class CityNameQuerySet(models.QuerySet["CityName"]):
    def visible_to(self, user: Any) -> CityNameQuerySet:
        """A name is no secret; which cities one sees is asked of the cities."""
        return self


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

    def waiting(self) -> RepresentativeQuerySet:
        """Offered seats that nobody has claimed yet."""
        return self.filter(ended_on=None, user=None)

    def never_invited(self) -> RepresentativeQuerySet:
        """Seats made by an import, whose people do not know of them yet."""
        return self.waiting().filter(invitation=None)

    def held_by(self, user: Any) -> RepresentativeQuerySet:
        return self.active().filter(user=user) if user.is_authenticated else self.none()
