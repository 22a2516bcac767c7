"""A workshop in Chromium from its announcement to the numbers it leaves: places, code, duties, hours, lock, feeds."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from cities.models import City
from cohorts.actions.pairings import Shape
from cohorts.actions.programmes import ensure
from cohorts.models import Cohort
from learning.models import LearningSession
from mailing.models import Message
from milestones.actions.joining import join, pair
from milestones.actions.starting import plan_start, start_cohort
from tests.calendars.reading import entries, said, times
from tests.factories import CityFactory, SeatFactory, UserFactory
from tests.journeys.clock import Clock
from tests.journeys.people import Person
from tests.pages.looking import Axe, faults, signed_in
from twinning.demo.history import TLP

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]

START = datetime(2026, 1, 12, 9, tzinfo=UTC)
ANNOUNCED = datetime(2026, 3, 27, 9, tzinfo=UTC)
"""In winter time; the workshop is in summer time, ten o'clock in Brussels either way."""
BEGINS = datetime(2026, 3, 31, 8, tzinfo=UTC)
ENDS = BEGINS + timedelta(hours=2)
MONTH_END = datetime(2026, 3, 31, 15, tzinfo=UTC)
NEXT_MONTH = datetime(2026, 4, 1, 7, tzinfo=UTC)
MARCH = "2026-03"
WORKSHOP = "Workshop 1: defining the learning roadmap"
HOURS = Decimal(2)
CITIES = ("Alba Iulia", "Köln", "Eskişehir")


@dataclass
class World:
    """A cohort of the real programme; three cities learn from one pilot, each has somebody with a seat."""

    cohort: Cohort
    staff: User
    ana: User
    greta: User
    elif_: User


@pytest.fixture
def world(transactional_db: None) -> World:
    staff = UserFactory(name="Sofia Brandt", staff=True)
    cohort = start_cohort(plan_start(ensure(TLP), number=5, starts_on=START.date()), by=staff, now=START)
    alba = CityFactory(name="Alba Iulia", country="RO", time_zone="Europe/Bucharest")
    koln = CityFactory(name="Köln", country="DE", time_zone="Europe/Berlin")
    eskisehir = CityFactory(name="Eskişehir", country="TR", time_zone="Europe/Istanbul")
    kozani = CityFactory(name="Kozani", country="GR", time_zone="Europe/Athens")
    *twins, pilot = (
        join(cohort, city, "pilot" if city == kozani else "twin", joined_on=START.date(), by=staff, now=START)
        for city in (alba, koln, eskisehir, kozani)
    )
    pair(cohort, Shape(twins, [pilot], about="Shade"), starts_on=START.date(), by=staff, now=START)
    people = {"ana": (alba, "Ana Moldovan"), "greta": (koln, "Greta Lind"), "elif_": (eskisehir, "Elif Kaya")}
    return World(cohort, staff, **{key: person(*who) for key, who in people.items()})


def person(city: City, name: str) -> User:
    user: User = UserFactory(name=name, time_zone=city.time_zone)
    SeatFactory(city=city, user=user, name=name, started_on=START.date())
    return user


@pytest.mark.parametrize("with_script", [True, False], ids=["with script", "without script"])
def test_a_workshop_from_its_announcement_to_the_numbers_it_leaves(
    open_context: Open, live_server: LiveServer, world: World, clock: Clock, axe: Axe, with_script: bool
) -> None:
    clock.stands_at(ANNOUNCED)
    staff, ana, greta, elif_ = (
        Person(signed_in(open_context(java_script_enabled=with_script), live_server, each))
        for each in (world.staff, world.ana, world.greta, world.elif_)
    )
    announce(staff, world.cohort)
    take_the_places(ana, greta, elif_, world)
    clock.stands_at(BEGINS - timedelta(minutes=5))
    check_in(staff, greta)
    check_in(staff, elif_)
    clock.stands_at(ENDS + timedelta(minutes=10))
    close_the_attendance(staff, world.cohort)
    clock.stands_at(MONTH_END)
    confirm_what_is_proposed(elif_)
    say_that_there_was_nothing(ana)
    clock.stands_at(NEXT_MONTH)
    lock_the_month(staff, world.cohort)
    the_numbers_agree(staff, elif_, world.cohort)
    the_month_stays_closed(elif_)
    if with_script:
        assert faults(elif_.page, axe) == []


