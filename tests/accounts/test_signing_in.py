"""Sign-in tells nobody who has a login, counts guesses, and leads nowhere else."""

import re
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mailing.models import Message
from tests.accounts.pages import body

pytestmark = pytest.mark.django_db

RIGHT = "four unrelated words"


@pytest.fixture(autouse=True)
def ana() -> None:
    cache.clear()
    User.objects.create_user("ana@example.org", RIGHT, name="Ana")


def guess(client: Client, password: str, email: str = "ana@example.org", **headers: str) -> HttpResponse:
    return client.post(
        reverse("account_login"), {"login": email, "password": password, "next": "/accounts/preferences/"}, **headers
    )


def same_for_both(ask: Callable[[str], HttpResponse]) -> bool:
    """Whether an address with a login and one without get the same answer."""
    known, unknown = ask("ana@example.org"), ask("nobody@example.org")
    return (known.status_code, known.headers.get("Location"), body(known, "ana@example.org")) == (
        unknown.status_code,
        unknown.headers.get("Location"),
        body(unknown, "nobody@example.org"),
    )


def test_the_right_password_opens_and_the_wrong_one_does_not(client: Client) -> None:
    assert guess(client, "wrong").status_code == 200
    assert guess(client, RIGHT).headers["Location"] == "/accounts/preferences/"


def test_a_failed_sign_in_does_not_tell_whether_the_address_has_a_login(client: Client) -> None:
    assert same_for_both(lambda email: guess(client, "wrong", email))


def test_asking_for_a_new_password_does_not_tell_either(client: Client) -> None:
    assert same_for_both(lambda email: client.post(reverse("account_reset_password"), {"email": email}))
    assert [message.to for message in Message.objects.all()] == ["ana@example.org"]


def test_the_limit_of_guesses_does_not_tell_either(client: Client) -> None:
    def after_eleven(email: str) -> HttpResponse:
        return [guess(client, "wrong", email) for _each in range(11)][-1]

    assert same_for_both(after_eleven)


def test_nobody_signs_up(client: Client) -> None:
    answers = {"email": "new@example.org", "password1": RIGHT, "password2": RIGHT}
    client.post(reverse("account_signup"), answers)
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize(
    "disguise",
    [
        lambda n: {"HTTP_X_FORWARDED_FOR": f"10.1.{n}.1"},
        lambda n: {"REMOTE_ADDR": f"10.1.{n}.1"},
        lambda n: {"HTTP_HOST": f"testserver:{8000 + n}"},
        lambda n: {"HTTP_X_REAL_IP": f"10.1.{n}.1", "HTTP_FORWARDED": f"for=10.1.{n}.1"},
    ],
    ids=["forged proxy header", "many addresses", "many ports", "other headers"],
)
def test_an_account_has_ten_guesses_an_hour_wherever_they_come_from(
    client: Client, disguise: Callable[[int], dict[str, str]]
) -> None:
    for number in range(10):
        guess(client, "wrong", **disguise(number))
    assert guess(client, RIGHT, **disguise(10)).status_code == 200


@pytest.mark.parametrize("spelling", ["ANA@example.org", " ana@example.org", "ana@EXAMPLE.org"])
def test_another_spelling_gives_no_more_guesses(client: Client, spelling: str) -> None:
    for _each in range(10):
        guess(client, "wrong", spelling)
    assert guess(client, RIGHT).status_code == 200


def test_signing_in_rightly_does_not_give_the_guesses_back(client: Client) -> None:
    for _each in range(9):
        guess(client, "wrong")
    guess(client, RIGHT)
    client.logout()
    guess(client, "wrong")
    assert guess(client, RIGHT).status_code == 200


def test_the_guesses_on_one_account_do_not_lock_another(client: Client) -> None:
    for _each in range(11):
        guess(client, "wrong", "nobody@example.org")
    assert guess(client, RIGHT).status_code == 302


def test_the_counts_outlive_redis_because_they_stand_in_the_database(settings: LazySettings) -> None:
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example.org/", "//evil.example.org", r"\\evil.example.org", "javascript:alert(1)", "//localhost/"],
)
def test_sign_in_leads_nowhere_else(client: Client, elsewhere: str, settings: LazySettings) -> None:
    settings.LOGIN_REDIRECT_URL = "/accounts/preferences/"
    form = {"login": "ana@example.org", "password": RIGHT, "next": elsewhere}
    assert client.post(reverse("account_login"), form).headers["Location"] == "/accounts/preferences/"


def test_the_host_of_a_request_does_not_reach_the_mail(client: Client, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    forged = {"HTTP_HOST": "evil.example.org", "HTTP_X_FORWARDED_HOST": "evil.example.org"}
    client.post(reverse("account_reset_password"), {"email": "ana@example.org"}, **forged)
    mail = Message.objects.get()
    assert "http://127.0.0.1:8000/accounts/password/reset/key/" in mail.text
    assert "evil" not in mail.text + mail.html + mail.subject


def test_the_link_of_the_mail_sets_a_new_password(client: Client) -> None:
    client.post(reverse("account_reset_password"), {"email": "ana@example.org"})
    link = re.search(r"http://127.0.0.1:8000(\S+)", Message.objects.get().text)
    assert link
    page = client.get(link[1], follow=True)
    form_address = page.redirect_chain[-1][0]
    client.post(form_address, {"password1": "another four words", "password2": "another four words"})
    assert guess(client, "another four words").status_code == 302
    assert Message.objects.filter(kind="security_notice", to="ana@example.org").count() == 1
