"""The party of a visit: what the programme lets a city send, who reads which of its details, and the printed lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cohorts.models import Cohort
from visits.models import Delegate, Logistics, Visit
from visits.querysets.visits import party_of
from visits.standing import standing
from visits.states import HostKind

KEPT = timedelta(days=60)
"""How long after the last day of a visit the logistics of its party are kept."""


@dataclass(frozen=True)
class Category:
    """A kind of delegate; `most` of them for each city, None where the programme sets no number."""

    slug: str
    name: str
    most: int | None = None


@dataclass(frozen=True)
class PartyRules:
    """What the programme says about the party of each city: how many, and of which categories."""

    most: int | None
    categories: tuple[Category, ...]

    def name_of(self, slug: str) -> str:
        """What the programme calls a category; the slug itself where it no longer does."""
        return next((each.name for each in self.categories if each.slug == slug), slug)


def rules_of(cohort: Cohort) -> PartyRules:
    """From the key `visit: {party: ...}` of its template (docs/formats.md, "Programme templates")."""
    said = cohort.template.get("visit", {}).get("party", {})
    categories = (Category(each["slug"], each["name"], each.get("max")) for each in said.get("categories", []))
    return PartyRules(said.get("max"), tuple(categories))


def travelling(visit: Visit) -> list[City]:
    """The cities that send delegates: the guests, and the host as well where they meet elsewhere."""
    cities = [each.city for each in party_of(visit).select_related("city").order_by("city__name")]
    return [city for city in cities if city.pk != visit.host_id or visit.host_kind == HostKind.ELSEWHERE]


class Need(StrEnum):
    """Why somebody reads what a delegate has told."""

    SELF = "self"
    """It is about them."""
    CITY = "city"
    """They hold a writing seat of the delegate's city."""
    HOST = "host"
    """They hold a writing seat of the host; where no city is the host, they lead the visit."""
    LEAD = "lead"
    """They are programme staff, or facilitate the pairing."""


JOURNEY = frozenset(Need)
NEEDED_BY: dict[str, frozenset[Need]] = {
    "arrives_at": JOURNEY,
    "departs_at": JOURNEY,
    "needs_room": JOURNEY,
    "diet": frozenset({Need.SELF, Need.CITY, Need.HOST}),
    "access_needs": frozenset({Need.SELF, Need.CITY, Need.HOST}),
    "emergency_contact": frozenset({Need.SELF, Need.HOST, Need.LEAD}),
}
"""Each detail with those who need it. Whoever is not named here reads it nowhere: on no page and in no file."""


def needs(user: Any, delegate: Delegate) -> frozenset[Need]:
    """In which of these ways a person is concerned with a delegate."""
    visit, stands = delegate.visit, standing(user, delegate.visit)
    found = {
        Need.SELF: is_theirs(user, delegate),
        Need.CITY: delegate.city_id in stands.cities,
        Need.HOST: visit.host_id in stands.cities if visit.host_id else stands.leads,
        Need.LEAD: stands.leads,
    }
    return frozenset(need for need, is_so in found.items() if is_so)


def is_theirs(user: Any, delegate: Delegate) -> bool:
    """As `Delegate.objects.of` finds them."""
    if delegate.user_id:
        return bool(delegate.user_id == user.pk)
    return bool(delegate.email) and delegate.email == user.email.lower()


def read_by(user: Any, delegate: Delegate) -> list[str]:
    """The details of a delegate that this person reads, in their order; of who was called off nobody else does."""
    why = needs(user, delegate) if delegate.is_coming else needs(user, delegate) & {Need.SELF}
    return [field for field, needed in NEEDED_BY.items() if needed & why]


def told_by(user: Any, delegate: Delegate) -> list[str]:
    """The details this person may write: what they read of themselves, of their own city, or as who leads the visit."""
    return read_by(user, delegate) if needs(user, delegate) - {Need.HOST} else []


def erased_on(visit: Visit) -> date | None:
    """The day on which the logistics of a visit are gone; None while it has no dates."""
    return visit.ends_on + KEPT if visit.ends_on else None


@dataclass(frozen=True)
class PartyList:
    """A list to print: its name, whom it is for, its columns, and the details without which a row is not on it."""

    name: str | Promise
    purpose: str | Promise
    columns: tuple[tuple[str, str | Promise], ...]
    needs: str


NAME = ("name", _("Name"))
LISTS = {
    "logistics": PartyList(
        _("Arrivals and departures"), _("For whoever meets the guests."),
        (NAME, ("city", _("City")), ("arrives_at", _("Arrives")), ("departs_at", _("Departs")),
         ("access_needs", _("Access needs"))), "arrives_at",
    ),
    "diet": PartyList(_("Diet"), _("For the kitchen."), (NAME, ("diet", _("Diet"))), "diet"),
    "hotel": PartyList(
        _("Hotel"), _("For the hotel."),
        (NAME, ("first_night", _("First night")), ("leaves_on", _("Leaves on"))), "needs_room",
    ),
}  # fmt: skip
"""Each list has the fewest columns that do its work."""


def rows_of(which: PartyList, delegates: Iterable[Delegate], user: Any) -> Iterator[list[Any]]:
    """The rows this person may read, a cell empty where somebody else needs it. Instants are in its zone."""
    for each in delegates:
        told, readable = getattr(each, "logistics", None), read_by(user, each)
        if told and which.needs in readable and (which.needs == "arrives_at" or getattr(told, which.needs)):
            yield [_cell(column, each, told, readable) for column, _label in which.columns]


def _cell(column: str, delegate: Delegate, told: Logistics, readable: list[str]) -> Any:
    if made := MADE.get(column):
        return made(delegate, told)
    if column not in readable:
        return ""
    value = getattr(told, column)
    return value.astimezone(ZoneInfo(delegate.visit.zone)) if isinstance(value, datetime) else value


def _day(instant: Any, delegate: Delegate) -> date | None:
    return instant.astimezone(ZoneInfo(delegate.visit.zone)).date() if instant else None


MADE: dict[str, Callable[[Delegate, Logistics], Any]] = {
    "name": lambda delegate, told: delegate.name,
    "city": lambda delegate, told: str(delegate.city),
    "first_night": lambda delegate, told: _day(told.arrives_at, delegate),
    "leaves_on": lambda delegate, told: _day(told.departs_at, delegate),
}
