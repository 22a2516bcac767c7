"""What one click caused can be followed through web and worker by one id."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django_structlog.middlewares import RequestMiddleware
from structlog.stdlib import ProcessorFormatter

from tests.operations.conftest import Process
from twinning.logs import logging_config
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


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[StringIO]:
    """What the portal writes into its log at the usual level."""
    root, written = logging.getLogger(), StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(
        next(each.formatter for each in root.handlers if isinstance(each.formatter, ProcessorFormatter))
    )
    root.addHandler(handler)
    with caplog.at_level(logging.INFO):
        yield written
    root.removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    [
        "/invitations/{}/",
        "/accounts/password/reset/key/1-{}/?next=x",
        "/accounts/confirm-email/{}/",
        "/calendar/41.0.{}.ics",
        "/calendar/41.0.{}/green-mobility.ics",
        "/open-sessions/confirm/{}/",
        "/open-sessions/place/{}/calendar.ics",
    ],
)
def test_the_log_holds_no_link_that_opens_something_and_no_visitors_address(page: str, lines: StringIO) -> None:
    visitor = {"HTTP_USER_AGENT": "a-browser", "REMOTE_ADDR": "203.0.113.9"}
    Client().get(page.format("a-secret"), **visitor)
    Client(enforce_csrf_checks=True).post(page.format("a-secret"), **visitor)
    written = lines.getvalue()
    assert [word for word in ("a-secret", "a-browser", "203.0.113.9") if word in written] == []
    assert written.count("/...") >= 2


def test_an_error_is_logged_with_its_place_and_without_the_values_at_hand() -> None:
    written = StringIO()
    config = logging_config(json=True, level="INFO")["formatters"]["line"]
    handler = logging.StreamHandler(written)
    handler.setFormatter(config.pop("()")(**config))
    logger = logging.getLogger("a room")
    logger.addHandler(handler)
    try:
        _fail(password="a-secret")
    except ZeroDivisionError:
        logger.exception("It failed")
    assert "_fail" in written.getvalue()
    assert "a-secret" not in written.getvalue()


def _fail(password: str) -> float:
    return len(password) / 0
