"""Real processes, started as an operator starts them, and ended whatever happens."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240


class Process:
    """A running command; what it writes stands in `log`."""

    def __init__(self, command: list[str], env: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as lines:
            self.popen = subprocess.Popen(
                command, cwd=ROOT, env=dict(env), stdout=lines, stderr=lines, start_new_session=True
            )

    def wait_for(self, happened: Callable[[], object], what: str) -> None:
        """Wait until `happened()` is true; fail with the log when it does not come or the process ends before."""
        end = time.monotonic() + PATIENCE
        while not happened():
            if self.popen.poll() is not None or time.monotonic() > end:
                pytest.fail(f"{what} did not happen:\n{self.log.read_text()}")
            time.sleep(0.2)

    def wait_for_line(self, words: str) -> str:
        """The first line of the log that holds `words`."""
        self.wait_for(lambda: words in self.log.read_text(), f"A line with {words!r}")
        return next(line for line in self.log.read_text().splitlines() if words in line)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask the process to end, wait for it, and answer its exit status."""
        self.popen.send_signal(number)
        return self.popen.wait(PATIENCE)


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """`spawn(["celery", ...], env)`: a process that ends with the test."""
    processes: list[Process] = []

    def start(command: list[str], env: Mapping[str, str]) -> Process:
        processes.append(Process(command, env, tmp_path / f"process-{len(processes)}.log"))
        return processes[-1]

    yield start
    for process in processes:
        if process.popen.poll() is None:
            os.killpg(process.popen.pid, signal.SIGKILL)
            process.popen.wait()
