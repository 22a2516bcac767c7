"""A seat is offered by mail, claimed by link, passed on and ended; rights follow it at once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.actions import NotOpen, SignInFirst, SomebodyElse
from accounts.models import Invitation, User
from cities.actions import seats
from cities.actions.seats import ReasonNeeded, SeatGone, SeatTaken
from cities.models import City, Representative
from cities.rules import writes_for
from mailing.models import Message
from mailing.states import State
from tests.factories import CityFactory, SeatFactory, UserFactory
from workflow.models import Step

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)
PROFILE = {
    "password": "four unrelated words",
    "name": "Ana Moldovan",
    "language": "ro",
    "time_zone": "Europe/Bucharest",
}


@pytest.fixture
def staff() -> User:
    return UserFactory.create(staff=True, name="Sofia Brandt")


@pytest.fixture
def city() -> City:
    return CityFactory.create(name="Alba Iulia", slug="alba-iulia")


def appointed(city: City, staff: User, email: str = "ana@example.org", **more: Any) -> Representative:
    return seats.appoint(
        **{"city": city, "role": "lead", "name": "Ana", "email": email, "by": staff, "now": NOW} | more
    )


def token() -> str:
    """The link of the latest letter."""
    mail = Message.objects.filter(kind="invitation").latest("pk")
    return mail.text.partition("/invitations/")[2].partition("/")[0]


def claimed(city: City, staff: User, email: str = "ana@example.org", **more: Any) -> Representative:
    appointed(city, staff, email, **more)
    _user, filled = seats.claim(token=token(), by=None, now=NOW, **PROFILE)
    return filled[0]


def test_an_appointed_person_is_written_to_in_the_language_of_the_city(city: City, staff: User) -> None:
    city.country = "PT"
    city.save()
    seat = appointed(city, staff, "Ana@Example.org ")
    mail = Message.objects.get()
    assert (mail.to, mail.language) == ("ana@example.org", "pt")
    assert "Alba Iulia" in mail.text
    assert (seat.is_claimed, seat.started_on) == (False, date(2026, 5, 5)), "the day it is in the city's zone"


def test_claiming_gives_rights_for_this_city_only(city: City, staff: User) -> None:
    other = CityFactory.create()
    seat = claimed(city, staff)
    assert (seat.user.email, seat.name) == ("ana@example.org", "Ana Moldovan")
    assert [writes_for(seat.user, each.pk) for each in (city, other)] == [True, False]
    assert [step.verb for step in Step.objects.of(seat)] == ["appoint", "claim"]


def test_a_viewer_reads_and_does_not_write(city: City, staff: User) -> None:
    seat = claimed(city, staff, role="viewer")
    assert not writes_for(seat.user, city.pk)
    assert list(City.objects.represented_by(seat.user)) == [city]


def test_a_link_works_once(city: City, staff: User) -> None:
    appointed(city, staff)
    link = token()
    seats.claim(token=link, by=None, now=NOW, **PROFILE)
    with pytest.raises(NotOpen):
        seats.claim(token=link, by=None, now=NOW, **PROFILE)


def test_whoever_has_a_login_signs_in_to_claim(city: City, staff: User) -> None:
    appointed(city, staff)
    ana = UserFactory.create(email="ana@example.org")
    with pytest.raises(SignInFirst):
        seats.claim(token=token(), by=None, now=NOW)
    with pytest.raises(SomebodyElse):
        seats.claim(token=token(), by=UserFactory.create(), now=NOW)
    assert Representative.objects.active().count() == 0
    seats.claim(token=token(), by=ana, now=NOW)
    assert Representative.objects.active().get().user == ana


def test_one_person_represents_two_cities(city: City, staff: User) -> None:
    ana = claimed(city, staff).user
    appointed(CityFactory.create(name="Cugir"), staff)
    seats.claim(token=token(), by=ana, now=NOW)
    assert City.objects.represented_by(ana).count() == 2


def test_a_city_has_one_lead(city: City, staff: User) -> None:
    claimed(city, staff)
    with pytest.raises(SeatTaken, match="Alba Iulia has a lead already: Ana Moldovan"):
        appointed(city, staff, "ion@example.org")
    appointed(city, staff, "ion@example.org", role="second")


def test_a_person_has_one_seat_for_a_city(city: City, staff: User) -> None:
    appointed(city, staff)
    with pytest.raises(SeatTaken, match=r"ana@example\.org has a seat for Alba Iulia already"):
        appointed(city, staff, "ANA@example.org", role="deputy")


def test_a_person_with_a_new_address_still_has_one_seat_for_a_city(city: City, staff: User) -> None:
    ana = claimed(city, staff).user
    second = appointed(city, staff, "ana@work.example.org", role="second")
    with pytest.raises(SeatTaken):
        seats.fill(second, ana, now=NOW)


def test_a_letter_sent_again_kills_the_old_link(city: City, staff: User) -> None:
    seat = appointed(city, staff)
    old = token()
    seats.resend(seat, by=staff, now=NOW + timedelta(days=1))
    with pytest.raises(NotOpen):
        seats.claim(token=old, by=None, now=NOW, **PROFILE)
    seats.claim(token=token(), by=None, now=NOW + timedelta(days=14), **PROFILE)


def test_a_letter_is_sent_again_after_its_invitation_was_revoked(city: City, staff: User) -> None:
    seat = appointed(city, staff)
    Invitation.objects.update(revoked_at=NOW)
    seats.resend(seat, by=staff, now=NOW)
    seats.claim(token=token(), by=None, now=NOW, **PROFILE)
    assert Representative.objects.active().count() == 1


def test_seats_that_were_never_invited_get_their_letters_together(city: City, staff: User) -> None:
    appointed(city, staff, invite=False)
    appointed(CityFactory.create(), staff, "ion@example.org", invite=False)
    assert not Message.objects.exists()
    assert [seats.invite_waiting(Representative.objects.all(), by=staff, now=NOW) for _twice in range(2)] == [2, 0]
    assert sorted(Message.objects.values_list("to", flat=True)) == ["ana@example.org", "ion@example.org"]


def test_an_offer_taken_back_cannot_be_claimed(city: City, staff: User) -> None:
    seat = appointed(city, staff)
    seats.revoke(seat, by=staff, now=NOW)
    with pytest.raises(NotOpen):
        seats.claim(token=token(), by=None, now=NOW, **PROFILE)
    assert Message.objects.get().state == State.CANCELLED
    assert appointed(city, staff, "ion@example.org").role == "lead"


def test_what_is_claimed_is_not_sent_again_or_taken_back(city: City, staff: User) -> None:
    seat = claimed(city, staff)
    for act in (seats.resend, seats.revoke):
        with pytest.raises(SeatGone):
            act(seat, by=staff, now=NOW)


def test_rights_end_with_the_mandate_and_the_history_stays(city: City, staff: User) -> None:
    seat = claimed(city, staff)
    ended = seats.end_mandate(seat, reason="Leaves the city", by=staff, now=NOW)
    assert not writes_for(seat.user, city.pk)
    assert not Representative.objects.visible_to(seat.user).exists()
    assert (ended.ended_on, ended.end_reason, ended.user) == (date(2026, 5, 5), "Leaves the city", seat.user)
    assert Step.objects.of(seat).last().note == "Leaves the city"
    with pytest.raises(SeatGone):
        seats.end_mandate(seat, reason="again", by=staff, now=NOW)


def test_a_mandate_ends_for_a_reason(city: City, staff: User) -> None:
    with pytest.raises(ReasonNeeded):
        seats.end_mandate(claimed(city, staff), reason="  ", by=staff, now=NOW)


def test_a_mandate_may_end_on_an_earlier_calendar_day_after_a_change_of_zone(city: City, staff: User) -> None:
    seat = claimed(city, staff)
    City.objects.update(time_zone="Atlantic/Azores")
    assert seats.end_mandate(seat, reason="Leaves", by=staff, now=NOW).ended_on == seat.started_on


def test_a_seat_passes_to_a_new_person(city: City, staff: User) -> None:
    old = claimed(city, staff)
    new = seats.hand_over(old, name="Ion", email="ion@example.org", by=staff, now=NOW)
    old.refresh_from_db()
    assert (old.ended_on, old.end_reason) == (date(2026, 5, 5), "Handed over to Ion.")
    assert (new.role, new.email, new.is_claimed) == ("lead", "ion@example.org", False)
    assert not writes_for(old.user, city.pk)


def test_a_deputy_who_takes_over_moves_up(city: City, staff: User) -> None:
    lead = claimed(city, staff)
    deputy = claimed(city, staff, "ion@example.org", role="deputy")
    assert seats.hand_over(lead, name="Ion", email="ION@example.org", by=staff, now=NOW).pk == deputy.pk
    assert list(city.seats.current().values_list("email", "role")) == [("ion@example.org", "lead")]


def test_a_seat_handed_to_the_lead_leaves_the_lead_where_they_are(staff: User) -> None:
    city = CityFactory()
    lead = SeatFactory(city=city, role="lead", email="ion@example.org")
    second = SeatFactory(city=city, role="second")
    assert seats.hand_over(second, name="Ion", email="ion@example.org", by=staff, now=NOW).pk == lead.pk
    lead.refresh_from_db()
    assert (lead.role, lead.ended_on) == ("lead", None)
    assert list(city.seats.current()) == [lead]


def test_a_seat_is_not_handed_to_who_holds_it(city: City, staff: User) -> None:
    seat = claimed(city, staff)
    with pytest.raises(SeatTaken):
        seats.hand_over(seat, name="Ana", email="ana@example.org", by=staff, now=NOW)
    assert Representative.objects.active().get() == seat


def test_a_seat_changes_unless_the_lead_is_taken(city: City, staff: User) -> None:
    claimed(city, staff)
    second = claimed(city, staff, "ion@example.org", role="second")
    assert seats.change_role(second, "deputy", by=staff, now=NOW).role == "deputy"
    with pytest.raises(SeatTaken):
        seats.change_role(second, "lead", by=staff, now=NOW)


def test_a_representative_sees_the_seats_of_their_own_cities_only(city: City) -> None:
    mine, other = SeatFactory.create(city=city), SeatFactory.create()
    colleague = SeatFactory.create(city=city, role="second", user=None, email="colleague@example.org")
    assert set(Representative.objects.visible_to(mine.user)) == {mine, colleague}
    assert list(Representative.objects.visible_to(other.user)) == [other]


def test_a_deactivated_person_has_no_rights(city: City, staff: User) -> None:
    seat = claimed(city, staff)
    User.objects.filter(pk=seat.user_id).update(is_active=False)
    assert not writes_for(seat.user, city.pk)
    assert not City.objects.represented_by(seat.user).exists()


def test_mail_that_waits_ends_with_the_last_seat(city: City, staff: User) -> None:
    seat, elsewhere = SeatFactory.create(city=city), CityFactory.create(name="Kozani", slug="kozani")
    other = SeatFactory.create(city=elsewhere, user=seat.user)
    for key in ("digest:1", "digest:2"):
        Message.objects.create(
            key=key,
            kind="reminder",
            to=seat.user.email,
            language="en",
            subject="x",
            text="x",
            html="x",
            not_before=NOW + timedelta(days=1),
        )

    seats.end_mandate(seat, reason="Another task.", by=staff, now=NOW)
    assert set(Message.objects.values_list("state", flat=True)) == {State.DUE}

    seats.end_mandate(other, reason="Another task.", by=staff, now=NOW)
    assert set(Message.objects.values_list("state", flat=True)) == {State.CANCELLED}
