from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.travel.world import Paid


@pytest.fixture
def paid(db: None) -> Paid:
    from tests.travel.world import make_paid  # noqa: PLC0415 - the models are there once Django is set up

    return make_paid()
