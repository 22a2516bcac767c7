from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from cohorts.actions.participations import withdraw
from stories import actions
from tests.factories import CityFactory, CohortFactory, ModuleFactory, PairingFactory, ParticipationFactory, UserFactory
from ui.visitors import forget_public_pages

REDIS = "django.core.cache.backends.redis.RedisCache"
NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)
PAGES = (
    "/", "/stories/", "/stories/heat/", "/stories/feed/", "/cities/", "/cities/kozani/", "/cohorts/", "/cohorts/first/",
    "/cohorts/first/pairings.csv", "/map/", "/about/", "/privacy/", "/accessibility/", "/el/", "/el/stories/",
    "/de/cities/kozani/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_kept():
    caches["pages"].clear()


@pytest.fixture
def world(db):
    """A public cohort with a pair and a story, and a hidden cohort with a city of its own."""
    cohort = CohortFactory(slug="first", name="First cohort")
    ModuleFactory(cohort=cohort)
    kozani = ParticipationFactory(
        cohort=cohort,
        pilot=True,
        city=CityFactory(name="Κοζάνη", slug="kozani", country="GR", latitude="40.30", longitude="21.79"),
    )
    alba = ParticipationFactory(
        cohort=cohort, city=CityFactory(name="Alba Iulia", slug="alba-iulia", latitude="46.07", longitude="23.58")
    )
    PairingFactory(cohort=cohort, learning=[alba], showing=[kozani])
    hidden = ParticipationFactory(
        cohort=CohortFactory(is_public=False, name="Hidden cohort"), city=CityFactory(name="Hidden city", slug="hidden")
    )
    staff = UserFactory(staff=True)
    telling = actions.Telling("Heat", "A visit.", "We went.", "Eleni", cities=[kozani.city, alba.city], cohort=cohort)
    story = actions.write(telling, by=staff, now=NOW, slug="heat")
    actions.publish(story, by=staff, now=NOW, on=date(2026, 5, 1))
    actions.write(
        actions.Telling("Secret draft", "x", "x", "x", cities=[kozani.city]), by=staff, now=NOW, slug="secret-draft"
    )
    return {"cohort": cohort, "kozani": kozani, "alba": alba, "hidden": hidden, "staff": staff, "story": story}


def text(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_visit_leaves_no_cookie_and_calls_nobody_else(client, world, page):
    answer = client.get(page)

    shown = text(answer)
    assert answer.status_code == 200
    assert not answer.cookies
    for loading in ('src="http', "url(http", 'href="http://fonts'):
        assert loading not in shown
    assert "Secret draft" not in shown
    assert "Hidden" not in shown


@pytest.mark.parametrize("page", ["/stories/secret-draft/", "/cities/hidden/", "/cities/nowhere/", "/cohorts/nothing/"])
def test_what_is_not_public_looks_like_what_does_not_exist(client, world, page):
    assert client.get(page).status_code == 404


def test_a_city_that_leaves_is_no_longer_counted(client, world):
    assert ">2</a></dd>" in text(client.get("/"))
    withdraw(world["alba"], on=date(2026, 5, 2), reason="No staff.", by=world["staff"], now=NOW)
    caches["pages"].clear()

    shown = text(client.get("/"))

    assert ">1</a></dd>" in shown
    assert ">0</a></dd>" in shown  # the pairing ended with it


def test_cities_are_found_in_any_script_and_by_role(client, world):
    for query in ("q=kozani", "q=ΚΟΖΑΝΗ", "role=pilot", "country=GR", "cohort=first&role=pilot"):
        shown = text(client.get(f"/cities/?{query}"))
        assert 'href="/cities/kozani/"' in shown, query
        assert 'href="/cities/alba-iulia/"' not in shown, query
    assert "No city matches" in text(client.get("/cities/?q=zzz"))


def test_the_pairings_of_a_cohort_as_csv(client, world):
    lines = text(client.get("/cohorts/first/pairings.csv")).splitlines()
    assert lines[0].endswith("Twin city,Twin country,Pilot city,Pilot country,Pilot activity,Since")
    assert lines[1:] == ["Alba Iulia,Romania,Κοζάνη,Greece,,2026-01-01"]


def test_a_story_taken_off_is_gone_from_every_page_and_the_feed(client, world, django_capture_on_commit_callbacks):
    pages = ("/", "/stories/", "/stories/feed/", "/cities/kozani/", "/cohorts/first/")
    assert all("Heat" in text(client.get(page)) for page in pages)

    with django_capture_on_commit_callbacks(execute=True):
        actions.retire(world["story"], by=world["staff"], now=NOW)

    assert not [page for page in pages if "Heat" in text(client.get(page))]
    assert client.get("/stories/heat/").status_code == 404


def test_a_page_kept_for_visitors_costs_no_statement(client, world):
    client.get("/stories/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/stories/")
    assert len(captured) == 0


def pages_in(place):
    """The settings of a portal whose kept pages are in the Redis at `place`."""
    return {**settings.CACHES, "pages": {"BACKEND": REDIS, "LOCATION": place, "OPTIONS": {"socket_timeout": 1}}}


def test_public_pages_are_read_and_stories_taken_off_while_redis_is_away(client, world):
    with override_settings(CACHES=pages_in("redis://127.0.0.1:1/0")):
        forget_public_pages()
        assert "Heat" in text(client.get("/stories/"))


@pytest.mark.redis
def test_a_story_taken_off_leaves_the_tasks_in_redis_alone(client, world, redis_url):
    with override_settings(CACHES=pages_in(redis_url)):
        caches["pages"].set("task", "waits")
        client.get("/stories/")
        type(world["story"]).objects.update(state="retired")
        assert "Heat" in text(client.get("/stories/"))
        forget_public_pages()
        assert "Heat" not in text(client.get("/stories/"))
        assert caches["pages"].get("task") == "waits"


@pytest.mark.parametrize(
    ("page", "most"),
    [("/", 8), ("/stories/", 10), ("/stories/heat/", 6), ("/cities/kozani/", 14), ("/cohorts/first/", 18)],
)
def test_statements_do_not_grow_with_the_rows(client, world, page, most):
    def statements() -> int:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        return len(captured)

    def grow(number: int) -> None:
        telling = actions.Telling(
            f"More {number}", "x", "x", "x", cities=[world["kozani"].city], cohort=world["cohort"]
        )
        actions.publish(
            actions.write(telling, by=world["staff"], now=NOW), by=world["staff"], now=NOW, on=date(2026, 5, 2)
        )
        ParticipationFactory(cohort=world["cohort"])

    grow(1)
    few = statements()
    for number in (2, 3, 4):
        grow(number)
    assert statements() == few
    assert few <= most


@pytest.mark.parametrize("page", ["/", "/stories/heat/", "/about/"])
def test_the_address_decides_the_language_of_a_public_page_not_its_reader(client, world, page):
    client.force_login(UserFactory(language="pt"))
    assert '<html lang="en"' in text(client.get(page))
    assert '<html lang="pt"' in text(client.get(f"/pt{page}"))
    assert '<html lang="pt"' in text(client.get("/accounts/preferences/"))
