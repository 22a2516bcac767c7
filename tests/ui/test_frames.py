"""The frame around every page: languages, ways, the funder, and nothing that the content policy would stop."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.template.loader import render_to_string

from tests.factories import UserFactory

pytestmark = pytest.mark.urls("tests.ui.urls")
TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components"]
PAGES = [path for path in TEMPLATES if not {"mails", "mailing"} & set(path.parts)]


@pytest.fixture
def person(client, db):
    user = UserFactory(name="Ana Moldovan")
    client.force_login(user)
    return user


def test_a_public_page_sets_no_cookie_and_asks_the_database_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/stories/")
    assert (answer.status_code, dict(answer.cookies)) == (200, {})


def test_a_public_page_carries_emblem_statement_and_disclaimer(client, db):
    page = client.get("/stories/").content.decode()
    for words in ("Emblem of the European Union", "Funded by the European Union", "Views and opinions expressed"):
        assert words in page


def test_a_page_leads_to_itself_in_every_language_by_its_own_name(client, db, settings):
    settings.SPOKEN_LANGUAGES = {"en", "el"}
    page = client.get("/stories/?theme=energy").content.decode()
    assert '<a href="/stories/?theme=energy" lang="en" hreflang="en" aria-current="true">English</a>' in page
    assert '<a href="/el/stories/?theme=energy" lang="el" hreflang="el">Ελληνικά</a>' in page


def test_without_another_language_there_is_nothing_to_choose(client, db, settings):
    settings.SPOKEN_LANGUAGES = {"en"}
    page = client.get("/stories/").content.decode()
    assert ("hreflang" in page, "Ελληνικά" in page) == (False, False)


def test_a_page_of_a_language_without_catalogue_is_english_throughout(client, db, settings):
    settings.SPOKEN_LANGUAGES = {"en"}
    page = client.get("/el/stories/").content.decode()
    assert ('<html lang="en"' in page, 'href="/stories/"' in page, 'href="/el/' in page) == (True, True, False)


def test_in_another_language_the_ways_stay_in_it(client, db, settings):
    settings.SPOKEN_LANGUAGES = {"en", "el"}
    page = client.get("/el/stories/").content.decode()
    assert ('<html lang="el"' in page, 'href="/el/stories/" aria-current="page"' in page) == (True, True)


def test_ways_lead_only_to_pages_that_exist(client, db):
    assert 'href="/cities/"' not in client.get("/stories/").content.decode()


def test_a_city_sees_its_own_bar_and_staff_theirs(client, person):
    assert re.findall(r'worknav__link" href="([^"]+)"', client.get("/own/").content.decode()) == [
        "/workspace/",
        "/workspace/hours/",
    ]
    client.force_login(UserFactory(staff=True))
    assert re.findall(r'worknav__link" href="([^"]+)"', client.get("/own/").content.decode()) == ["/programme/"]


def test_the_bar_marks_the_nearest_page_only(client, person):
    page = client.get("/workspace/hours/").content.decode()
    assert re.findall(r'href="([^"]+)" aria-current="page"', page) == ["/workspace/hours/"]


def test_one_signs_out_by_a_button_and_not_by_a_link(client, person):
    page = client.get("/own/").content.decode()
    assert '<form method="post" action="/accounts/logout/">' in page
    assert "csrfmiddlewaretoken" in page


def test_what_was_just_done_is_said_in_the_notices(client, person):
    client.get("/own/")
    assert "Saved." in client.get("/thanks/").content.decode()


@pytest.mark.parametrize("address", ["/stories/", "/own/", "/accounts/login/", "/nowhere/", "/late/"])
def test_no_page_needs_what_the_content_policy_stops(client, person, address):
    answer = client.get(address)
    page = answer.content.decode()
    executable = re.findall(r"<script(?![^>]*(?:src=|nonce=|application/json))[^>]*>", page)
    assert (executable, re.findall(r"<style|\sstyle=|\son\w+=", page)) == ([], [])
    assert "'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("template", ["400.html", "403_csrf.html", "500.html"])
def test_pages_for_a_broken_house_need_neither_request_nor_database(template):
    page = render_to_string(template)
    assert ("<h1>" in page, "css/kit.css" in page) == (True, True)


def test_a_broken_page_answers_500_with_its_own_words(client, db):
    client.raise_request_exception = False
    answer = client.get("/broken/")
    assert (answer.status_code, b"Something broke on our side" in answer.content) == (500, True)


def test_an_unknown_address_says_what_may_be_wrong(client, db):
    answer = client.get("/nowhere/")
    assert (answer.status_code, b"This line leads nowhere" in answer.content) == (404, True)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_component_is_short_and_opens_with_what_it_takes(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= 30
    assert lines[0].startswith("{% comment %}")
    assert "nputs" in path.read_text()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_no_template_holds_a_style_a_handler_or_a_name_that_the_frame_does_not_give(path):
    text = path.read_text()
    assert re.findall(r'\sstyle="|<style|\son(?:click|change|submit|load)=|\{\{ site\.', text) == []


def test_scripts_of_a_signed_in_page_stay_under_sixty_kilobytes():
    always = [find("django_htmx/htmx-2.min.js"), find("js/work.js")]
    most = [find("js/matrix.js"), find("js/panel.js")]
    assert sum(Path(path).stat().st_size for path in always + most) < 60_000
