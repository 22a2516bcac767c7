"""One process that serves one Django project, as a gunicorn worker would, without the socket."""

from __future__ import annotations

import gc
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import django
from django.conf import settings
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext

ENOUGH_MS = 200
"""A round repeats a request until it has used about so much."""


@dataclass(frozen=True)
class Ask:
    """A GET request; without a cookie it is an anonymous visitor's. `from_cache` leaves the kept pages alone."""

    path: str
    cookie: str = ""
    from_cache: bool = False


@dataclass(frozen=True)
class Answer:
    status: int
    size: int
    statements: list[str]


class Worker:
    """The other end of the process: `cost(ask)` in CPU milliseconds, `look(ask)` for statements and size."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def look(self, ask: Ask) -> Answer:
        return self._order("look", ask)

    def cost(self, ask: Ask) -> float:
        return self._order("cost", ask)

    def _order(self, verb: str, ask: Ask) -> Any:
        self._pipe.send((verb, ask))
        return self._pipe.recv()


@contextmanager
def worker(settings_module: str) -> Iterator[Worker]:
    """A running worker of the project with these settings."""
    processes = get_context("spawn")
    ours, theirs = processes.Pipe()
    process = processes.Process(target=serve, args=(theirs, settings_module), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Worker(ours)
    finally:
        ours.close()
        process.join(10)


def serve(pipe: Connection, settings_module: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    django.setup()
    orders = {"look": _look, "cost": _cost}
    application = get_wsgi_application()
    cost = import_module("bench.cost")
    while True:
        try:
            verb, ask = pipe.recv()
        except EOFError:
            return
        pipe.send(orders[verb](application, ask, cost))


def _look(application: Any, ask: Ask, _cost: Any) -> Answer:
    """The second of two requests: what a process does once in its life is not the page's."""
    _get(application, ask)
    with CaptureQueriesContext(connection) as captured:
        status, size = _get(application, ask)
    return Answer(status, size, [each["sql"] for each in captured.captured_queries])


def _cost(application: Any, ask: Ask, cost: Any) -> float:
    _get(application, ask)
    once = cost.cpu_ms(lambda: _get(application, ask))
    times = max(3, int(ENOUGH_MS / max(once, 0.05)))
    gc.collect()
    return cost.cpu_ms(lambda: [_get(application, ask) for _time in range(times)]) / times


def _get(application: Any, ask: Ask) -> tuple[int, int]:
    if not ask.from_cache and "pages" in settings.CACHES:
        caches["pages"].clear()
    statuses: list[str] = []
    response = application(_environ(ask), lambda status, headers, error=None: statuses.append(status))
    try:
        size = sum(len(part) for part in response)
    finally:
        response.close()
    return int(statuses[0].split()[0]), size


def _environ(ask: Ask) -> dict[str, Any]:
    path, _mark, query = ask.path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={ask.cookie}" if ask.cookie else "",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
