"""Who sees other people's work signs in with two factors, outside the demo."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mailing.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "four unrelated words"
SECRET = "JBSWY3DPEHPK3PXP"


def with_password(**traits: object) -> User:
    user = UserFactory.create(second_factor=False, **traits)
    user.set_password(PASSWORD)
    user.save()
    return user


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(client: Client, user: User, page: str = "/accounts/preferences/") -> str:
    cache.clear()
    form = {"login": user.email, "password": PASSWORD, "next": page}
    return client.post(reverse("account_login"), form).headers["Location"]


@pytest.mark.parametrize("page", ["/programme/people/", "/accounts/preferences/", "/admin/", "/admin/accounts/user/"])
def test_staff_without_a_factor_are_led_to_set_one_up(client: Client, page: str) -> None:
    client.force_login(UserFactory.create(staff=True, is_staff=True, is_superuser=True, second_factor=False))
    answer = client.get(page)
    assert (answer.status_code, answer.headers.get("Location")) == (302, reverse("mfa_index"))


@pytest.mark.parametrize("role", ["is_programme_staff", "is_evaluator", "is_staff"])
def test_every_role_that_sees_others_work_needs_it(client: Client, role: str) -> None:
    client.force_login(UserFactory.create(second_factor=False, **{role: True}))
    assert client.get("/accounts/preferences/").status_code == 302


def test_a_representative_may_go_without(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/accounts/preferences/").status_code == 200


def test_the_demo_does_not_ask(client: Client, settings: LazySettings) -> None:
    settings.DEMO = True
    client.force_login(UserFactory.create(staff=True))
    assert client.get("/programme/people/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client: Client) -> None:
    user = UserFactory.create(staff=True, second_factor=False)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(user)
    assert client.get("/programme/people/").status_code == 302


@pytest.mark.parametrize("page", ["mfa_index", "account_reauthenticate", "account_change_password", "account_logout"])
def test_the_pages_of_sign_in_stay_open_to_them(client: Client, page: str) -> None:
    user = with_password(staff=True)
    sign_in(client, user)
    assert client.get(reverse(page)).status_code == 200


def test_the_password_alone_does_not_sign_in_who_has_a_factor(client: Client) -> None:
    user = with_password(staff=True)
    TOTP.activate(user, SECRET)
    assert sign_in(client, user) == reverse("mfa_authenticate")
    assert client.get("/programme/people/").headers["Location"].startswith(reverse("account_login"))
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get("/programme/people/").status_code == 200


def test_codes_are_guessed_ten_times_an_hour_at_most(client: Client) -> None:
    user = with_password(staff=True)
    TOTP.activate(user, SECRET)
    sign_in(client, user)
    for number in range(10):
        client.post(reverse("mfa_authenticate"), {"code": "000000"}, headers={"X-Forwarded-For": f"10.0.0.{number}"})
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get("/programme/people/").status_code == 302


def test_the_admin_has_no_sign_in_of_its_own(client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/")
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_desk_tells_the_owner_and_ends_other_sessions(client: Client) -> None:
    user = with_password(staff=True)
    elsewhere = Client()
    elsewhere.force_login(user)
    sign_in(client, user)
    asked = client.get(reverse("mfa_activate_totp")).headers["Location"]
    client.post(asked, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert client.get("/programme/people/").status_code == 200
    assert elsewhere.get("/programme/people/").headers["Location"].startswith(reverse("account_login"))
    assert "authenticator app was added" in Message.objects.get(kind="security_notice").text


def test_the_secret_of_an_app_is_encrypted_and_survives_a_change_of_key(settings: LazySettings) -> None:
    factor = TOTP.activate(UserFactory.create(), SECRET).instance
    assert SECRET not in str(factor.data)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"
    assert factor.wrap().validate_code(code())


def test_the_last_factor_of_staff_stays_until_there_is_another() -> None:
    staff = UserFactory.create(staff=True)
    only = Authenticator.objects.get(user=staff)
    assert not get_adapter().can_delete_authenticator(only)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.WEBAUTHN, data={})
    assert get_adapter().can_delete_authenticator(only)
