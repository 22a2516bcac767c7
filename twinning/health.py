"""What machines ask: is the process alive, and can it serve."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from twinning.celery import app
from ui.guards import public

LAST_BEAT = "last-beat"
BEAT_MAX_AGE = timedelta(seconds=60)


@public
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@public
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything a request or a mail needs is there; 503 names what is missing."""
    now = timezone.now()
    checks: dict[str, Callable[[], object]] = {
        "database": _ask_database,
        "cache": lambda: cache.get(LAST_BEAT),
        "broker": _ask_broker,
        "beat": lambda: _ask_beat(now),
    }
    missing = [name for name, check in checks.items() if _fails(check)]
    if missing:
        return JsonResponse({"status": "unavailable", "missing": missing}, status=503)
    return JsonResponse({"status": "ok"})


def _fails(check: Callable[[], object]) -> bool:
    try:
        check()
    except Exception:  # noqa: BLE001 - whatever goes wrong is the answer
        return True
    return False


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)


def _ask_beat(now: datetime) -> None:
    """Beat rings, the worker answers into the cache: one old answer means that one of both is gone."""
    if now - cache.get(LAST_BEAT) > BEAT_MAX_AGE:
        raise TimeoutError
