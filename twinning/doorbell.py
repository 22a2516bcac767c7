"""How the tasks' doorbell is wired: Redis, or a folder for the demo and development."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def transport_options(redis_url: str, var_dir: Path) -> dict[str, Any]:
    """The broker's options. The doorbell must not keep a reader waiting when Redis is away."""
    if redis_url:
        return {"visibility_timeout": 3600, "max_retries": 0, "interval_start": 0, "socket_connect_timeout": 2}
    folder = var_dir / "broker"
    return {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.05,
    }
