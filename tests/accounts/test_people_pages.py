"""The desk's pages on people, and everybody's own preferences."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions
from accounts.models import Invitation, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
PASSWORD = "four unrelated words"
STAFF_PAGES = ["people", "invite", "invitations"]


@pytest.fixture
def sofia() -> User:
    user = UserFactory.create(staff=True, name="Sofia Brandt", email="sofia@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def desk(client: Client, sofia: User) -> Client:
    client.force_login(sofia)
    return client


def confirmed(client: Client, address: str, **form: str) -> HttpResponse:
    """Send a form, and the password again that sensitive acts ask for."""
    asked = client.post(address, form)
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    return client.post(asked.headers["Location"], {"password": PASSWORD})


def names(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{reverse('accounts:people')}{query}")
    return [person.name for person in response.context["object_list"]]


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_pages_on_people_do_not_exist_for_representatives(client: Client, page: str) -> None:
    client.force_login(UserFactory.create())
    assert client.get(reverse(f"accounts:{page}")).status_code == 404


@pytest.mark.parametrize("page", [*STAFF_PAGES, "preferences"])
def test_strangers_are_led_to_sign_in_and_back(client: Client, page: str) -> None:
    address = reverse(f"accounts:{page}")
    assert client.get(address).headers["Location"] == f"{reverse('account_login')}?next={address}"


@pytest.mark.parametrize("verb", ["deactivate", "reactivate", "make_staff", "end_staff"])
def test_a_representative_cannot_change_anybody(client: Client, verb: str) -> None:
    other, user = UserFactory.create(), UserFactory.create()
    client.force_login(user)
    assert client.post(reverse(f"accounts:{verb}", args=[other.pk])).status_code == 404
    assert client.post(reverse(f"accounts:{verb}", args=[user.pk])).status_code == 404
    assert not User.objects.filter(is_programme_staff=True).exists()


def test_the_list_finds_people_by_name_address_and_group(desk: Client) -> None:
    UserFactory.create(name="Ana Moldovan", email="ana@example.org")
    UserFactory.create(name="Nikos", email="kozani@example.org", is_active=False)
    UserFactory.create(name="Eva", is_evaluator=True)
    assert names(desk) == ["Ana Moldovan", "Eva", "Nikos", "Sofia Brandt"]
    assert names(desk, "?q=MOLDO") == ["Ana Moldovan"]
    assert names(desk, "?q=kozani@") == ["Nikos"]
    assert names(desk, "?group=staff") == ["Sofia Brandt"]
    assert names(desk, "?group=evaluators") == ["Eva"]
    assert names(desk, "?group=deactivated") == ["Nikos"]


def test_the_list_asks_the_database_as_often_for_many_as_for_one(
    desk: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    with CaptureQueriesContext(connection) as queries:
        desk.get(reverse("accounts:people"))
    UserFactory.create_batch(3)
    with django_assert_num_queries(len(queries)):
        desk.get(reverse("accounts:people"))


def test_a_colleague_is_invited_after_confirming_who_asks(desk: Client, sofia: User) -> None:
    form = {"email": "New@example.org", "name": "New", "language": "el", "time_zone": "Europe/Athens"}
    answer = confirmed(desk, reverse("accounts:invite"), **form)
    assert answer.headers["Location"] == reverse("accounts:invitations")
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.language, invitation.as_programme_staff, invitation.invited_by) == (
        "new@example.org",
        "el",
        True,
        sofia,
    )
    assert "new@example.org" in desk.get(reverse("accounts:invitations")).content.decode()


def test_an_invitation_is_sent_again_and_revoked_from_its_list(desk: Client, sofia: User) -> None:
    invitation, token = actions.invite(
        email="ana@example.org", language="en", time_zone="Europe/Brussels", by=sofia, now=NOW
    )
    desk.post(reverse("accounts:resend", args=[invitation.pk]))
    assert not Invitation.objects.by_token(token).exists()
    desk.post(reverse("accounts:revoke", args=[invitation.pk]))
    refused = desk.post(reverse("accounts:resend", args=[invitation.pk]))
    assert refused.status_code == 409
    assert "Nothing was changed" in refused.content.decode()


def test_a_login_is_closed_and_opened_again_from_its_page(desk: Client) -> None:
    person = UserFactory.create()
    page = reverse("accounts:person", args=[person.pk])
    answer = confirmed(desk, reverse("accounts:deactivate", args=[person.pk]))
    assert answer.headers["Location"] == page
    assert reverse("accounts:reactivate", args=[person.pk]) in desk.get(page).content.decode()
    desk.post(reverse("accounts:reactivate", args=[person.pk]))
    assert User.objects.get(pk=person.pk).is_active


def test_a_refusal_is_a_sentence(desk: Client, sofia: User) -> None:
    answer = confirmed(desk, reverse("accounts:deactivate", args=[sofia.pk]))
    assert answer.status_code == 409
    assert "You cannot deactivate yourself" in answer.content.decode()


def test_verbs_are_not_for_links(desk: Client) -> None:
    assert desk.get(reverse("accounts:deactivate", args=[UserFactory.create().pk])).status_code == 405


def test_preferences_are_saved_and_spoken(client: Client, settings: Any) -> None:
    settings.SPOKEN_LANGUAGES = {"en", "ro"}
    user = UserFactory.create()
    client.force_login(user)
    form = {"name": "Ana M.", "language": "ro", "time_zone": "Europe/Bucharest"}
    client.post(reverse("accounts:preferences"), form)
    user.refresh_from_db()
    assert (user.name, user.language, user.time_zone) == ("Ana M.", "ro", "Europe/Bucharest")
    assert client.get(reverse("accounts:preferences")).headers["Content-Language"] == "ro"


def test_a_language_without_a_catalogue_is_kept_and_english_is_spoken(client: Client, settings: Any) -> None:
    settings.SPOKEN_LANGUAGES = {"en"}
    user = UserFactory.create(language="ro")
    client.force_login(user)
    assert client.get(reverse("accounts:preferences")).headers["Content-Language"] == "en"
    user.refresh_from_db()
    assert user.language == "ro"


@pytest.mark.parametrize("zone", ["CET", "Atlantis/Centre", "../../etc/passwd", ""])
def test_only_zones_by_area_and_city_are_taken(client: Client, zone: str) -> None:
    user = UserFactory.create()
    client.force_login(user)
    form = {"name": "Ana M.", "language": "ro", "time_zone": zone}
    assert client.post(reverse("accounts:preferences"), form).status_code == 200
    user.refresh_from_db()
    assert user.time_zone == "Europe/Brussels"


def test_nobody_writes_more_than_their_preferences(client: Client) -> None:
    user = UserFactory.create()
    client.force_login(user)
    form = {"name": "Ana", "language": "en", "time_zone": "Europe/Brussels"}
    client.post(reverse("accounts:preferences"), {**form, "is_programme_staff": "on", "email": "x@example.org"})
    changed = User.objects.get(pk=user.pk)
    assert (changed.is_programme_staff, changed.email) == (False, user.email)


def test_signed_in_pages_stay_out_of_shared_caches(client: Client) -> None:
    client.force_login(UserFactory.create())
    answer = client.get(reverse("accounts:preferences"))
    assert "private" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]


def test_the_admin_shows_people_without_letting_their_state_be_changed(client: Client) -> None:
    operator = UserFactory.create(staff=True, is_staff=True, is_superuser=True)
    client.force_login(operator)
    person = UserFactory.create()
    page = client.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()
    assert 'name="name"' in page
    assert 'name="is_active"' not in page
    assert 'name="is_programme_staff"' not in page
    assert 'name="password"' not in page
