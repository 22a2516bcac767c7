from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> Any:
    from tests.visibility.world import make_world  # noqa: PLC0415 - models can be read only after the settings

    settings.MEDIA_ROOT = tmp_path
    return make_world()
