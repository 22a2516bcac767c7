"""Who may come in: anonymous people to the sign-in, strangers to nothing, onlookers no further than looking."""

from urllib.parse import quote

import pytest
from django.urls import get_resolver

from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]


@pytest.fixture
def person(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def staff(client):
    user = UserFactory(staff=True)
    client.force_login(user)
    return user


def test_anybody_reads_a_public_page(client):
    assert client.get("/stories/").status_code == 200


@pytest.mark.parametrize("address", ["/own/?month=2026-05", "/desk/", "/people/", "/people/1/", "/people/1/end/"])
def test_an_anonymous_visitor_is_sent_to_sign_in_and_back_to_where_they_were(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={quote(address)}")


def test_after_sign_in_a_button_leads_back_to_the_page_it_stood_on(client):
    answer = client.post("/people/1/end/", headers={"referer": "http://testserver/people/1/"})
    assert answer.url == "/accounts/login/?next=http%3A//testserver/people/1/"


def test_another_site_cannot_choose_where_sign_in_leads(client):
    answer = client.post("/people/1/end/", headers={"referer": "https://evil.example.org/"})
    assert answer.url == "/accounts/login/?next=/own/"


def test_a_fragment_whose_session_ended_takes_the_whole_page_to_sign_in(client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/own/"}
    answer = client.get("/people/1/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/accounts/login/?next=http%3A//testserver/own/")


def test_the_desk_does_not_exist_for_a_city(client, person):
    assert client.get("/desk/").status_code == 404


def test_the_desk_opens_for_staff(client, staff):
    assert client.get("/desk/").content == b"desk"


def test_a_rule_without_an_object_is_asked_at_the_door(client, person):
    assert client.post("/people/").status_code == 403


def test_staff_pass_the_rule(client, staff):
    assert client.post("/people/").content == b"made"


def test_who_may_see_but_not_act_is_told_so(client, person):
    assert client.get(f"/people/{person.pk}/").status_code == 200
    assert [client.get(f"/people/{person.pk}/{verb}/").status_code for verb in ("edit", "end")] == [403, 403]


def test_what_one_may_not_see_answers_like_an_unknown_id(client, person):
    other = UserFactory()
    answers = [client.get(f"/people/{pk}/{verb}") for pk in (other.pk, 0) for verb in ("", "edit/", "end/")]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert len({answer.content for answer in answers}) == 1


def test_every_view_shows_its_mark_also_through_as_view():
    guards = {str(each.pattern): getattr(each.callback, "guard", None) for each in get_resolver().url_patterns[2:-1]}
    assert guards == {
        "own/": "signed_in",
        "desk/": "staff_only",
        "people/": "accounts.administer_people",
        "people/<int:pk>/": "signed_in",
        "people/<int:pk>/edit/": "accounts.administer_people",
        "people/<int:pk>/end/": "accounts.administer_people",
        "listing/": "public",
        "listing-class/": "public",
        "late/": "signed_in",
        "thanks/": "signed_in",
        "broken/": "public",
        "workspace/": "signed_in",
        "workspace/hours/": "signed_in",
        "programme/": "staff_only",
    }
