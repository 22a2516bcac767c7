"""However many times a link is clicked in the same moment, it makes one login."""

from datetime import UTC, datetime
from functools import partial

import pytest

from accounts import actions
from accounts.models import Invitation, User
from tests.at_once import answers_at_once
from workflow.refusals import Refusal

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
AT_ONCE = 8
PASSWORD = "four unrelated words"


def all_at_once(tokens: list[str]) -> list[str]:
    clicks = [partial(actions.accept, token=token, by=None, now=NOW, password=PASSWORD, name="Ana") for token in tokens]
    answers = answers_at_once(*clicks)
    return sorted(type(each).__name__ if isinstance(each, Refusal) else "accepted" for each in answers)


def invited() -> str:
    return actions.invite(email="ana@example.org", language="en", time_zone="Europe/Brussels", by=None, now=NOW)[1]


def test_one_link_clicked_many_times_is_used_once() -> None:
    assert all_at_once([invited()] * AT_ONCE) == ["NotOpen"] * (AT_ONCE - 1) + ["accepted"]
    assert User.objects.count() == 1


def test_two_links_to_one_address_make_one_login() -> None:
    assert all_at_once([invited(), invited()]) == ["SignInFirst", "accepted"]
    assert (User.objects.count(), Invitation.objects.waiting().count()) == (1, 1)
