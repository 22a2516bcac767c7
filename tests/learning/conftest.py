from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.learning.world import World


@pytest.fixture
def world(db: None) -> World:
    from tests.learning.world import make_world  # noqa: PLC0415 - models are not ready when this file is read

    return make_world()
