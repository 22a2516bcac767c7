"""Two twins that learn from one host in a cohort of the real programme; what their calendars say of the visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from accounts.models import User
from cities.models import City
from cohorts.actions.pairings import Shape
from cohorts.actions.programmes import ensure
from cohorts.models import Cohort
from mailing.models import Message
from milestones.actions.joining import join, pair
from milestones.actions.starting import plan_start, start_cohort
from tests.calendars.reading import entries, said, times
from tests.factories import CityFactory, SeatFactory, UserFactory
from tests.journeys.people import Person
from twinning.demo.history import TLP
from visits.models import Visit

START = datetime(2026, 1, 12, 9, tzinfo=UTC)
PROPOSED = datetime(2026, 2, 23, 9, tzinfo=UTC)
"""In winter time; the days that are agreed on lie before the clocks change, those they are moved to after it."""
OFFERED = [(date(2026, 3, 17), date(2026, 3, 18)), (date(2026, 3, 24), date(2026, 3, 25))]
MOVED_TO = (date(2026, 4, 7), date(2026, 4, 8))
ATHENS = ZoneInfo("Europe/Athens")
DEPOT, EVENING = "The depot of the district heating", "An evening with the owners"
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"


@dataclass
class People:
    staff: Person
    ana: Person
    greta: Person
    nikos: Person


@dataclass
class World:
    """A cohort of the real programme; Alba Iulia and Köln learn together from Kozani."""

    cohort: Cohort
    staff: User
    ana: User
    greta: User
    nikos: User


def make_world() -> World:
    staff = UserFactory(name="Sofia Brandt", staff=True)
    cohort = start_cohort(plan_start(ensure(TLP), number=5, starts_on=START.date()), by=staff, now=START)
    alba = CityFactory(name="Alba Iulia", country="RO", time_zone="Europe/Bucharest")
    koln = CityFactory(name="Köln", country="DE", time_zone="Europe/Berlin")
    kozani = CityFactory(name="Kozani", country="GR", time_zone="Europe/Athens")
    *twins, pilot = (
        join(cohort, city, "pilot" if city == kozani else "twin", joined_on=START.date(), by=staff, now=START)
        for city in (alba, koln, kozani)
    )
    pair(cohort, Shape(twins, [pilot], about="District heating"), starts_on=START.date(), by=staff, now=START)
    people = [(alba, "Ana Moldovan"), (koln, "Greta Lind"), (kozani, "Nikos Papadakis")]
    return World(cohort, staff, *(person(*who) for who in people))


def person(city: City, name: str) -> User:
    user = UserFactory(name=name, time_zone=city.time_zone)
    SeatFactory(city=city, user=user, name=name, started_on=START.date())
    return user


def the_visit() -> Visit:
    return Visit.objects.with_names().get()


def calendars_agree(people: People, days: tuple[date, date], slots: dict[str, str]) -> dict[str, int]:
    """The feeds of host, both guests, and of staff's cohort say the same; answers the sequence by UID.

    A slot that fell out stands, as cancelled, where it was last.
    """
    feeds = [feed(each) for each in (people.nikos, people.ana, people.greta)]
    span = str(the_visit().uid)
    for found in [*feeds, feed(people.staff, the_visit().cohort)]:
        assert times(found[span]) == (days[0], days[1] + timedelta(days=1))
        assert said(found[span]) == (the_visit().title, the_visit().sequence, CONFIRMED)
    where = {DEPOT: (days[0], "10:00", 120), EVENING: (days[1], "19:00", 90)}
    told = [
        {uid: (said(each), times(each)) for uid, each in found.items() if each.summary.value in slots}
        for found in feeds
    ]
    assert told[0] == told[1] == told[2]
    for (title, sequence, status), instants in told[0].values():
        day, starts, minutes = where[title]
        assert (sequence, status) == (the_visit().sequence, slots[title])
        assert instants == (at(day, starts), at(day, starts) + timedelta(minutes=minutes))
    return {span: said(feeds[0][span])[1], **{uid: each[0][1] for uid, each in told[0].items()}}


def feed(who: Person, cohort: Cohort | None = None) -> dict[str, Any]:
    """By the address that the page of one's calendar shows."""
    who.opens("/calendar/")
    address = who.page.locator(f"#address-{cohort.slug if cohort else 'own'}").input_value()
    return entries(who.page.request.get(urlsplit(address).path).body())


def letter(kind: str, to: str) -> str:
    """The entry for calendars that went along with a mail."""
    attachment = Message.objects.get(kind=kind, to=to).attachment
    assert attachment
    return str(attachment["text"])


def at(day: date, clock: str) -> datetime:
    """A time in Kozani, as an instant in UTC."""
    return datetime.combine(day, time.fromisoformat(clock), ATHENS).astimezone(UTC)