def announce(staff: Person, cohort: Cohort) -> None:
    """Two hours on the last day of the month, for two people."""
    staff.opens(f"/programme/cohorts/{cohort.slug}/sessions/")
    staff.follows(f"Plan it {WORKSHOP}")
    staff.types(day=f"{BEGINS:%Y-%m-%d}", time="10:00", minutes="120", place="Sala Unirii", capacity="2")
    staff.presses("Keep as a draft")
    staff.reads("Tue 31 March 2026, 10:00 in Brussels (CEST)")
    staff.presses("Announce")
    staff.reads("Announced. Everybody who is invited is told.")


def take_the_places(ana: Person, greta: Person, elif_: Person, world: World) -> None:
    """Two have a place, the third waits; one gives up, the third moves up by herself and is told."""
    registers(ana, "You are registered")
    registers(greta, "You are registered")
    registers(elif_, "you are on the waiting list")
    ana.presses("Cancel the registration")
    ana.reads("The registration of Ana Moldovan is cancelled.")
    elif_.page.reload()
    expect(elif_.page.get_by_text("Registered", exact=True)).to_be_visible()
    assert Message.objects.filter(to=world.elif_.email, key__contains="moved_up").count() == 1
    events = [the_event(each) for each in (ana, greta, elif_)]
    assert [said(event)[2] for event in events] == ["CANCELLED", "CONFIRMED", "CONFIRMED"]
    assert [times(event) for event in events] == [(BEGINS, ENDS)] * 3


def registers(person: Person, answer: str) -> None:
    person.opens("/workspace/")
    with person.in_clicks(2):
        person.follows("Sessions")
        person.presses("Join the waiting list" if "waiting" in answer else "Register")
    person.reads(answer)
    person.opens(the_session().get_absolute_url())


def check_in(staff: Person, person: Person) -> None:
    """The code is read off the slide and typed on the page of the session."""
    staff.opens(f"/sessions/{the_session().pk}/slide/")
    code = staff.page.locator(".slide__code [aria-hidden]").inner_text()
    person.opens(the_session().get_absolute_url())
    with person.in_clicks(2):
        person.follows("Check in")
        person.types(code=code)
        person.presses("I am here")
    person.reads("You are checked in. Welcome.")


def close_the_attendance(staff: Person, cohort: Cohort) -> None:
    """Whoever was there has done it, in the matrix too; Ana's city has not."""
    staff.opens("/sessions/")
    staff.follows(f"people of {WORKSHOP}")
    expect(staff.page.get_by_text("by code")).to_have_count(2)
    staff.presses("Close the attendance")
    staff.reads("The attendance is closed.")
    staff.opens(f"/programme/cohorts/{cohort.slug}/")
    standings = {city: standing_in_matrix(staff.page, city) for city in CITIES}
    assert standings == {"Alba Iulia": "Not yet", "Köln": "Attended", "Eskişehir": "Attended"}


def confirm_what_is_proposed(elif_: Person) -> None:
    elif_.opens("/workspace/")
    with elif_.in_clicks(3):
        elif_.follows("Open")
        elif_.reads(WORKSHOP, "31 March 2026, you were there", "and 2.0 h proposed, not counted")
        elif_.presses("Confirm the one proposed row")
        elif_.presses("Mark March 2026 complete")
    elif_.reads("March 2026 is complete.")


def say_that_there_was_nothing(ana: Person) -> None:
    """Nothing is proposed to who was not there; nothing at all is an answer too."""
    ana.opens("/workspace/hours/")
    expect(ana.page.locator(".is-proposed")).to_have_count(0)
    ana.presses("Mark March 2026 complete")
    ana.reads("March 2026 is complete.")


