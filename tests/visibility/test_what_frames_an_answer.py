"""Headers, cookies, caches, forged forms and bent addresses, on every kind of answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from deliverables.models import RevisionFile
from mailing.models import Message
from tests.visibility.doors import DOORS, routes
from tests.visibility.roles import World
from tests.visibility.walking import address, enter

ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://testserver@evil.example/",
    "\thttps://evil.example",
    "https://testserver.evil.example/",
]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    caches["pages"].clear()


def secured(answer: HttpResponse) -> bool:
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy or ("default-src 'self'" in policy and "object-src 'none'" in policy)
    assert "unsafe" not in policy
    assert "*" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    return True


def test_every_kind_of_answer_is_framed(world: World, settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "kit.css").write_text("p {}")
    file = RevisionFile.objects.first()
    assert file is not None
    staff = enter(world.people["staff"])
    for where, status in {
        "/": 200,
        "/programme/": 200,
        file.get_absolute_url(): 200,
        "/static/kit.css": 200,
        "/no-such-page/": 404,
        "/cities": 301,
        "/programme/cohorts/public-cohort/?export=csv": 200,
        "/stories/feed/": 200,
        "/healthz": 200,
    }.items():
        answer = staff.get(where)
        assert (where, answer.status_code, secured(answer)) == (where, status, True)
    assert secured(Client(enforce_csrf_checks=True).post("/accounts/login/"))
    assert secured(Client().get("/programme/"))


def test_an_error_of_ours_is_framed_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twinning.pages.public.views.figures", lambda: 1 / 0)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, secured(answer)) == (500, True)


def test_over_https_browsers_are_told_to_stay_there(world: World, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT = 31_536_000, True
    assert Client().get("/", secure=True)["Strict-Transport-Security"].startswith("max-age=31536000")
    answer = Client().get("/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


BY_MAILED_LINK = {"open_session", "learning:confirm", "learning:place"}
"""Guests of open sessions get no cookie, so no token: what counts is the link in their mail."""


def test_no_form_is_taken_without_its_token(world: World) -> None:
    staff = enter(world.people["staff"], enforce_csrf_checks=True)
    doors = [next(iter(row(world))) for name, row in DOORS.items() if name not in BY_MAILED_LINK]
    assert [door.name for door in doors if staff.post(address(door)).status_code != 403] == []


def test_public_pages_set_no_cookie_and_a_signed_in_reader_leaves_none_in_a_cache(world: World) -> None:
    staff = enter(world.people["staff"])
    public = [name for name, pattern in routes() if getattr(pattern.callback, "guard", "") == "public"]
    for name in public:
        for door in DOORS[name](world) if name != "cities:claim" else []:  # a form, behind a letter
            answer = Client().get(address(door))
            assert (name, dict(answer.cookies), answer.wsgi_request.session.modified) == (name, {}, False)
    for name, row in DOORS.items():
        if name not in {*public, "stories:picture"}:
            kept = staff.get(address(next(iter(row(world))))).get("Cache-Control", "")
            assert (name, "private" in kept, "no-store" in kept) == (name, True, True)


def test_a_notice_for_one_is_not_kept_for_the_next_visitor(world: World) -> None:
    leaver = enter(world.people["alba"])
    leaver.post("/accounts/preferences/", {"name": "Ana", "language": "en", "time_zone": "Europe/Brussels"})
    del leaver.cookies["sessionid"]
    assert "Your preferences are saved." in leaver.get("/").content.decode()
    assert "Your preferences are saved." not in Client().get("/").content.decode()


def test_what_a_signed_in_reader_sees_is_not_what_the_next_visitor_gets(world: World) -> None:
    first, visitor = enter(world.people["hidden"]), Client()
    assert first.get("/cohorts/hidden-cohort/").status_code == 200
    assert visitor.get("/cohorts/hidden-cohort/").status_code == 404
    assert "My pages" in first.get("/").content.decode()
    assert "My pages" not in visitor.get("/").content.decode()


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_elsewhere(world: World, target: str) -> None:
    person = world.people["alba"]
    person.set_password("four unrelated words")
    person.save()
    signing_in = Client().post(
        "/accounts/login/", {"login": person.email, "password": "four unrelated words", "next": target}
    )
    leaving = enter(person).post("/accounts/logout/", {"next": target})
    again = enter(person).post("/accounts/reauthenticate/", {"password": "four unrelated words", "next": target})
    part = Client().post("/stories/preview/", headers={"HX-Request": "true", "HX-Current-URL": target})
    button = Client().post("/stories/preview/", headers={"Referer": target})
    led = [
        answer.headers.get("Location") or answer.headers.get("HX-Redirect", "")
        for answer in (signing_in, leaving, again, part, button)
    ]
    assert [where for where in led if "evil" in where or "javascript" in where] == []
    assert [where[:1] for where in led] == ["/"] * 5


def test_links_start_from_our_own_address_whatever_the_request_says(world: World, settings: Any) -> None:
    assert Client().get("/", headers={"Host": "evil.example"}).status_code == 400
    assert Client().get("/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 200
    person = world.people["alba"]
    Client().post("/accounts/password/reset/", {"email": person.email}, headers={"Host": "localhost:666"})
    mail = Message.objects.get(kind="password_reset")
    assert (settings.SITE_URL in mail.text, "localhost:666" in mail.text + mail.html) == (True, False)
    assert reverse("account_reset_password") == "/accounts/password/reset/"
