"""Runs the tests: `python -m tests [pytest options]`.

Everything on the configured database first; when that is SQLite, then the tests that need PostgreSQL on
the server that was found. With BOTH_DATABASES=1 the whole suite runs on that server as well, but for what asks
nothing of the database (marked `once`). What could not run is named at the end of its part, with the reason.
"""

import os
import subprocess
import sys

from tests import services

PYTEST = [sys.executable, "-m", "pytest", "--no-fold-skipped"]
PARALLEL = ["-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "worksteal"]


def main(options: list[str]) -> int:
    say(*(f"{name}: {'found' if find() else services.MISSING[name]}" for name, find in services.FINDERS.items()))
    if os.environ.get("DATABASE_URL", "sqlite").startswith("postgres"):
        return run("The whole suite on PostgreSQL", [*PARALLEL, *options])
    server = services.postgres_url()
    if os.environ.get("PROOFS") == "1":
        return run("The proofs at full size", ["-m", "proof", *options], DATABASE_URL=server or "")
    if server is None:
        return run("The suite on SQLite, without what needs PostgreSQL", [*PARALLEL, *options])
    on_sqlite = run("The suite on SQLite", [*PARALLEL, "-m", "not postgres", *options])
    if os.environ.get("BOTH_DATABASES") == "1":
        title, chosen = "The suite on PostgreSQL", [*PARALLEL, "-m", "postgres or not once"]
    else:
        title, chosen = "Locks and concurrent writes on PostgreSQL", ["-m", "postgres"]
    return run(title, [*chosen, *options], DATABASE_URL=server) or on_sqlite


def run(title: str, options: list[str], **environment: str) -> int:
    say("", f"== {title}")
    return subprocess.run([*PYTEST, *options], env=os.environ | environment, check=False).returncode


def say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
