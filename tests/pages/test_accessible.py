"""axe-core over every page of the portal, full, empty, refused and lost: nobody meets a barrier."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.factories import UserFactory
from tests.pages.looking import EYES, OTHER_EYES, Axe, faults, signed_in
from tests.pages.places import CITY, STAFF, VISITOR, places
from twinning.demo.load import load

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]

MAIN = ["/", "/stories/", "/cities/", "/cohorts/", "/workspace/", "/deliverables/", "/programme/", "/programme/hours/"]
"""Looked at in the other theme as well."""


@pytest.fixture
def browsers(open_context: Open, live_server: LiveServer) -> Callable[[str], Page]:
    """`browsers("staff@example.org")`: the browser of that person, who is signed in."""
    pages: dict[str, Page] = {}

    def of(email: str) -> Page:
        if email not in pages:
            user = User.objects.filter(email=email).first()
            pages[email] = signed_in(open_context(), live_server, user) if user else open_context().new_page()
        return pages[email]

    return of


@pytest.mark.long
def test_no_page_of_the_full_portal_is_a_barrier(
    browsers: Callable[[str], Page], axe: Axe, settings: LazySettings, sample: Callable[[int, int], int]
) -> None:
    """In `make test` each page is looked at with one pair of eyes, in `make proofs` with both."""
    settings.DEMO = True
    now = timezone.now()
    load(now=now)
    found, seen = {}, set()
    for place in list(places(now)):
        page = browsers(place.reader)
        answer = page.goto(place.path)
        if answer.status != place.status:
            found[str(place)] = [f"answers {answer.status}"]
        elif (place.reader, page.url) not in seen:
            seen.add((place.reader, page.url))
            eyes = (EYES * 2)[len(seen) % 2 :][: sample(1, 2)] + (OTHER_EYES if place.path in MAIN else [])
            found[str(place)] = faults(page, axe, eyes)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("email", [VISITOR, CITY, STAFF], ids=["visitor", "newcomer", "staff"])
def test_no_empty_page_is_a_barrier(browsers: Callable[[str], Page], axe: Axe, email: str) -> None:
    UserFactory(email=CITY)
    UserFactory(email=STAFF, staff=True)
    page = browsers(email)
    found = {}
    for path in empty_pages(email):
        assert page.goto(path).status == 200, path
        found[path] = faults(page, axe)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def empty_pages(email: str) -> Iterator[str]:
    """The pages that list something, before there is anything."""
    if email == VISITOR:
        yield from ("/", "/stories/", "/cities/", "/cohorts/", "/map/")
    if email == CITY:
        yield from ("/workspace/", "/workspace/hours/", "/workspace/people/", "/workspace/stories/", "/deliverables/")
    if email == STAFF:
        for room in ("", "cohorts/", "cities/", "reviews/", "hours/", "reminders/", "mails/", "people/", "stories/"):
            yield f"/programme/{room}"
        yield "/programme/people/invitations/"


@pytest.mark.urls("tests.ui.urls")
def test_a_page_that_breaks_says_so_without_a_barrier(browsers: Callable[[str], Page], axe: Axe) -> None:
    page = browsers(VISITOR)
    assert page.goto("/broken/").status == 500
    assert faults(page, axe) == []


def test_a_page_that_is_not_there_or_not_ones_own_is_no_barrier(browsers: Callable[[str], Page], axe: Axe) -> None:
    UserFactory(email=CITY)
    for email, path, status in [
        (VISITOR, "/nothing/", 404),
        (CITY, "/nothing/", 404),
        (CITY, "/stories/new/", 403),
    ]:
        page = browsers(email)
        assert page.goto(path).status == status
        assert faults(page, axe) == [], path


def test_a_form_sent_by_somebody_else_is_refused_without_a_barrier(browsers: Callable[[str], Page], axe: Axe) -> None:
    page = browsers(VISITOR)
    page.goto("/accounts/login/")
    page.context.clear_cookies()
    with page.expect_navigation() as answer:
        page.evaluate("document.querySelector('form[method=post]').submit()")
    assert answer.value.status == 403
    assert faults(page, axe) == []


REFUSED = [
    (VISITOR, "/accounts/login/", {"login": "nobody@example.org", "password": "wrong"}),
    (CITY, "/accounts/preferences/", {"name": ""}),
    (STAFF, "/programme/cities/add/", {}),
    (STAFF, "/stories/new/", {"title": ""}),
]


@pytest.mark.parametrize(("email", "path", "answers"), REFUSED, ids=[path for _email, path, _answers in REFUSED])
def test_a_refused_form_is_no_barrier(
    browsers: Callable[[str], Page], axe: Axe, email: str, path: str, answers: dict[str, str]
) -> None:
    UserFactory(email=CITY)
    UserFactory(email=STAFF, staff=True)
    page = browsers(email)
    page.goto(path)
    for name, text in answers.items():
        page.fill(f"main [name={name}]", text)
    page.eval_on_selector("main form[method=post]", "form => { form.noValidate = true; form.requestSubmit(); }")
    page.locator("main [role=alert]").first.wait_for()
    assert faults(page, axe) == []
