"""A passkey alone signs in: no password, no code. Tried in Chromium with an authenticator made of software."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

PASSWORD = "four unrelated words"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def context(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    return open_context()


@pytest.fixture
def phone(context: BrowserContext) -> Page:
    """A page on a device that can keep passkeys."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


@pytest.fixture
def staff() -> User:
    user = UserFactory.create(staff=True, second_factor=False)
    user.set_password(PASSWORD)
    user.save()
    return user


def test_staff_add_a_passkey_and_sign_in_with_it_alone(phone: Page, context: BrowserContext, staff: User) -> None:
    phone.goto("/accounts/login/?next=/programme/people/")
    phone.fill("[name=login]", staff.email)
    phone.fill("[name=password]", PASSWORD)
    phone.locator("form:has([name=password]) [type=submit]").click()
    phone.wait_for_url("**/accounts/2fa/")

    phone.goto("/accounts/2fa/webauthn/add/")
    phone.fill("[name=password]", PASSWORD)
    phone.locator("form:has([name=password]) [type=submit]").click()
    phone.wait_for_url("**/accounts/2fa/webauthn/add/")
    phone.check("[name=passwordless]")
    phone.click("#mfa_webauthn_add")
    phone.wait_for_url("**/recovery-codes/**")

    context.clear_cookies()
    phone.goto("/accounts/login/?next=/programme/people/")
    phone.click("#passkey_login")
    phone.wait_for_url("**/programme/people/")
    expect(phone.locator("h1")).to_have_text("People")
