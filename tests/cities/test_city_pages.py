"""The desk's pages of cities and seats, the city's own pages, and the page behind an invitation."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import invite
from accounts.models import User
from cities.actions import seats
from cities.actions.themes import load_themes
from cities.models import City, CityName, Representative, Theme
from mailing.models import Message
from tests.factories import CityFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
LOGIN = {"name": "Ana Moldovan", "language": "en", "time_zone": "Europe/Bucharest"}
PASSWORDS = {"password": "four unrelated words", "password_again": "four unrelated words"}


@pytest.fixture
def staff(settings: Any) -> User:
    settings.DEMO = True  # the desk without a second factor
    return UserFactory.create(staff=True, name="Sofia Brandt")


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def city() -> City:
    return CityFactory.create(name="Alba Iulia", slug="alba-iulia")


def address(name: str, *args: object) -> str:
    return reverse(f"cities:{name}", args=args)


def listed(client: Client, query: str = "") -> list[str]:
    return [each.name for each in client.get(address("cities") + query).context["object_list"]]


def offered(city: City, staff: User, email: str = "ana@example.org") -> Representative:
    return seats.appoint(city=city, role="lead", name="Ana", email=email, by=staff, now=NOW)


def link() -> str:
    return address("claim", Message.objects.latest("pk").text.partition("/invitations/")[2].partition("/")[0])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_staff_find_a_city_by_name_country_kind_theme_and_missing_lead(desk: Client, city: City) -> None:
    load_themes()
    koln = CityFactory.create(name="Köln", slug="koln", country="DE", kind="agglomeration")
    koln.offers_themes.add(Theme.objects.get(slug="mobility"))
    SeatFactory.create(city=koln)
    assert listed(desk) == ["Alba Iulia", "Köln"]
    for query in ("?q=koeln", "?country=DE", "?kind=agglomeration", "?theme=mobility"):
        assert listed(desk, query) == ["Köln"]
    assert listed(desk, "?without_lead=on") == ["Alba Iulia"]
    assert "country" in desk.get(address("cities") + "?country=XX").context["filter"].form.errors


def test_the_list_asks_as_much_for_three_cities_as_for_one(desk: Client, city: City) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            desk.get(address("cities"))
        return len(asked)

    SeatFactory.create(city=city)
    one = queries()
    for _more in range(2):
        SeatFactory.create()
    assert queries() == one


def test_staff_add_a_city_and_the_gazetteer_fills_it(desk: Client) -> None:
    answer = desk.post(address("add"), {"name": "Κοζάνη", "country": "GR", "kind": "city"})
    assert answer.headers["Location"] == address("city", "kozani")
    page = text(desk.get(address("city", "kozani")))
    assert "Europe/Athens" in page
    assert "Kozani" in page


def test_a_city_that_is_known_is_refused_in_the_form(desk: Client, city: City) -> None:
    answer = desk.post(address("add"), {"name": "ALBA-IULIA", "country": "RO", "kind": "city"})
    assert answer.status_code == 409
    assert answer.context["form"].errors["name"] == ["The portal has Alba Iulia already, by the name “ALBA-IULIA”."]


def test_staff_correct_facts(desk: Client, city: City) -> None:
    page = address("facts", city.slug)
    form = {
        "name": "Alba Iulia",
        "country": "RO",
        "kind": "city",
        "time_zone": "Europe/Bucharest",
        "population": "64000",
    }
    assert desk.post(page, form | {"latitude": "46.07"}).status_code == 200
    assert desk.post(page, form | {"time_zone": "CET"}).status_code == 200
    assert desk.post(page, form | {"latitude": "46.07", "longitude": "23.57"}).status_code == 302
    city.refresh_from_db()
    assert (city.population, float(city.latitude)) == (64_000, 46.07)


def test_staff_add_and_remove_names(desk: Client, city: City) -> None:
    desk.post(address("add_name", city.slug), {"name": "Karlsburg"})
    name = CityName.objects.get(name="Karlsburg")
    assert desk.post(address("add_name", city.slug), {"name": "Karlsburg"}).status_code == 409
    assert desk.post(address("add_name", city.slug), {"name": ""}).status_code == 409
    assert desk.post(address("remove_name", city.slug, city.names.first().pk)).status_code == 409
    assert desk.post(address("remove_name", city.slug, name.pk)).status_code == 302
    assert desk.post(address("remove_name", city.slug, name.pk)).status_code == 404


def test_staff_appoint_hand_over_change_and_end(desk: Client, city: City) -> None:
    desk.post(
        address("appoint", city.slug), {"role": "lead", "name": "Ana", "email": "ana@example.org", "invite": "on"}
    )
    ana = city.seats.get()
    assert Message.objects.get().to == "ana@example.org"
    again = desk.post(address("appoint", city.slug), {"role": "lead", "name": "Ion", "email": "ion@example.org"})
    assert (again.status_code, "role" in again.context["form"].errors) == (409, True)
    desk.post(address("resend", ana.pk))
    desk.post(address("hand_over", ana.pk), {"name": "Ion", "email": "ion@example.org"})
    ion = city.seats.current().get()
    desk.post(address("role", ion.pk), {"role": "deputy"})
    assert desk.post(address("end", ion.pk), {"reason": ""}).status_code == 200
    desk.post(address("end", ion.pk), {"reason": "Moves to another city"})
    assert [desk.get(address(page, ion.pk)).status_code for page in ("hand_over", "role", "end")] == [200] * 3
    assert desk.post(address("end", ion.pk), {"reason": "Twice"}).status_code == 409
    assert desk.post(address("resend", ion.pk)).status_code == 409
    assert "Moves to another city" in text(desk.get(address("city", city.slug)))


def test_an_offer_is_taken_back_by_a_button(desk: Client, city: City, staff: User) -> None:
    seat = offered(city, staff)
    assert desk.post(address("revoke", seat.pk)).status_code == 302
    assert desk.post(address("revoke", seat.pk)).status_code == 409


def test_people_named_in_a_file_are_invited_with_one_button(desk: Client, city: City, staff: User) -> None:
    seats.appoint(city=city, role="lead", name="Ana", email="ana@example.org", by=staff, now=NOW, invite=False)
    assert "1 representative has not been invited yet" in text(desk.get(address("cities")))
    desk.post(address("invite_waiting"))
    assert Message.objects.get().to == "ana@example.org"
    assert "not been invited" not in text(desk.get(address("cities")))


def test_the_desk_does_not_exist_for_a_representative(client: Client, city: City) -> None:
    seat = SeatFactory.create(city=city)
    client.force_login(seat.user)
    pages = [
        *(address(page) for page in ("cities", "add")),
        *(address(page, city.slug) for page in ("city", "facts", "appoint")),
        *(address(page, seat.pk) for page in ("role", "hand_over", "end")),
    ]
    buttons = [
        address("invite_waiting"),
        address("add_name", city.slug),
        address("remove_name", city.slug, city.names.get().pk),
        *(address(verb, seat.pk) for verb in ("resend", "revoke")),
    ]
    assert [client.get(page).status_code for page in pages] == [404] * len(pages)
    assert [client.post(page).status_code for page in pages + buttons] == [404] * len(pages + buttons)
    client.logout()
    assert {client.get(page).status_code for page in pages} == {302}


def test_a_representative_sees_their_colleagues_and_no_others(client: Client, city: City) -> None:
    seat, stranger = SeatFactory.create(city=city), SeatFactory.create(name="A Stranger")
    SeatFactory.create(city=city, role="second", user=None, name="Ion Pop", email="ion@example.org")
    client.force_login(seat.user)
    page = text(client.get(address("people")))
    assert ("Ion Pop" in page, stranger.name in page) == (True, False)
    client.force_login(UserFactory.create())
    assert "You hold no seat" in text(client.get(address("people")))


def test_a_representative_describes_the_city(client: Client, city: City) -> None:
    seat = SeatFactory.create(city=city)
    client.force_login(seat.user)
    page = address("describe", city.slug)
    assert client.get(address("own")).headers["Location"] == page
    assert client.post(page, {"offers": "Trolleybuses", "website": "nowhere"}).status_code == 200
    assert client.post(page, {"offers": "Trolleybuses", "website": "https://example.org"}).status_code == 302
    city.refresh_from_db()
    assert city.offers == "Trolleybuses"


def test_who_stands_for_two_cities_chooses_one(client: Client, city: City) -> None:
    seat = SeatFactory.create(city=city)
    SeatFactory.create(city=CityFactory.create(name="Cugir"), user=seat.user)
    client.force_login(seat.user)
    assert all(name in text(client.get(address("own"))) for name in ("Alba Iulia", "Cugir"))


def test_only_writing_seats_of_the_city_describe_it(client: Client, city: City) -> None:
    page = address("describe", city.slug)
    for seat, status in [(SeatFactory.create(city=city, role="viewer"), 403), (SeatFactory.create(), 404)]:
        client.force_login(seat.user)
        assert [client.get(page).status_code, client.post(page, {"offers": "x"}).status_code] == [status] * 2
    city.refresh_from_db()
    assert city.offers == ""


def test_a_mandate_that_ended_closes_the_page_at_once(client: Client, city: City, staff: User) -> None:
    seat = SeatFactory.create(city=city)
    client.force_login(seat.user)
    seats.end_mandate(seat, reason="Leaves", by=staff, now=NOW)
    assert client.get(address("describe", city.slug)).status_code == 404


def test_a_newcomer_claims_the_seat_by_the_link_and_is_signed_in(client: Client, city: City, staff: User) -> None:
    seat = offered(city, staff)
    page = client.get(link())
    assert ("Alba Iulia" in text(page), "no-store" in page.headers["Cache-Control"]) == (True, True)
    answer = client.post(link(), LOGIN | PASSWORDS)
    assert answer.headers["Location"] == reverse("first_page")
    seat.refresh_from_db()
    assert client.session["_auth_user_id"] == str(seat.user_id)
    assert client.get(link()).status_code == 410


def test_a_weak_password_is_refused_and_nothing_happens(client: Client, city: City, staff: User) -> None:
    offered(city, staff)
    answer = client.post(link(), LOGIN | {"password": "password", "password_again": "password"})
    assert (answer.status_code, User.objects.filter(email="ana@example.org").exists()) == (422, False)


def test_the_address_of_the_invitation_cannot_be_changed(client: Client, city: City, staff: User) -> None:
    offered(city, staff)
    client.post(link(), LOGIN | PASSWORDS | {"email": "eve@example.org", "is_programme_staff": "on"})
    assert User.objects.filter(email="ana@example.org", is_programme_staff=False).exists()
    assert not User.objects.filter(email="eve@example.org").exists()


def test_whoever_has_a_login_signs_in_first_and_then_accepts(client: Client, city: City, staff: User) -> None:
    ana = UserFactory.create(email="ana@example.org")
    seat = offered(city, staff)
    assert f"{reverse('account_login')}?next={link()}" in text(client.get(link()))
    assert client.post(link(), LOGIN | PASSWORDS).status_code == 409
    client.force_login(UserFactory.create(email="eve@example.org"))
    assert "eve@example.org" in text(client.get(link()))
    assert client.post(link()).status_code == 409
    client.force_login(ana)
    assert client.post(link()).status_code == 302
    seat.refresh_from_db()
    assert seat.user == ana


def test_unknown_used_and_revoked_links_say_so_and_nothing_else(client: Client, city: City, staff: User) -> None:
    seat = offered(city, staff)
    known = link()
    seats.revoke(seat, by=staff, now=NOW)
    for page in (known, address("claim", "x" * 43)):
        for answer in (client.get(page), client.post(page, LOGIN | PASSWORDS)):
            assert (answer.status_code, "ana@example.org" in text(answer)) == (410, False)


def test_an_invited_colleague_joins_the_team_by_the_same_page(client: Client, staff: User) -> None:
    invite(email="jo@example.org", language="en", time_zone="Europe/Rome", by=staff, now=NOW, as_programme_staff=True)
    assert "programme team" in text(client.get(link()))
    client.post(link(), LOGIN | PASSWORDS)
    assert client.get(address("cities")).status_code == 200
