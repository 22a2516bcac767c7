"""Pages, parts and refusals: one address for all of them, and everything without script."""

import pytest
from django import forms

from tests.factories import UserFactory
from ui.views import refuse
from workflow.refusals import NotNow

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]


@pytest.fixture
def person(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.mark.parametrize("address", ["/listing/", "/listing-class/"])
def test_htmx_gets_the_part_and_everybody_else_the_page(client, address):
    page, part = client.get(address), client.get(address, headers={"HX-Request": "true"})
    assert (b"<html" in page.content, b"<html" in part.content) == (True, False)
    assert ["HX-Request" in answer["Vary"] for answer in (page, part)] == [True, True]


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_link_and_the_back_button_need_the_whole_page(client, header):
    answer = client.get("/listing/", headers={"HX-Request": "true", header: "true"})
    assert b"<html" in answer.content


def test_a_refusal_is_a_page_with_its_sentence_and_a_way_back(client, person):
    answer = client.post("/late/")
    assert answer.status_code == 409
    assert b"This is approved by now." in answer.content
    assert b'href="/own/"' in answer.content


def test_with_htmx_a_refusal_joins_the_notices_of_the_page(client, person):
    answer = client.post("/late/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], b"<html" in answer.content) == (409, "#notices", False)


def test_a_refusal_about_a_field_is_written_at_the_field():
    form = forms.Form({})
    form.fields["hours"] = forms.CharField(required=False)
    refuse(form, NotNow("Over 24 hours a day.", field="hours"))
    refuse(form, NotNow("The month is locked.", field="unknown"))
    assert form.errors == {"hours": ["Over 24 hours a day."], "__all__": ["The month is locked."]}
