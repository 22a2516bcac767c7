"""Going through a door as somebody, and leaving no trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from time import time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from cities.models import City, Representative
from deliverables.models import Revision
from goals.models import LearningGoal
from milestones.models import Obligation
from tests.visibility.doors import Door
from tests.visibility.roles import ANONYMOUS, World

OWN_TABLES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|cache)')
Written = list[tuple[str, tuple[Any, ...]]]


def address(door: Door) -> str:
    try:
        return reverse(door.name, kwargs=door.kwargs)
    except NoReverseMatch:  # healthz and readyz have no names
        return f"/{door.name}"


def enter(user: User, **how: Any) -> Client:
    """A browser in which this person has just given their password."""
    client = Client(**how)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time(), "email": user.email}]
    session.save()
    return client


def sessions_of(world: World) -> dict[str, SimpleCookie]:
    return {ANONYMOUS: SimpleCookie(), **{role: enter(user).cookies for role, user in world.people.items()}}


def answers_of(world: World) -> dict[str, Any]:
    """What somebody might send who guesses ids and knows every field."""
    foreign = Revision.objects.filter(submitted_at__isnull=False).first()
    assert foreign is not None
    return {
        "note": "x",
        "reason": "x",
        "revision": foreign.pk,
        "obligations": list(Obligation.objects.values_list("pk", flat=True)[:3]),
        "cities": list(City.objects.values_list("pk", flat=True)),
        "name": "x",
        "email": "x@example.org",
        "role": "second",
        "seat": Representative.objects.get(user=world.people["deputy"]).pk,
        "on": "2026-03-19",
        "new_due_on": "2026-12-01",
        "offers": "x",
        "title": "x",
        "lead": "x",
        "body": "x",
        "byline": "x",
        "language": "en",
        "time_zone": "Europe/Brussels",
        "shown": "-",
        "alt": "x",
        "practice": "x",
        "useful_for": "x",
        "slot": "",
        "key": "",
        "text": "x",
        "audience": "city",
        "about": "-",
        "of": list(Obligation.objects.values_list("pk", flat=True)[:3]),
        "to": "",
        "late_reason": "x",
        "query": "whose=mine",
        "goals": list(LearningGoal.objects.values_list("pk", flat=True)[:1]),
        "credit": "x",
        "section": "all",
        "f-open": "x",
        "was-open": "",
        "keep-open": "mine",
        "part": "00000000-0000-0000-0000-000000000001",
    }


@contextmanager
def undone() -> Iterator[Written]:
    """What happens inside leaves no trace; answers the writing statements that were made."""
    written: Written = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if OWN_TABLES.match(sql):
            written.append((sql, tuple(params)))
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
        return client.post(where, {**files, **answers}, headers=part)
    return client.get(where, {"export": way} if way in ("csv", "xlsx") else None, headers=part)


def content_of(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
