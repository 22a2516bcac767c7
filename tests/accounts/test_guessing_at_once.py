"""Guesses made in the same moment are counted like guesses made one after the other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

GUESSES, AT_ONCE = 40, 8


def guess(number: int) -> bool:
    """Whether the password was looked at; the limit answers with another sentence."""
    form = {"login": "ana@example.org", "password": f"wrong {number}"}
    try:
        page = Client().post(reverse("account_login"), form, REMOTE_ADDR=f"10.0.0.{number}").content.decode()
    finally:
        connection.close()
    return "Too many failed login attempts" not in page


def test_forty_guesses_at_once_get_ten_looks_at_most() -> None:
    cache.clear()
    User.objects.create_user("ana@example.org", "four unrelated words", name="Ana")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        looked_at = sum(pool.map(guess, range(GUESSES)))
    assert 1 <= looked_at <= 10
