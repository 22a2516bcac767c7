"""What a monitor learns from `/healthz` and `/readyz`."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from twinning.celery import app
from twinning.health import BEAT_MAX_AGE, LAST_BEAT
from twinning.tasks import beat


@pytest.fixture
def unreachable_broker() -> Iterator[None]:
    app.conf.broker_write_url = "redis://127.0.0.1:1/0"
    yield
    app.conf.broker_write_url = None


def answer(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_the_process_lives_even_when_the_database_does_not(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_after_a_tick(client: Client) -> None:
    beat()
    assert answer(client) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_not_ready_before_the_first_tick(client: Client) -> None:
    cache.delete(LAST_BEAT)
    assert answer(client) == (503, {"status": "unavailable", "missing": ["beat"]})


@pytest.mark.django_db
def test_not_ready_when_the_last_tick_is_old(client: Client) -> None:
    cache.set(LAST_BEAT, timezone.now() - BEAT_MAX_AGE - timedelta(seconds=1), timeout=None)
    assert answer(client) == (503, {"status": "unavailable", "missing": ["beat"]})


@pytest.mark.django_db
def test_a_broker_that_is_away_is_named(client: Client, unreachable_broker: None) -> None:
    beat()
    assert answer(client) == (503, {"status": "unavailable", "missing": ["broker"]})


@pytest.mark.django_db
def test_a_database_that_is_away_is_named_with_all_that_stands_on_it(client: Client) -> None:
    def away(*_statement: Any) -> NoReturn:
        raise OperationalError("server closed the connection")

    with connection.execute_wrapper(away):
        assert answer(client) == (503, {"status": "unavailable", "missing": ["database", "cache", "beat"]})


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_never_cached_and_sets_no_cookie(client: Client, address: str) -> None:
    response = client.get(address)
    assert "no-store" in response["Cache-Control"]
    assert response.cookies == {}
