"""The world every test stands in: its own folder, its own database, real servers where they are found."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="twinning-tests-"))
os.environ.update(
    DJANGO_SETTINGS_MODULE="twinning.settings",
    SECRET_KEY="only-for-tests",
    DEBUG="1",
    DEMO="0",
    SITE_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    EMAIL_URL="memorymail:",
    REDIS_URL="",
    LOG_LEVEL="WARNING",
    VAR_DIR=str(FOLDER),
    MEDIA_ROOT=str(FOLDER / "media"),
    STATIC_ROOT=str(FOLDER / "static"),
)
(FOLDER / "static").mkdir()

import hypothesis  # noqa: E402
import pytest  # noqa: E402
import redis  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import translation  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright  # noqa: E402
from pytest_django import DjangoDbBlocker  # noqa: E402

from tests import services  # noqa: E402
from tests.relay import Relay  # noqa: E402

ASSETS = Path(__file__).parent / "assets"
OURS = "twinning-tests"
WHOLE_TABLES = {"live_server", "transactional_db"}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# How long one example takes says nothing on a machine that does other things as well.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if settings.VAR_DIR != FOLDER:
        raise pytest.UsageError(
            "The settings were read before the tests' own environment: unset DJANGO_SETTINGS_MODULE."
        )
    # The parallel processes inherit the environment, and would read the settings before this file.
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(autouse=True)
def everybody_speaks_english() -> None:
    """A page of the test before may have left its language behind; each request of a server begins anew."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def guesses_are_counted_anew(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction takes the counted guesses back; emptying the tables leaves the cache's own table full."""
    yield
    if _empties_the_tables(request.node):
        with django_db_blocker.unblock():
            cache.clear()


def pytest_unconfigure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What empties the tables comes last, as Django runs it; among its like, the long ones first."""
    items.sort(key=lambda item: (_empties_the_tables(item), item.get_closest_marker("long") is None))


def _empties_the_tables(item: pytest.Item) -> bool:
    """Whether the test commits what it writes, so that all tables are emptied after it."""
    marker = item.get_closest_marker("django_db")
    committing = marker is not None and marker.kwargs.get("transaction", False)
    return committing or bool(WHOLE_TABLES & {*getattr(item, "fixturenames", [])})


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a server that is not here; with REQUIRE_SERVICES=1 that is a failure."""
    for name in services.FINDERS:
        if item.get_closest_marker(name) and (reason := missing(name)):
            if os.environ.get("REQUIRE_SERVICES") == "1":
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)


def missing(name: str) -> str | None:
    """Why a test marked `name` cannot run here."""
    if name == "postgres" and connection.vendor == "postgresql":
        return None
    if services.FINDERS[name]() is None:
        return services.MISSING[name]
    return "runs on PostgreSQL only (set DATABASE_URL)" if name == "postgres" else None


@pytest.fixture(scope="session")
def sample() -> Callable[[int, int], int]:
    """`sample(300, 2000)`: the first size in `make test`, the second in `make proofs`."""
    whole = os.environ.get("PROOFS") == "1"
    return lambda quick, full: full if whole else quick


@pytest.fixture
def redis_url(worker_id: str) -> Iterator[str]:
    """An empty Redis database of this test process, left empty. Never one that holds somebody's keys."""
    first = 15 - int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 15
    url = f"{services.redis_url()}/{first}"
    with redis.Redis.from_url(url) as client:
        if client.dbsize() and not client.exists(OURS):
            pytest.fail(f"{url} holds keys that are not from these tests; set TEST_REDIS_URL", pytrace=False)
        client.flushdb()
        client.set(OURS, "may be flushed")
        yield url
        client.flushdb()


@pytest.fixture
def server_env(transactional_db: None, redis_url: str) -> dict[str, str]:
    """The environment of a child process (worker, beat, command) on this test's own database and broker."""
    database = connection.settings_dict
    if connection.vendor != "postgresql":
        pytest.fail("Child processes share the test's database only on PostgreSQL: mark the test `postgres`.")
    place = f"{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
    user = f"{database['USER']}:{database['PASSWORD']}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "twinning.settings",
        "DATABASE_URL": f"postgres://{user}@{place}/{database['NAME']}",
        "REDIS_URL": redis_url,
    }


@pytest.fixture
def relay() -> Iterator[Relay]:
    """A real SMTP server on a free port that keeps what it is given."""
    with Relay() as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once a session."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_context(chromium: Browser, live_server: object) -> Iterator[Callable[..., BrowserContext]]:
    """`open_context(java_script_enabled=False)`: a fresh visitor of the running portal, without cookies.

    The test fails when a page it opened breaks the content security policy.
    """
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def open_one(**options: object) -> BrowserContext:
        context = chromium.new_context(base_url=str(live_server), **options)  # type: ignore[arg-type]
        context.on("console", lambda line: broken.append(line.text) if "Security Policy" in line.text else None)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert broken == []


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """A page in Chromium."""
    return open_context().new_page()


@pytest.fixture
def page_without_script(open_context: Callable[..., BrowserContext]) -> Page:
    """A page in Chromium with JavaScript switched off."""
    return open_context(java_script_enabled=False).new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: what axe-core finds wrong or cannot decide, one sentence each.

    Contrast it cannot judge on a picture, on the arrow of a list or under a bar that stays in view: no finding.
    """
    source = (ASSETS / "axe.min.js").read_text(encoding="utf-8")

    def look(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("axe.run({resultTypes: ['violations', 'incomplete']})")
        return [
            f"{rule['id']}: {rule['help']} at {node['target']}"
            for rule in found["violations"] + [rule for rule in found["incomplete"] if rule["id"] != "color-contrast"]
            for node in rule["nodes"]
        ]

    return look
