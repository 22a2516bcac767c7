"""A new address counts from the moment its owner confirms it; the old one is told."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mailing.models import Message
from tests.accounts.pages import body
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "four unrelated words"


@pytest.fixture
def ana(client: Client) -> User:
    user = User.objects.create_user("ana@example.org", PASSWORD, name="Ana")
    form = {"login": user.email, "password": PASSWORD, "next": reverse("accounts:preferences")}
    client.post(reverse("account_login"), form)
    return user


def ask(client: Client, address: str) -> None:
    """Ask for the change, with the password again where it is asked for."""
    answer = client.post(reverse("account_email"), {"email": address, "action_add": ""})
    if "reauthenticate" in answer.headers["Location"]:
        client.post(answer.headers["Location"], {"password": PASSWORD})


def page_after_asking(client: Client, address: str) -> str:
    ask(client, address)
    return body(client.get(reverse("account_email")), address)


def link_in(mail: Message) -> str:
    link = re.search(r"http://127.0.0.1:8000(\S+)", mail.text)
    assert link
    return link[1]


def test_a_new_address_replaces_the_old_one_when_confirmed(client: Client, ana: User) -> None:
    ask(client, "Ana.New@example.org")
    mail = Message.objects.get(kind="address_confirmation")
    assert mail.to == "ana.new@example.org"
    assert User.objects.get().email == "ana@example.org"
    client.post(link_in(mail))
    assert User.objects.get().email == "ana.new@example.org"
    assert Message.objects.get(kind="security_notice").to == "ana@example.org"


def test_an_address_with_a_login_is_neither_taken_nor_betrayed(client: Client, ana: User) -> None:
    """Its owner alone hears of it, and even their click gives nothing away."""
    UserFactory.create(email="kozani@example.org")
    page_after_asking(client, "first@example.org")
    taken, free = page_after_asking(client, "kozani@example.org"), page_after_asking(client, "free@example.org")
    assert taken == free
    assert "the address" in taken
    ask(client, "kozani@example.org")
    client.post(link_in(Message.objects.filter(to="kozani@example.org").last()))
    assert set(User.objects.values_list("email", flat=True)) == {"ana@example.org", "kozani@example.org"}
