"""Finds the real servers and the browser that some tests need, and says in words what is missing."""

import os
import shutil
from functools import cache

import psycopg
import redis

POSTGRES_PLACES = [
    "postgres://twinning:twinning@127.0.0.1:5432/twinning",
    "postgres://postgres:postgres@127.0.0.1:5432/postgres",
    "postgres:///postgres",
]
CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MISSING = {
    "postgres": "PostgreSQL was not found (set TEST_DATABASE_URL to a role that may create databases)",
    "redis": "Redis was not found (set TEST_REDIS_URL)",
    "browser": "Chromium was not found (set CHROMIUM to its path)",
    "gettext": "gettext's msgfmt was not found",
}


@cache
def postgres_url() -> str | None:
    """The first PostgreSQL that answers and lets us create databases."""
    places = [os.environ["TEST_DATABASE_URL"]] if "TEST_DATABASE_URL" in os.environ else POSTGRES_PLACES
    return next((url for url in places if _may_create_databases(url)), None)


def _may_create_databases(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return bool(row and row[0])


@cache
def redis_url() -> str | None:
    """The address of the Redis server without a database number, or None."""
    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3) as client:
            client.ping()
    except redis.ConnectionError:
        return None
    return url


@cache
def chromium_path() -> str | None:
    """The browser's executable, or None."""
    names = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else CHROMIUM_NAMES
    return next((path for name in names if (path := shutil.which(name))), None)


@cache
def msgfmt_path() -> str | None:
    """The compiler of translations, or None."""
    return shutil.which("msgfmt")


FINDERS = {"postgres": postgres_url, "redis": redis_url, "browser": chromium_path, "gettext": msgfmt_path}
