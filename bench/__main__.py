"""The benchmarks: `python -m bench [ROUNDS]` measures the portal beside bare Django and writes bench/report.md.

Everything happens in a database, folders and processes of its own, which are gone afterwards.
"""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django

from bench import postgres

ROUNDS = 5


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="twinning-bench-") as folder, postgres.database() as url:
        os.environ.update(_environment(Path(folder), url))
        django.setup()
        import_module("bench.measure").run(rounds)


def _environment(folder: Path, database: str) -> dict[str, str]:
    """As in production but for the addresses: no debugging, connections kept, hashed static files."""
    return {
        "DJANGO_SETTINGS_MODULE": "twinning.settings",
        "SECRET_KEY": "only-for-benchmarks",
        "DEBUG": "0",
        "DEMO": "0",
        "DATABASE_URL": database,
        "CONN_MAX_AGE": "3600",
        "REDIS_URL": "",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": "memorymail:",
        "LOG_LEVEL": "ERROR",
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
