"""What is measured: loaded cohorts of 10, 100 and 1,000 cities, and the requests for their pages."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.test import Client

from accounts.models import User
from bench.worker import Ask
from tests.performance.pages import PAGES, people, places
from twinning.load.load import load

STORIES = 1000
CELLS_OF_HOURS = 10_000


def grown(cities: int, *, now: datetime) -> dict[str, Ask]:
    """One more cohort, with stories and hours in proportion; its pages by name."""
    share = cities / 1000
    cohort = load(
        cities=cities, stories=max(30, int(STORIES * share)), hours=int(CELLS_OF_HOURS * share), seed=cities, now=now
    )
    cookies = {face: _signed_in(user) for face, user in people(cohort).items()}
    filled = places(cohort, now.date())
    return {name: Ask(path.format(**filled), cookies.get(face, "")) for name, (face, path) in PAGES.items()}


def _signed_in(user: User) -> str:
    """The session cookie of somebody who has just signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
