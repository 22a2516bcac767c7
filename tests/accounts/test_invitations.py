"""One letter opens one login, once, for one address, for fourteen days."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accounts import actions
from accounts.forms import AcceptForm
from accounts.models import Invitation, User
from mailing.models import Message
from mailing.states import State
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
ANA = {"name": "Ana", "language": "ro", "time_zone": "Europe/Bucharest"}


def invited(**more: Any) -> tuple[Invitation, str]:
    return actions.invite(email="Ana@Example.org", by=None, now=NOW, **(ANA | more))


def accepted(token: str, **more: Any) -> User:
    return actions.accept(**({"token": token, "by": None, "now": NOW, "password": "four unrelated words"} | ANA | more))


def test_the_link_makes_a_login_whose_address_is_proven() -> None:
    _invitation, token = invited()
    user = accepted(token)
    assert (user.email, user.language, user.check_password("four unrelated words")) == ("ana@example.org", "ro", True)
    assert list(EmailAddress.objects.values_list("user", "email", "verified", "primary")) == [
        (user.pk, "ana@example.org", True, True)
    ]


def test_the_token_stands_in_the_mail_and_nowhere_else() -> None:
    invitation, token = invited()
    mail = Message.objects.get(key=f"invitation:{invitation.pk}:1")
    assert f"http://127.0.0.1:8000/invitations/{token}/" in mail.text
    assert mail.urgent
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values().get())


def test_the_mail_says_who_invites_to_what_in_the_language_of_the_invited() -> None:
    colleague = UserFactory.create(staff=True, name="Sofia Brandt")
    actions.invite(
        email="b@example.org", by=colleague, now=NOW, purpose="representative of Köln", **ANA | {"language": "pt"}
    )
    mail = Message.objects.get()
    assert "Sofia Brandt" in mail.text
    assert "invites you" not in mail.text
    assert "representative of Köln" in mail.text
    assert mail.language == "pt"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"accepted_at": NOW}, "used already"),
        ({"revoked_at": NOW}, "revoked"),
        ({"sent_at": NOW - timedelta(days=20), "expires_at": NOW}, "expired"),
    ],
)
def test_a_dead_link_says_why(change: dict[str, datetime], reason: str) -> None:
    invitation, token = invited()
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    with pytest.raises(actions.NotOpen, match=reason):
        actions.open_invitation(token, now=NOW)
    with pytest.raises(actions.NotOpen, match=reason):
        accepted(token)
    assert User.objects.count() == 0


def test_a_link_works_until_its_last_second_and_not_after() -> None:
    _invitation, token = invited()
    assert actions.open_invitation(token, now=NOW + timedelta(days=14, seconds=-1))
    with pytest.raises(actions.NotOpen, match="expired"):
        actions.open_invitation(token, now=NOW + timedelta(days=14))


def test_an_invented_link_is_not_known() -> None:
    with pytest.raises(actions.NotOpen, match="not known"):
        accepted("invented")


def test_a_link_works_once() -> None:
    _invitation, token = invited()
    accepted(token)
    with pytest.raises(actions.NotOpen, match="used already"):
        accepted(token, password="another long password")
    assert User.objects.get().check_password("four unrelated words")


def test_sending_again_kills_the_old_link_and_its_mail() -> None:
    staff = UserFactory.create(staff=True)
    invitation, old = invited()
    later = NOW + timedelta(days=20)
    invitation, new = actions.resend(invitation, by=staff, now=later)
    with pytest.raises(actions.NotOpen, match="not known"):
        actions.open_invitation(old, now=later)
    assert actions.open_invitation(new, now=later) == invitation
    states = Message.objects.order_by("key").values_list("key", "state")
    assert list(states) == [
        (f"invitation:{invitation.pk}:1", State.CANCELLED),
        (f"invitation:{invitation.pk}:2", State.DUE),
    ]


def test_sending_again_leaves_the_mails_of_other_invitations_alone() -> None:
    first, _token = invited()
    for number in range(12):
        actions.invite(email=f"p{number}@example.org", by=None, now=NOW, **ANA)
    actions.resend(first, by=UserFactory.create(staff=True), now=NOW)
    assert Message.objects.filter(state=State.CANCELLED).count() == 1


def test_revoking_stops_link_and_mail() -> None:
    invitation, token = invited()
    actions.revoke(invitation, by=UserFactory.create(staff=True), now=NOW)
    with pytest.raises(actions.NotOpen, match="revoked"):
        accepted(token)
    assert Message.objects.get().state == State.CANCELLED


@pytest.mark.parametrize("verb", [actions.resend, actions.revoke])
def test_what_was_accepted_can_neither_be_sent_again_nor_revoked(verb: Any) -> None:
    invitation, token = invited()
    accepted(token)
    with pytest.raises(actions.NotOpen, match="Nothing was changed"):
        verb(invitation, by=UserFactory.create(staff=True), now=NOW)


def test_an_address_with_a_login_has_to_sign_in_first() -> None:
    owner = UserFactory.create(email="ana@example.org")
    owner.set_password("the owner's password")
    owner.save()
    _invitation, token = invited()
    with pytest.raises(actions.SignInFirst):
        accepted(token)
    owner.refresh_from_db()
    assert owner.check_password("the owner's password")
    assert accepted(token, by=owner) == owner


def test_somebody_else_signed_in_cannot_take_the_invitation() -> None:
    UserFactory.create(email="ana@example.org")
    _invitation, token = invited()
    with pytest.raises(actions.SomebodyElse, match=r"for ana@example\.org"):
        accepted(token, by=UserFactory.create())


def test_nor_can_they_for_an_address_without_a_login() -> None:
    _invitation, token = invited()
    with pytest.raises(actions.SomebodyElse):
        accepted(token, by=UserFactory.create())
    assert actions.open_invitation(token, now=NOW)


def test_a_closed_login_is_not_opened_by_an_invitation() -> None:
    UserFactory.create(email="ana@example.org", is_active=False)
    _invitation, token = invited()
    with pytest.raises(actions.NotOpen, match="deactivated"):
        accepted(token)


def test_only_an_invitation_into_the_team_makes_programme_staff() -> None:
    _invitation, ordinary = invited()
    _invitation, special = actions.invite(
        email="b@example.org", by=UserFactory.create(staff=True), now=NOW, as_programme_staff=True, **ANA
    )
    assert not accepted(ordinary).is_programme_staff
    assert accepted(special).is_programme_staff


def test_the_form_of_acceptance_gives_what_accepting_takes() -> None:
    invitation, token = invited()
    written = {**ANA, "email": "other@example.org", "password": "four unrelated words"}
    form = AcceptForm(invitation, data={**written, "password_again": "four unrelated words"})
    assert form.is_valid()
    assert accepted(token, **form.answers).email == "ana@example.org"


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        ("four unrelated words", "four unrelated word", "password_again"),
        ("too short", "too short", "password"),
        ("Password2026!", "Password2026!", "password"),
        ("ana@example.org", "ana@example.org", "password"),
    ],
)
def test_the_form_of_acceptance_refuses_weak_and_mistyped_passwords(password: str, again: str, field: str) -> None:
    invitation, _token = invited()
    form = AcceptForm(invitation, data={**ANA, "password": password, "password_again": again})
    assert list(form.errors) == [field]
