"""A database to measure in: on the PostgreSQL at hand, else on one started for this run and thrown away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests import services

DEBIAN = "/usr/lib/postgresql/*/bin"


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database, dropped at the end."""
    with _server() as server:
        name = f"twinning_bench_{os.getpid()}"
        _execute(server, f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _server() -> Iterator[str]:
    if found := services.postgres_url():
        yield found
        return
    programs = _programs()
    # The server refuses to run as root, so its folder belongs to Debian's `postgres` then.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="twinning-postgres-"))
    if user:
        shutil.chown(folder, user)
    port = free_port()
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    control = [programs / "pg_ctl", "-D", folder / "data", "-w", "-s", "-l", folder / "log"]
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "bench", "-N"],
            user=user,
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
        )
        subprocess.run([*control, "-o", options, "start"], user=user, cwd="/", check=True)
        yield f"postgres://bench@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], user=user, cwd="/", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Where PostgreSQL's own programs are; Debian keeps them out of the PATH."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    installed = sorted(Path("/").glob(DEBIAN[1:]))
    if not installed:
        raise SystemExit("The benchmarks need PostgreSQL: set TEST_DATABASE_URL, or install it (Debian: postgresql).")
    return installed[-1]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())
