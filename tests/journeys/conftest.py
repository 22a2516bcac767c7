"""What every journey can ask for."""

import pytest
from django.utils import timezone

from tests.journeys.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that the pages of this journey read."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    return clock
