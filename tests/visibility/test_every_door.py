"""Every address, every object, every kind of reader: nobody meets a word that is not meant for them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cities.models import City
from deliverables.models import Revision
from milestones.models import Obligation
from tests.visibility.canaries import everything_said
from tests.visibility.doors import DOORS, Door, routes
from tests.visibility.world import ANONYMOUS, EVERYBODY, World, make_world

WAYS = ("page", "part", "csv", "xlsx", "send", "send a part")
SEED = 20260504
CHANGING = re.compile(r'\b[A-Za-z0-9]{64}\b|nonce-?[="][^"\']*|Content-Length: \d+')
PUBLIC = {name for name, pattern in routes() if getattr(pattern.callback, "guard", "") == "public"}
UNSEEN = {403, 404, 405}
OWN_TABLES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|cache)')


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return make_world()


def address(door: Door) -> str:
    try:
        return reverse(door.name, kwargs=door.kwargs)
    except NoReverseMatch:  # healthz and readyz have no names
        return f"/{door.name}"


def sessions_of(world: World) -> dict[str, SimpleCookie]:
    """A session for each of them, fresh enough for what asks for the password again."""
    cookies = {ANONYMOUS: SimpleCookie()}
    for role, user in world.people.items():
        client = Client()
        client.force_login(user)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time(), "email": user.email}]
        session.save()
        cookies[role] = client.cookies
    return cookies


def answers_of(world: World) -> dict[str, Any]:
    """What somebody might send who guesses ids and knows every field."""
    foreign = Revision.objects.filter(submitted_at__isnull=False).first()
    assert foreign is not None
    return {
        "note": "x", "reason": "x", "revision": foreign.pk, "obligations": list(Obligation.objects.values_list("pk", flat=True)[:3]),
        "cities": list(City.objects.values_list("pk", flat=True)), "name": "x", "email": "x@example.org", "role": "second",
        "on": "2026-03-19", "new_due_on": "2026-12-01", "offers": "x", "title": "x", "lead": "x", "body": "x", "byline": "x",
        "language": "en", "time_zone": "Europe/Brussels", "shown": "-", "alt": "x", "credit": "x",
    }  # fmt: skip


@contextmanager
def undone() -> Iterator[list[str]]:
    """What happens inside leaves no trace; answers the writing statements that were made."""
    written: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if OWN_TABLES.match(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(listen):
        yield written
        transaction.set_rollback(True)


def ask(cookies: SimpleCookie, where: str, way: str, answers: dict[str, Any]) -> HttpResponse:
    client = Client(raise_request_exception=False)
    client.cookies = SimpleCookie(cookies.output(header="", sep=";"))
    part = {"HX-Request": "true"} if "part" in way else None
    if way.startswith("send"):
        files = {name: SimpleUploadedFile(f"{name}.pdf", b"%PDF-1.4 x") for name in ("uploads", "file", "picture")}
        return client.post(where, {**answers, **files}, headers=part)
    return client.get(where, {"export": way} if way in ("csv", "xlsx") else None, headers=part)


def content_of(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def alike(response: HttpResponse, said: str, where: str) -> tuple[int, str]:
    """An answer without what names the address and what is new on every page."""
    return response.status_code, CHANGING.sub("", said.replace(quote(where, safe=""), "").replace(where, "").replace(quote(where), ""))


class Walk:
    """Tries doors and notes what is wrong, in sentences."""

    def __init__(self, world: World) -> None:
        self.world, self.cookies, self.answers = world, sessions_of(world), answers_of(world)
        self.wrong: list[str] = []
        self.heard: set[str] = set()
        self.unknown: dict[tuple[str, str, str], tuple[int, str]] = {}

    def tries(self, door: Door, role: str, way: str) -> None:
        where = address(door)
        with undone() as written:
            response = ask(self.cookies[role], where, way, self.answers)
            said = everything_said(content_of(response), response.headers)
        for place in self.world.canaries.foreign_to(role, said):
            self.complain(door, role, way, f"tells the {place}")
        self.heard |= {word for word in self.world.canaries.readers if word in said}
        status = response.status_code
        if status >= 500 and door.name != "readyz":
            self.complain(door, role, way, f"breaks with {status}")
        if role not in door.sees:
            self.unseen(door, role, way, (response, said))
        elif status == 404 and not way.startswith("send") and not door.name.startswith(("account_", "mfa_")):
            self.complain(door, role, way, "does not exist, though it should")
        if way.startswith("send") and role not in door.acts and written:
            self.complain(door, role, way, f"writes: {written[0][:80]} ({status})")

    def unseen(self, door: Door, role: str, way: str, answer: tuple[HttpResponse, str]) -> None:
        response, said = answer
        if role == ANONYMOUS and door.name not in PUBLIC:
            target = response.headers.get("HX-Redirect") or response.headers.get("Location", "")
            if not target.startswith(("/accounts/login/", "/accounts/2fa/")) and response.status_code != 405:
                self.complain(door, role, way, f"does not lead to sign-in ({response.status_code})")
            return
        if response.status_code not in UNSEEN and not door.name.startswith("mfa_"):
            self.complain(door, role, way, f"answers {response.status_code}")
        unknown = self.to_nowhere(address(door.with_nothing_behind()), role, way)
        if alike(response, said, address(door)) != unknown:
            self.complain(door, role, way, f"differs from an unknown id ({response.status_code}, {unknown[0]})")

    def to_nowhere(self, where: str, role: str, way: str) -> tuple[int, str]:
        """What this reader gets for an id that does not exist; asked once, since nothing changes on the walk."""
        if (where, role, way) not in self.unknown:
            with undone():
                response = ask(self.cookies[role], where, way, self.answers)
                self.unknown[where, role, way] = alike(response, everything_said(content_of(response), response.headers), where)
        return self.unknown[where, role, way]

    def complain(self, door: Door, role: str, way: str, what: str) -> None:
        self.wrong.append(f"{door.name} {door.kwargs} as {role} ({way}): {what}")


def test_every_route_has_its_row() -> None:
    named = {name for name, _pattern in routes()}
    assert (sorted(named - DOORS.keys()), sorted(DOORS.keys() - named)) == ([], [])


@pytest.mark.proof
def test_nobody_meets_a_word_that_is_not_for_them(world: World, sample: Any, capsys: Any) -> None:
    doors = [door for row in DOORS.values() for door in row(world)]
    pairs = [(door, role, way) for door in doors for role in sorted(EVERYBODY) for way in WAYS]
    chosen = random.Random(SEED).sample(pairs, sample(1500, len(pairs)))  # noqa: S311 - a seed, not a secret
    walk = Walk(world)
    for pair in chosen:
        walk.tries(*pair)
    with capsys.disabled():
        print(f"\n{len(chosen)} of {len(pairs)} pairs of reader and door, {len(doors)} doors, seed {SEED}")  # noqa: T201
    assert sorted(walk.wrong) == []
    if len(chosen) == len(pairs):
        assert world.canaries.told_to_nobody(walk.heard) == []
