from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.visits.world import Exchange


@pytest.fixture
def exchange(db: None) -> Exchange:
    from tests.visits.world import make_exchange  # noqa: PLC0415 - the models are there once Django is set up

    return make_exchange()
