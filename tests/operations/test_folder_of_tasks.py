"""Without Redis tasks wait as files in a folder."""

from pathlib import Path
from queue import Empty
from typing import Any

from kombu import Connection

from twinning.celery import app


def test_a_worker_never_meets_a_task_that_is_only_half_written(tmp_path: Path) -> None:
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "c")}
    with Connection("folder://", transport_options=options) as connection:
        portal, worker = connection.channel(), connection.channel()

        class Task:
            def __json__(self) -> str:
                """Called in the middle of the writing, when the worker looks into the folder."""
                return found(worker)

        portal._put("celery", Task())
        assert found(worker) == "nothing yet"  # what the worker had found while the task was written


def found(worker: Any) -> str:
    try:
        return worker._get("celery")
    except Empty:
        return "nothing yet"


def test_the_portal_without_redis_rings_by_that_folder() -> None:
    assert type(app.connection_for_write("folder://").transport).__module__ == "twinning.broker"
