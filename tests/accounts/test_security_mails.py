"""Whatever allauth has to say about a login goes out through our outbox, in our words."""

from pathlib import Path

import allauth

from accounts.adapter import EVENTS

WITH_A_LINK = {"account/email/password_reset_key", "account/email/email_confirmation"}
SWITCHED_OFF = {
    "account/email/account_already_exists",
    "account/email/email_confirmation_signup",
    "account/email/email_confirm",
    "account/email/login_code",
    "account/email/password_reset_code",
    "account/email/unknown_account",
}


def test_no_mail_of_allauth_is_without_words_of_ours() -> None:
    templates = Path(allauth.__file__).parent / "templates"
    mails = {
        str(each.relative_to(templates)).removesuffix("_subject.txt")
        for each in [*templates.glob("account/email/*_subject.txt"), *templates.glob("mfa/email/*_subject.txt")]
    }
    assert mails - SWITCHED_OFF == WITH_A_LINK | set(EVENTS)
