"""A mail server in a process of its own that takes everything and keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from aiosmtpd.controller import Controller

from bench.postgres import free_port


@contextmanager
def sink() -> Iterator[int]:
    """The port of the running mail server."""
    processes = get_context("spawn")
    ours, theirs = processes.Pipe()
    process = processes.Process(target=_swallow, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours.recv()
    finally:
        ours.close()
        process.join(10)


def _swallow(pipe: Connection) -> None:
    """Serve until the other end of the pipe is closed."""
    port = free_port()
    controller = Controller(_Swallower(), hostname="127.0.0.1", port=port)
    controller.start()
    pipe.send(port)
    pipe.poll(None)
    controller.stop()


class _Swallower:
    async def handle_DATA(self, *_mail: Any) -> str:  # noqa: N802
        return "250 OK"
