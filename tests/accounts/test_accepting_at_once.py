"""However many times a link is clicked in the same moment, it makes one login."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts import actions
from accounts.models import Invitation, User

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
AT_ONCE = 8


def all_at_once(tokens: list[str]) -> list[str]:
    start = Barrier(len(tokens))

    def one(token: str) -> str:
        try:
            start.wait()
            actions.accept(token=token, by=None, now=NOW, password="four unrelated words", name="Ana")
        except (actions.NotOpen, actions.SignInFirst) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "accepted"

    with ThreadPoolExecutor(len(tokens)) as pool:
        return sorted(pool.map(one, tokens))


def invited() -> str:
    return actions.invite(email="ana@example.org", language="en", time_zone="Europe/Brussels", by=None, now=NOW)[1]


def test_one_link_clicked_many_times_is_used_once() -> None:
    assert all_at_once([invited()] * AT_ONCE) == ["NotOpen"] * (AT_ONCE - 1) + ["accepted"]
    assert User.objects.count() == 1


def test_two_links_to_one_address_make_one_login() -> None:
    assert all_at_once([invited(), invited()]) == ["SignInFirst", "accepted"]
    assert (User.objects.count(), Invitation.objects.waiting().count()) == (1, 1)