def lock_the_month(staff: Person, cohort: Cohort) -> None:
    staff.opens(f"/programme/hours/?cohort={cohort.slug}")
    staff.presses("Lock March 2026")
    staff.reads("March 2026 is locked for 3 people. 1 of them had not called it complete.")


def the_numbers_agree(staff: Person, elif_: Person, cohort: Cohort) -> None:
    """Heat map, both files and the calendars of city and cohort say the same of the same workshop."""
    staff.opens(f"/programme/hours/?cohort={cohort.slug}")
    heat = {city: cell_of(staff.page, city) for city in CITIES}
    assert heat == {"Alba Iulia": (Decimal(0), "zero"), "Köln": (None, "no answer"), "Eskişehir": (HOURS, "below")}
    assert table_of_months(staff.page) == {city: hours for city, (hours, _words) in heat.items()}
    assert sheet_of_entries(staff.page) == [
        ("Eskişehir", "Elif Kaya", "Seminars, workshops and sessions", HOURS, "locked")
    ]
    of_city, of_cohort = the_event(elif_), the_event(staff, cohort)
    assert times(of_city) == times(of_cohort) == (BEGINS, ENDS)
    assert (ENDS - BEGINS) / timedelta(hours=1) == HOURS
    duties = {event.summary.value for event in feed(elif_).values() if WORKSHOP in event.summary.value}
    assert duties == {WORKSHOP, f"Done: {WORKSHOP} (Eskişehir)"}


def the_month_stays_closed(elif_: Person) -> None:
    elif_.opens("/workspace/hours/")
    elif_.follows("March 2026")
    elif_.reads("The programme team has locked this month.")


# What the pages, files and feeds say


def the_session() -> LearningSession:
    return LearningSession.objects.get()


def standing_in_matrix(page: Page, city: str) -> str:
    """What the matrix says of the workshop for this city."""
    table = page.locator("table.matrix")
    columns = table.locator("thead tr").nth(1).locator("th").all()
    place = next(n for n, column in enumerate(columns) if column.get_attribute("title") == WORKSHOP)
    return table.locator("tbody tr", has_text=city).locator("td").nth(place).inner_text().strip()


def cell_of(page: Page, city: str) -> tuple[Decimal | None, str]:
    """Hours and words of the city's March on the heat map; no hours where nobody has answered."""
    heads = page.locator(".heatmap thead th").all_inner_texts()
    cell = page.locator(".heatmap tbody tr", has_text=city).locator("td").nth(heads.index("Mar 2026") - 1)
    hours = re.search(r"\d+\.\d+", cell.locator(".heat__hours").inner_text())
    return Decimal(hours[0]) if hours else None, cell.locator(".heat__words").first.inner_text()


def table_of_months(page: Page) -> dict[str, Decimal | None]:
    """The CSV behind the heat map: hours of March by city."""
    file = page.request.get(f"{urlsplit(page.url).path}{page.get_by_role('link', name='CSV').get_attribute('href')}")
    rows = csv.DictReader(StringIO(file.body().decode("utf-8-sig")))
    return {
        row["City"]: Decimal(row["Hours"]) if row["Hours"] else None for row in rows if row["Month"] == f"{MARCH}-01"
    }


def sheet_of_entries(page: Page) -> list[tuple[object, ...]]:
    """The XLSX of all lines of March, as it is asked for on the page: who, what, how long, and whether it is locked."""
    page.locator("[name=since]").fill(MARCH)
    page.locator("[name=until]").fill(MARCH)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    head, *lines = book["Table"].values
    read = [dict(zip(head, line, strict=True)) for line in lines]
    return [tuple(each[name] for name in ("City", "Person", "Kind of work", "Hours", "State")) for each in read]


def the_event(person: Person, cohort: Cohort | None = None) -> Any:
    """The workshop in the person's own calendar, or in that of a cohort, by the address their page shows."""
    return feed(person, cohort)[str(the_session().uid)]


def feed(person: Person, cohort: Cohort | None = None) -> dict[str, Any]:
    person.opens("/calendar/")
    address = person.page.locator(f"#address-{cohort.slug if cohort else 'own'}").input_value()
    return entries(person.page.request.get(urlsplit(address).path).body())
