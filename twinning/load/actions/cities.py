"""Invented cities with their people, places in a cohort and pairings, written in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, islice
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import User
from cities import gazetteer
from cities.birth import free_slug, names_of
from cities.models import City, CityName, Representative, Theme
from cities.states import SeatRole
from cohorts.models import Cohort, Pairing, PairingSide, Participation, PilotActivity
from cohorts.states import Role, Side
from twinning.load import invention

BATCH = 1000


@dataclass(frozen=True)
class Member:
    """A city of the cohort with the person who leads there."""

    participation: Participation
    seat: Representative
    lead: User

    @property
    def city(self) -> City:
        return self.participation.city


def add_staff(cohort: Cohort) -> User:
    """A member of the programme staff of this load; nobody can sign in as them."""
    return _people(["staff"], cohort, is_programme_staff=True)[0]


def add_members(cohort: Cohort, number: int, dice: Random) -> list[Member]:
    """Cities that come in turn as twin and as pilot, each with a lead and a deputy who is not invited yet."""
    cities = _cities(number, dice)
    people = _people([city.slug for city in cities], cohort)
    since = cohort.starts_on
    seats = Representative.objects.bulk_create(
        (
            Representative(city=city, user=user, name=user.name, email=user.email, started_on=since)
            for city, user in zip(cities, people, strict=True)
        ),
        batch_size=BATCH,
    )
    Representative.objects.bulk_create(
        (
            Representative(city=city, role=SeatRole.DEPUTY, email=f"deputy.{user.email}", started_on=since)
            for city, user in zip(cities, people, strict=True)
        ),
        batch_size=BATCH,
    )
    participations = Participation.objects.bulk_create(
        (
            Participation(cohort=cohort, city=city, role=Role.PILOT if place % 2 else Role.TWIN, joined_on=since)
            for place, city in enumerate(cities)
        ),
        batch_size=BATCH,
    )
    return [Member(*each) for each in zip(participations, seats, people, strict=True)]


def pair_neighbours(cohort: Cohort, members: Sequence[Member], facilitator: User, dice: Random) -> None:
    """Each twin learns from the pilot that came after it; the last twin of an odd number stays alone."""
    couples = list(zip(members[::2], members[1::2], strict=False))
    activities = PilotActivity.objects.bulk_create(
        (PilotActivity(name=invention.sentence(dice), summary=invention.paragraph(dice)) for _couple in couples),
        batch_size=BATCH,
    )
    link = PilotActivity.cities.through
    link.objects.bulk_create(
        (
            link(pilotactivity=activity, city=pilot.city)
            for activity, (_twin, pilot) in zip(activities, couples, strict=True)
        ),
        batch_size=BATCH,
    )
    pairings = Pairing.objects.bulk_create(
        (
            Pairing(cohort=cohort, activity=activity, facilitator=facilitator, starts_on=cohort.starts_on)
            for activity in activities
        ),
        batch_size=BATCH,
    )
    PairingSide.objects.bulk_create(
        (
            PairingSide(pairing=pairing, participation=member.participation, side=side)
            for pairing, couple in zip(pairings, couples, strict=True)
            for member, side in zip(couple, (Side.LEARNING, Side.SHOWING), strict=True)
        ),
        batch_size=BATCH,
    )


def _cities(number: int, dice: Random) -> list[City]:
    taken = set(City.objects.values_list("slug", flat=True))
    numbers = islice(count(len(taken) + 1), number)
    cities = []
    for each in (invention.city(place, dice) for place in numbers):
        city = City(
            name=each.name,
            country=each.country,
            population=each.population,
            latitude=each.latitude,
            longitude=each.longitude,
            offers=invention.paragraph(dice, 2),
            seeks=invention.sentence(dice),
            time_zone=gazetteer.zone_of_country(each.country) or City.time_zone.field.default,
        )
        city.slug = free_slug(city, taken)
        taken.add(city.slug)
        cities.append(city)
    made = City.objects.bulk_create(cities, batch_size=BATCH)
    CityName.objects.bulk_create((name for city in made for name in names_of(city)), batch_size=BATCH)
    _give_themes(made, dice)
    return made


def _give_themes(cities: Sequence[City], dice: Random) -> None:
    themes = list(Theme.objects.order_by("pk"))
    offers, seeks = City.offers_themes.through, City.seeks_themes.through
    chosen = [(city, dice.sample(themes, 4)) for city in cities]
    offers.objects.bulk_create(
        (offers(city=city, theme=theme) for city, four in chosen for theme in four[:2]), batch_size=BATCH
    )
    seeks.objects.bulk_create(
        (seeks(city=city, theme=theme) for city, four in chosen for theme in four[2:]), batch_size=BATCH
    )


def _people(names: Sequence[str], cohort: Cohort, **flags: bool) -> list[User]:
    """Logins without a usable password, with a proven address each."""
    nobody = make_password(None)
    people = User.objects.bulk_create(
        (
            User(
                email=f"{name}@{cohort.slug}.example.org", name=name.replace("-", " ").title(), password=nobody, **flags
            )
            for name in names
        ),
        batch_size=BATCH,
    )
    addresses = (EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people)
    EmailAddress.objects.bulk_create(addresses, batch_size=BATCH)
    return people
