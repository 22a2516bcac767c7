"""A visitor without a cookie costs neither session nor query; whoever is signed in reads in their own way."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_page_of_sign_in_asks_the_database_nothing_about_a_stranger(
    client: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    with django_assert_num_queries(0):
        answer = client.get(reverse("account_login"))
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_caches_are_told_that_pages_differ_by_reader(client: Client) -> None:
    assert "Cookie" in client.get(reverse("account_login")).headers["Vary"]


def test_times_are_shown_by_the_readers_clock_and_the_next_reader_has_their_own(client: Client) -> None:
    lisbon, istanbul = (UserFactory.create(time_zone=zone) for zone in ("Europe/Lisbon", "Europe/Istanbul"))
    for user, language in ((lisbon, "en"), (istanbul, "en")):
        client.force_login(user)
        answer = client.get(reverse("accounts:preferences"))
        assert answer.headers["Content-Language"] == language
        assert f'value="{user.time_zone}" selected' in answer.content.decode()


def test_a_cookie_of_a_session_that_is_gone_is_a_strangers_cookie(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "long-gone"
    assert client.get(reverse("accounts:preferences")).status_code == 302
