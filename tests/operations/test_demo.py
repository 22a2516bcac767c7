"""`make demo` on a bare machine."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.operations.conftest import Process

RUN_DEMO = [sys.executable, "deploy/run_demo.py"]


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def living(folder: Path) -> list[str]:
    """The commands of all processes that were started for this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


@pytest.mark.once
@pytest.mark.long
def test_the_demo_serves_and_leaves_no_process_however_it_is_ended(
    spawn: Callable[..., Process], tmp_path: Path, port: int
) -> None:
    """The second start keeps what the first has made."""
    for ended_by in (signal.SIGINT, signal.SIGTERM):
        demo = spawn(RUN_DEMO, os.environ | {"VAR_DIR": str(tmp_path), "PORT": str(port)})
        demo.wait_for_line("The portal is ready")
        page = urlopen(f"http://127.0.0.1:{port}/").read().decode()
        assert "<h1" in page
        assert len(living(tmp_path)) >= 4
        assert demo.end(ended_by) == 0
        assert living(tmp_path) == []


def test_a_port_in_use_is_said_in_words(spawn: Callable[..., Process], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        demo = spawn(RUN_DEMO, os.environ | {"VAR_DIR": str(tmp_path), "PORT": str(port)})
        assert demo.popen.wait(30) == 1
    assert demo.log.read_text() == (
        f"Port {port} is in use by another program. Choose another one: make demo PORT={port + 1}\n"
    )
