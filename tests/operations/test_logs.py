"""What one click caused can be followed through web and worker by one id."""

import json
import os
import sys
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_structlog.middlewares import RequestMiddleware

from tests.operations.conftest import Process
from twinning.tasks import beat


def test_a_task_logs_the_id_of_the_request_that_caused_it(spawn: Callable[..., Process], rf: RequestFactory) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(structlog.contextvars.get_contextvars()["request_id"])
        beat.delay()
        return HttpResponse()

    worker = spawn(
        [sys.executable, "-m", "celery", "-A", "twinning", "worker", "--pool=solo"],
        os.environ | {"DEBUG": "0", "LOG_LEVEL": "INFO"},
    )
    worker.wait_for_line("ready.")
    RequestMiddleware(view)(rf.get("/"))
    started = json.loads(worker.wait_for_line(seen[0]))
    assert [started["event"], started["task"]] == ["task_started", "twinning.tasks.beat"]
