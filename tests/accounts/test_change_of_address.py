"""A new address counts from the moment its owner confirms it; the old one is told."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mailing.models import Message
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
    form = {"email": address, "action_add": ""}
    asked = client.post(reverse("account_email"), form)
    client.post(asked.headers["Location"], {"password": PASSWORD})


def test_a_new_address_replaces_the_old_one_when_confirmed(client: Client, ana: User) -> None:
    ask(client, "Ana.New@example.org")
    mail = Message.objects.get(kind="address_confirmation")
    assert mail.to == "ana.new@example.org"
    assert User.objects.get().email == "ana@example.org"
    link = re.search(r"http://127.0.0.1:8000(\S+)", mail.text)
    assert link
    client.post(link[1])
    assert User.objects.get().email == "ana.new@example.org"
    assert Message.objects.get(kind="security_notice").to == "ana@example.org"


def test_an_address_with_a_login_is_neither_taken_nor_betrayed(client: Client, ana: User) -> None:
    UserFactory.create(email="kozani@example.org")
    ask(client, "kozani@example.org")
    assert not Message.objects.exists()
    assert User.objects.get(pk=ana.pk).email == "ana@example.org"
