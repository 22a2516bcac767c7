"""Whom a visit concerns, and who is expected to come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Representative
from visits.models import Visit
from visits.querysets.visits import party_of


@dataclass(frozen=True)
class Expected:
    """Somebody who may come; `key` is the same person's wherever they are named: `u12` with a login, `s7` a seat,
    `d3` a delegate who has neither.
    """

    key: str
    name: str
    city_id: int | None
    user_id: int | None = None


@dataclass(frozen=True)
class Reader:
    """Somebody who is told of a change by mail, and why. Without a login they have no `user`, and no `page` to open."""

    key: str
    name: str
    email: str
    language: str
    user: Any
    page: str
    why: str | Promise


def concerned(visit: Visit) -> list[Reader]:
    """Everybody a change of the visit is told: the people of its cities and the facilitator, in a fixed order."""
    why = _("You get this mail because your city is on this visit, or because you facilitate its pairing.")
    return [_with_login(person, visit.get_absolute_url(), why) for person in _people_of(visit)]


def travelling_along(visit: Visit) -> list[Reader]:
    """Who else is named to come: delegates without a seat of its cities. Without a login they read English."""
    why = _("You get this mail because you are named to come to this visit.")
    told = _people_of(visit)
    others = visit.delegates.coming().exclude(email="").exclude(user__in=told).exclude(user__is_active=False)
    others = others.exclude(email__in=[person.email.lower() for person in told])
    return [
        _with_login(each.user, each.get_absolute_url(), why)
        if each.user
        else Reader(f"d{each.pk}", each.name, each.email, "en", None, "", why)
        for each in others.select_related("user").order_by("pk")
    ]


def _with_login(person: Any, page: str, why: Promise) -> Reader:
    return Reader(str(person.pk), person.name, person.email, person.language, person, page, why)


def _people_of(visit: Visit) -> list[Any]:
    seats = Representative.objects.active().filter(city__in=party_of(visit).values("city")).select_related("user")
    people = {seat.user for seat in seats if seat.user}
    facilitator = visit.pairing.facilitator if visit.pairing else None
    if facilitator and facilitator.is_active:
        people.add(facilitator)
    return sorted(people, key=lambda person: person.pk)


def seats_of_party(visit: Visit) -> Iterator[Expected]:
    """Who holds a seat of one of its cities, claimed or not."""
    seats = Representative.objects.current().filter(city__in=party_of(visit).values("city")).select_related("user")
    for seat in seats.order_by("city__name", "pk"):
        if seat.user:
            yield Expected(f"u{seat.user_id}", seat.user.name, seat.city_id, seat.user_id)
        else:
            yield Expected(f"s{seat.pk}", seat.name or seat.email, seat.city_id)


def delegates_of_party(visit: Visit) -> Iterator[Expected]:
    """Who is named to come. Named by an address, they are the login or the seat that has it, if there is one."""
    named = list(visit.delegates.coming().select_related("user").order_by("city__name", "name", "pk"))
    addresses = [each.email for each in named if each.email]
    seats = Representative.objects.waiting().filter(city__in=party_of(visit).values("city"), email__in=addresses)
    logins = User.objects.annotate(address=Lower("email")).filter(address__in=addresses)
    known = {seat.email: f"s{seat.pk}" for seat in seats} | {login.address: login for login in logins}
    for each in named:
        who = each.user or known.get(each.email)
        if isinstance(who, User):
            yield Expected(f"u{who.pk}", who.name, each.city_id, who.pk)
        else:
            yield Expected(who or f"d{each.pk}", each.name, each.city_id)


SOURCES: list[Callable[[Visit], Iterable[Expected]]] = [seats_of_party, delegates_of_party]
"""Where those who may come are named; who is named twice is expected once."""


def expected(visit: Visit) -> list[Expected]:
    found: dict[str, Expected] = {}
    for source in SOURCES:
        for each in source(visit):
            found.setdefault(each.key, each)
    return list(found.values())
