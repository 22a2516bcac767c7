"""A trip as its traveller plans it: when, why, by which way, and about what it will cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import City
from cohorts.models import Cohort
from travel.models import Leg, Trip
from travel.people import cities_sending
from travel.schemes import scheme_of
from travel.states import WITH_THE_TRAVELLER
from ui.templatetags.kit import days
from visits.models import Visit
from visits.states import VisitState
from workflow.history import record
from workflow.refusals import NotAllowed, NotNow, Refusal

MOST_LEGS = 20


class NotATrip(Refusal):
    """Days in the wrong order, a leg that leads nowhere, or a programme that pays no travel."""


class AlreadyAway(Refusal):
    """The person is on another trip on one of these days."""


@dataclass(frozen=True)
class Estimate:
    """When, why, and what it will cost in EUR. For a visit the purpose may be empty: it is its title then."""

    starts_on: date
    ends_on: date
    eur: Decimal
    purpose: str = ""


@dataclass(frozen=True)
class Way:
    """A leg to be."""

    mode: str
    origin: City
    destination: City
    is_return: bool = True


def plan(where: Visit | Cohort, said: Estimate, *, by: Any, now: datetime) -> Trip:
    """Estimate one's trip to a visit, or another one of the cohort.

    Raises NotAllowed, NotNow, NotATrip or AlreadyAway.
    """
    visit, cohort = (where, where.cohort) if isinstance(where, Visit) else (None, where)
    with transaction.atomic():
        _held_traveller(by.pk)
        cities = cities_sending(by, where)
        if not cities:
            raise NotAllowed(_("Trips are planned by those who travel for a city."))
        if scheme_of(cohort) is None:
            raise NotATrip(_("This programme pays no travel."))
        if visit and visit.state == VisitState.CANCELLED:
            raise NotNow(_("The visit is cancelled."))
        if visit and Trip.objects.filter(visit=visit, traveller=by).exists():
            raise AlreadyAway(_("You have a trip to this visit already."))
        purpose = said.purpose.strip() or (visit.title if visit else "")
        trip = Trip(cohort=cohort, visit=visit, traveller=by, city=cities[0])
        _write(trip, said, purpose)
        record(trip, "plan", _("estimated the trip"), by=by, now=now)
    return trip


def change(trip: Trip, said: Estimate, *, by: Any, now: datetime) -> Trip:
    """Raises NotAllowed, NotNow, NotATrip or AlreadyAway."""
    with transaction.atomic():
        row = own(trip, by=by)
        _write(row, said, said.purpose.strip() or row.purpose)
        record(row, "change", _("changed the estimate"), by=by, now=now)
    return row


def drop(trip: Trip, *, by: Any) -> None:
    """Delete a trip that does not take place, receipts and all. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        row = own(trip, by=by)
        places = [str(line.file) for line in row.lines.exclude(file="")]
        row.delete()
        for place in places:
            transaction.on_commit(partial(default_storage.delete, place))


def add_leg(trip: Trip, way: Way, *, by: Any) -> Leg:
    """Raises NotAllowed, NotNow or NotATrip."""
    with transaction.atomic():
        row = own(trip, by=by)
        if way.origin == way.destination:
            raise NotATrip(_("Choose two different cities."), field="destination")
        if row.legs.count() >= MOST_LEGS:
            raise NotATrip(_("A trip has at most %(n)d legs.") % {"n": MOST_LEGS})
        return Leg.objects.create(trip=row, **vars(way))


def drop_leg(leg: Leg, *, by: Any) -> None:
    """Raises NotAllowed or NotNow."""
    with transaction.atomic():
        own(leg.trip, by=by)
        leg.delete()


def held(trip: Trip) -> Trip:
    """The trip as it is now. Its traveller is locked first: all that changes one person's money waits in one line."""
    _held_traveller(trip.traveller_id)
    rows = Trip.objects.select_for_update(of=("self",)).select_related("cohort", "visit", "traveller", "city")
    return rows.get(pk=trip.pk)


def own(trip: Trip, *, by: Any) -> Trip:
    """The same for its traveller, while it can be written. Raises NotAllowed or NotNow."""
    row = held(trip)
    if not by.has_perm("travel.claim_trip", row):
        raise NotAllowed(_("A trip is written by the person who travels."))
    if row.state not in WITH_THE_TRAVELLER:
        raise NotNow(_("This is “%(state)s” by now, so it does not change.") % {"state": row.get_state_display()})
    return row


def _held_traveller(pk: int) -> None:
    User.objects.select_for_update(no_key=True).get(pk=pk)


def _write(trip: Trip, said: Estimate, purpose: str) -> None:
    if said.ends_on < said.starts_on:
        raise NotATrip(_("The last day is before the first."), field="ends_on")
    if not purpose:
        raise NotATrip(_("Say what the trip is for."), field="purpose")
    if said.eur < 0:
        raise NotATrip(_("The estimate is a sum of money."), field="estimate")
    others = Trip.objects.filter(traveller=trip.traveller).exclude(pk=trip.pk)
    if away := others.sharing_a_day(said.starts_on, said.ends_on).first():
        words = {"trip": away.purpose, "days": days(away.starts_on, away.ends_on)}
        raise AlreadyAway(_("On these days there is another trip: %(trip)s, %(days)s.") % words, field="starts_on")
    trip.starts_on, trip.ends_on, trip.estimate, trip.purpose = said.starts_on, said.ends_on, said.eur, purpose[:150]
    trip.save()
