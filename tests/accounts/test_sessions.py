"""Sessions end at once when the password changes, the login is closed, or the role does."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Invitation, User
from mailing.actions import put
from mailing.models import Message
from mailing.states import State
from tests.factories import UserFactory
from workflow.models import Step

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
PAGE = "/accounts/preferences/"
OLD, NEW = "four unrelated words", "another four words"


@pytest.fixture
def user() -> User:
    return User.objects.create_user("ana@example.org", OLD, name="Ana")


@pytest.fixture
def staff() -> User:
    return UserFactory.create(staff=True)


def session(user: User) -> Client:
    client = Client()
    client.force_login(user)
    assert client.get(PAGE).status_code == 200
    return client


def signed_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_changing_the_password_keeps_this_session_only(user: User) -> None:
    elsewhere, here = session(user), Client()
    here.post(reverse("account_login"), {"login": user.email, "password": OLD, "next": PAGE})
    form = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
    here.post(reverse("account_change_password"), form)
    assert (signed_in(here), signed_in(elsewhere)) == (True, False)
    assert "Your password was changed" in Message.objects.get(kind="security_notice").text


def test_closing_a_login_ends_every_session_for_good(user: User, staff: User) -> None:
    sessions = [session(user), session(user)]
    actions.deactivate(user, by=staff, now=NOW)
    assert [signed_in(each) for each in sessions] == [False, False]
    actions.reactivate(user, by=staff, now=NOW)
    untouched = Client()
    untouched.cookies = sessions[0].cookies
    assert not signed_in(untouched)


def test_a_session_from_before_does_not_come_back_with_the_login(user: User, staff: User) -> None:
    before = session(user)
    actions.deactivate(user, by=staff, now=NOW)
    actions.reactivate(user, by=staff, now=NOW)
    assert not signed_in(before)


def test_a_closed_login_takes_no_password(client: Client, user: User, staff: User) -> None:
    actions.deactivate(user, by=staff, now=NOW)
    client.post(reverse("account_login"), {"login": user.email, "password": OLD, "next": PAGE})
    assert not signed_in(client)


def test_closing_a_login_revokes_invitations_and_stops_mails(user: User, staff: User) -> None:
    invitation, _token = actions.invite(email=user.email, language="en", time_zone="Europe/Brussels", by=staff, now=NOW)
    other, _token = actions.invite(
        email="other@example.org", language="en", time_zone="Europe/Brussels", by=staff, now=NOW
    )
    put(
        key="notice",
        kind="notice",
        to=user.email,
        recipient=user,
        language="en",
        template="accounts/mails/password_reset",
        context={"link": "x"},
    )
    actions.deactivate(user, by=staff, now=NOW)
    assert list(Invitation.objects.waiting()) == [other]
    stopped = Message.objects.filter(state=State.CANCELLED).values_list("key", flat=True)
    assert set(stopped) == {"notice", f"invitation:{invitation.pk}:1"}


def test_who_joins_the_team_signs_in_anew(user: User, staff: User) -> None:
    before = session(user)
    actions.make_staff(user, by=staff, now=NOW)
    assert not signed_in(before)


def test_who_leaves_the_team_loses_desk_and_admin(user: User, staff: User) -> None:
    member = UserFactory.create(staff=True, is_staff=True, is_superuser=True)
    before = session(member)
    actions.end_staff(member, by=staff, now=NOW)
    member.refresh_from_db()
    assert (member.is_programme_staff, member.is_staff, member.is_superuser) == (False, False, False)
    assert not signed_in(before)


@pytest.mark.parametrize("verb", [actions.deactivate, actions.end_staff])
def test_nobody_shuts_themselves_out(verb: object, staff: User) -> None:
    with pytest.raises(actions.NotPossible):
        verb(staff, by=staff, now=NOW)  # type: ignore[operator]
    staff.refresh_from_db()
    assert staff.is_active
    assert staff.is_programme_staff


def test_the_history_says_who_closed_the_login(user: User, staff: User) -> None:
    actions.deactivate(user, by=staff, now=NOW)
    assert [(step.verb, step.by, step.at) for step in Step.objects.of(user)] == [("deactivate", staff, NOW)]
