from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.fixtures import Settings

from tests.mailing.sink import Sink

if TYPE_CHECKING:
    from mailing.models import Message


@pytest.fixture(autouse=True)
def test_letters(settings: Settings) -> None:
    """The mail templates of these tests stand beside them."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates


@pytest.fixture
def put() -> Callable[..., Message]:
    """`put(key)` writes a mail about Köln's roadmap to anna@example.org; anything can be named otherwise."""
    from tests.mailing import outbox  # noqa: PLC0415  (no models yet while pytest reads this file)

    return outbox.put


@pytest.fixture
def fill() -> Callable[..., None]:
    """`fill(300)` writes 300 due mails, to mail-0@example.org and so on, in one statement."""
    from tests.mailing import outbox  # noqa: PLC0415

    return outbox.fill


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A mail server that can refuse, hang up and hold its answer; mails of this process go there."""
    with Sink() as server:
        settings.EMAIL_BACKEND = "mailing.backends.Relay"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 5
        yield server
