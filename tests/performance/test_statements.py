"""P6: a page asks as many questions for three rows as for one, and asks none of them a third time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mailing.models import Message
from tests.mailing.outbox import fill
from tests.performance.pages import PAGES, people, places
from tests.performance.statements import most_repeated
from twinning.load.load import load

pytestmark = pytest.mark.django_db

Statements = dict[str, list[str]]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def statements_of() -> Callable[..., Statements]:
    """Load a cohort and open every page of it twice; the statements of the second time, by page."""

    def opened(*, cities: int, stories: int, hours: int) -> Statements:
        now = timezone.now()
        cohort = load(cities=cities, stories=stories, hours=hours, now=now)
        visitors = {face: signed_in(user) for face, user in people(cohort).items()}
        filled = places(cohort, now.date())
        return {
            name: statements(visitors.get(face, Client()), path.format(**filled))
            for name, (face, path) in PAGES.items()
        }

    return opened


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)  # type: ignore[arg-type]
    return client


def statements(client: Client, path: str) -> list[str]:
    """What a process asks once in its life (content types, say) is not the page's, so the first time is not counted."""
    for _time in range(2):
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        assert response.status_code == 200, path
        b"".join(response)
    return [each["sql"] for each in captured.captured_queries]


def test_three_rows_cost_no_statement_more_than_one(statements_of):
    fill(1)
    one = statements_of(cities=2, stories=2, hours=4)
    Message.objects.all().delete()
    fill(3)
    three = statements_of(cities=6, stories=18, hours=12)
    assert counted(three) == counted(one)


def test_no_statement_is_made_a_third_time_for_a_page(statements_of):
    repeated = {name: most_repeated(made) for name, made in statements_of(cities=6, stories=18, hours=12).items()}
    assert {name: found for name, found in repeated.items() if found[1] > 2} == {}


def counted(made: Statements) -> dict[str, int]:
    return {name: len(each) for name, each in made.items()}
