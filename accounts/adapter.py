"""Where allauth asks us: sign-up is closed, mails go through the outbox, links start from SITE_URL."""

from __future__ import annotations

import base64
import unicodedata
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmationMixin
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import actions, emails
from accounts.models import User
from accounts.passwords import demand_good

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""

EVENTS = {
    "account/email/email_changed": _("The address of your login was changed"),
    "account/email/email_deleted": _("An address of your login was removed"),
    "account/email/password_changed": _("Your password was changed"),
    "account/email/password_reset": _("Your password was replaced by a new one"),
    "account/email/password_set": _("A password was set for your login"),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your login"),
    "mfa/email/totp_activated": _("An authenticator app was added to your login"),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your login"),
    "mfa/email/webauthn_added": _("A passkey or security key was added to your login"),
    "mfa/email/webauthn_removed": _("A passkey or security key was removed from your login"),
}
"""Every change of what proves who somebody is, by the name allauth gives its mail."""


class AccountAdapter(DefaultAccountAdapter):
    """Signing in, passwords and addresses."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_password(self, password: str, user: Any = None) -> str:
        demand_good(password, user)
        return password

    def is_safe_url(self, url: str) -> bool:
        """Where sign-in may lead on to: this portal, and no other host it happens to answer for."""
        ours = urlsplit(settings.SITE_URL)
        return url_has_allowed_host_and_scheme(url, {ours.netloc}, require_https=ours.scheme == "https")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The two mails with a link; what only tells is `send_notification_mail`."""
        name, link = {
            "account/email/password_reset_key": ("password_reset", "password_reset_url"),
            "account/email/email_confirmation": ("address_confirmation", "activate_url"),
        }[template_prefix]
        emails.about_login(name, context["user"], email, {"link": context[link]})

    @transaction.atomic
    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """What proves who somebody is has changed: their other sessions end, and they are told."""
        actions.end_sessions(user)
        update_session_auth_hash(self.request, user)
        facts = {
            "event": EVENTS[template_prefix],
            "timestamp": timezone.now(),
            "ip": self.get_client_ip(self.request),
            "user_agent": self.get_http_user_agent(self.request)[:200],
        }
        emails.about_login("security_notice", user, email or user.email, facts)

    def get_reset_password_from_key_url(self, key: str) -> str:
        user, _dash, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", args=[user, token])

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmationMixin) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Guesses are counted per address alone: allauth adds the Host header, and its port is anybody's choice."""
        return unicodedata.normalize("NFKC", credentials.get("email", "")).strip().casefold()


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys and recovery codes; their secrets are encrypted in the database."""

    def get_totp_issuer(self) -> str:
        return settings.PROGRAMME_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.PROGRAMME_NAME}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever needs a second factor adds the new one before the old one goes."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
        return not authenticator.user.needs_second_factor or others.exists()

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Keyed by SECRET_KEY; SECRET_KEY_FALLBACKS keep old secrets readable after a change of key."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(sha256(b"second factor:" + key.encode()).digest())) for key in keys]
    )
