"""Whatever happens in the same moment, a city has one lead and a link fills one seat."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from accounts.models import User
from cities.actions import seats
from cities.models import City, Representative
from mailing.models import Message
from tests.at_once import answers_at_once
from tests.factories import CityFactory, UserFactory
from workflow.refusals import Refusal

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
AT_ONCE = 8


@pytest.fixture
def staff() -> User:
    return UserFactory.create(staff=True)


@pytest.fixture
def city() -> City:
    return CityFactory.create()


def all_at_once(acts: list[Callable[[], object]]) -> list[str]:
    """What each act came to: `done`, or the name of its refusal."""
    answers = answers_at_once(*acts)
    return sorted(type(each).__name__ if isinstance(each, Refusal) else "done" for each in answers)


def appointed(city: City, staff: User, email: str, role: str = "lead") -> Representative:
    return seats.appoint(city=city, role=role, name="", email=email, by=staff, now=NOW)


def claimed(link: str) -> object:
    return seats.claim(token=link, by=None, now=NOW, password="four unrelated words", name="Ana")


def token() -> str:
    return Message.objects.get(kind="invitation").text.partition("/invitations/")[2].partition("/")[0]


def test_of_many_leads_appointed_at_once_one_is_the_lead(city: City, staff: User) -> None:
    acts = [lambda n=n: appointed(city, staff, f"lead{n}@example.org") for n in range(AT_ONCE)]
    assert all_at_once(acts) == ["SeatTaken"] * (AT_ONCE - 1) + ["done"]
    assert (city.seats.current().count(), Message.objects.count()) == (1, 1)


def test_a_link_clicked_many_times_fills_the_seat_once(city: City, staff: User) -> None:
    appointed(city, staff, "ana@example.org")
    link = token()
    assert all_at_once([lambda: claimed(link)] * AT_ONCE) == ["NotOpen"] * (AT_ONCE - 1) + ["done"]
    assert (User.objects.count(), Representative.objects.active().count()) == (2, 1)


def test_an_offer_is_either_claimed_or_taken_back(city: City, staff: User) -> None:
    for round_ in range(5):
        Message.objects.all().delete()
        seat = appointed(city, staff, f"ana{round_}@example.org")
        link = token()
        outcome = all_at_once(
            [lambda link=link: claimed(link), lambda seat=seat: seats.revoke(seat, by=staff, now=NOW)]
        )
        seat.refresh_from_db()
        assert outcome in (["NotOpen", "done"], ["SeatGone", "done"])
        assert seat.is_claimed == (outcome[0] == "SeatGone") == (seat.ended_on is None)
        if seat.is_claimed:
            seats.end_mandate(seat, reason="Next round", by=staff, now=NOW)


def test_two_handovers_of_one_seat_make_one_successor(city: City, staff: User) -> None:
    seat = appointed(city, staff, "ana@example.org")
    acts = [
        lambda n=n: seats.hand_over(seat, name="", email=f"next{n}@example.org", by=staff, now=NOW)
        for n in range(AT_ONCE)
    ]
    assert all_at_once(acts) == ["SeatGone"] * (AT_ONCE - 1) + ["done"]
    assert city.seats.current().count() == 1
