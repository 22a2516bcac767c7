"""A password that is not taken gets one answer for each problem, next to its field."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import invite
from mailing.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

GOOD = "four unrelated words"
SHORT = "This password is too short. It must contain at least 12 characters."
COMMON = "This password is too common, or a common one with something around it."
EMPTY = "This field is required."
CASES = {
    "short and common": ("password", "password", [SHORT]),
    "short, common and a number": ("12345678", "12345678", [SHORT]),
    "common": ("Password2026!", "Password2026!", [COMMON]),
    "short and mistyped": ("too short", "too shor", [SHORT]),
    "missing": ("", GOOD, [EMPTY]),
    "missing twice": ("", "", [EMPTY, EMPTY]),
}


def summary_of(page: str) -> str:
    return page.partition('class="error-summary"')[2].partition("</ul>")[0]


def problems(page: str) -> list[str]:
    """What the page says is wrong, above the form and at its fields; a name that leads to a field is no problem."""
    above = re.findall(r"<li>(?:<a [^>]*>[^<]*</a>)?:? ?([^<]+)</li>", summary_of(page))
    return above + re.findall(r"Error:</span> (.*?)</span>", page)


@pytest.fixture
def accepting() -> tuple[str, dict[str, str], tuple[str, str]]:
    """Where an invitation is accepted, with what else is asked, and the names of the two fields."""
    zone = {"language": "en", "time_zone": "Europe/Brussels"}
    _invitation, token = invite(email="ana@example.org", **zone, by=None, now=timezone.now())
    return reverse("cities:claim", args=[token]), {"name": "Ana", **zone}, ("password", "password_again")


@pytest.fixture
def resetting(client: Client) -> tuple[str, dict[str, str], tuple[str, str]]:
    UserFactory(email="ana@example.org")
    client.post(reverse("account_reset_password"), {"email": "ana@example.org"})
    link = re.search(r"http://127.0.0.1:8000(\S+)", Message.objects.get().text)
    assert link
    return client.get(link[1], follow=True).redirect_chain[-1][0], {}, ("password1", "password2")


@pytest.fixture
def changing(client: Client) -> tuple[str, dict[str, str], tuple[str, str]]:
    user = UserFactory()
    user.set_password("the one before this")
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": "the one before this"})
    return reverse("account_change_password"), {"oldpassword": "the one before this"}, ("password1", "password2")


@pytest.mark.parametrize("page", ["accepting", "resetting", "changing"])
@pytest.mark.parametrize("case", CASES)
def test_each_problem_of_a_password_is_said_once(
    client: Client, request: pytest.FixtureRequest, page: str, case: str
) -> None:
    where, answers, names = request.getfixturevalue(page)
    *typed, said = CASES[case]
    assert problems(client.post(where, {**answers, **dict(zip(names, typed, strict=True))}).content.decode()) == said


@pytest.mark.parametrize("page", ["accepting", "resetting", "changing"])
def test_a_mistyped_password_is_said_once_and_the_summary_leads_to_its_field(
    client: Client, request: pytest.FixtureRequest, page: str
) -> None:
    where, answers, names = request.getfixturevalue(page)
    sent = {**answers, names[0]: GOOD, names[1]: "four unrelated word"}
    answer = client.post(where, sent).content.decode()
    assert len(problems(answer)) == 1
    assert "same" in problems(answer)[0]
    assert f'href="#id_{names[1]}"' in summary_of(answer)
