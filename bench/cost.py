"""What something costs: CPU milliseconds of this process and of the PostgreSQL backend that works for it.

Wall time on a shared machine wobbles by a factor of two; the scheduler's own account does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection


def cpu_ms(call: Callable[[], object]) -> float:
    """CPU milliseconds of one call, here and in the backend of this process's connection."""
    backend = _backend()
    before = time.process_time(), _on_cpu(backend)
    call()
    after = time.process_time(), _on_cpu(backend)
    return 1000 * sum(end - start for end, start in zip(after, before, strict=True))


def backend_ms(call: Callable[[], object]) -> float:
    """CPU milliseconds of one call in the backend alone: what its statements cost."""
    backend = _backend()
    before = _on_cpu(backend)
    call()
    return 1000 * (_on_cpu(backend) - before)


def _backend() -> Path | None:
    """The scheduler's account of our backend; None when the server runs on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    place = Path(f"/proc/{pid}")
    ours = place.exists() and (place / "comm").read_text().startswith("postgres")
    return place / "schedstat" if ours else None


def _on_cpu(account: Path | None) -> float:
    """Seconds on a CPU so far. The file's first number is nanoseconds, and a backend has one thread."""
    return int(account.read_text().split()[0]) / 1e9 if account and account.exists() else 0.0
