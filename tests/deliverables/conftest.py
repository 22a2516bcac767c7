from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def shelf(settings: Any, tmp_path: Path) -> Path:
    """Where this test's files lie."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def world(db: None, shelf: Path) -> Any:
    from tests.deliverables.world import make_world  # noqa: PLC0415 - models can be read only after the settings

    return make_world()


@pytest.fixture
def written(db: None, shelf: Path) -> Any:
    """The world whose outputs are written in forms."""
    from tests.deliverables.written import make_written_world  # noqa: PLC0415 - as above

    return make_written_world()
