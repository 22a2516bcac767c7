"""These tests have addresses of their own (`tests.ui.urls`)."""

from collections.abc import Iterator

import pytest

from ui import context


@pytest.fixture(autouse=True)
def pages_are_looked_up_anew() -> Iterator[None]:
    """The frame remembers which pages exist for as long as the process lives; the addresses differ here."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    context._exists.cache_clear()
    context._speaks.cache_clear()
