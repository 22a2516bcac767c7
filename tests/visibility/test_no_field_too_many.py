"""A form takes its own fields: whatever else is sent along, the same is written."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.color import no_style
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests.deliverables.corpus.good import picture_of, written
from tests.visibility.doors import DOORS, Door
from tests.visibility.roles import World
from tests.visibility.walking import Written, address, answers_of, enter, undone

SEED = 20260504
FILES = {"uploads", "file", "picture", "section", "row", "field"}
"""Files, and where in an output they belong."""


def writer_at(doors: Iterable[Door]) -> tuple[str, Door] | None:
    """A city's lead where a city acts, else somebody of the team; and the first object they may act on."""
    every = list(doors)
    return next(((role, door) for role in ("alba", "staff") for door in every if role in door.acts), None)


def forged() -> dict[str, str]:
    """A value that would do harm for every column of every table, under each name it might be sent by."""
    fields: dict[str, str] = {
        "by": "1",
        "next_state": "approved",
        "as_programme_staff": "on",
        "permissions": "1",
        "groups": "1",
    }
    for model in apps.get_models():
        if Path(apps.get_app_config(model._meta.app_label).path).parent == settings.BASE_DIR:
            for field in model._meta.get_fields():
                if isinstance(field, models.Field):
                    fields |= dict.fromkeys({field.name, getattr(field, "attname", field.name)}, harm(field))
    return fields


def harm(field: models.Field[Any, Any]) -> str:
    if field.choices:
        return str(field.choices[-1][0])  # type: ignore[index]
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return "2001-01-01"
    return "forged" if isinstance(field, models.CharField | models.TextField) else "2"


def valid(world: World, door: Door) -> dict[str, Any]:
    """Answers that most of the forms accept."""
    own = world.cities.get(door.kwargs.get("slug", ""), world.cities["alba-iulia"])
    return answers_of(world) | {
        "cities": [own.pk],
        "country": "DE",
        "kind": "city",
        "assume": "x",
        "complete": "1",
        "joined_on": "2026-03-19",
        "programme": "twinning-learning-programme",
        "number": "9",
        "starts_on": "2026-03-19",
        "learning": [world.participations["penteli"].pk],
        "showing": [world.participations["galway"].pk],
    }


def send(client: Client, door: Door, answers: dict[str, Any]) -> tuple[HttpResponse, Written]:
    pdf, picture = SimpleUploadedFile("x.pdf", written()), SimpleUploadedFile("x.png", picture_of("PNG"))
    count_anew()
    with undone() as wrote:
        answer = client.post(address(door), {**answers, "uploads": pdf, "picture": picture})
    return answer, wrote


def count_anew() -> None:
    """PostgreSQL's sequences do not roll back: without this the second sending would write other numbers."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(sql)


def asked_for(client: Client, door: Door) -> set[str]:
    """The fields of the form on the page, by their names; a file has none."""
    page = client.get(address(door))
    is_page = page.status_code == 200 and page["Content-Type"].startswith("text/html")
    html = page.content.decode() if is_page else ""
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', html))


def settled(wrote: Written) -> list[Any]:
    """What was written, without instants and what is drawn by lot."""
    return [(sql, [each for each in params if steady(each)]) for sql, params in wrote]


def steady(value: Any) -> bool:
    if isinstance(value, datetime) or (
        isinstance(value, str) and (len(value) > 30 or re.match(r"\d{4}-\d\d-\d\d \d", value))
    ):
        return False
    return isinstance(value, bool | str | date | int)


@pytest.mark.proof
def test_what_is_sent_along_changes_nothing(world: World, sample: Any, capsys: Any) -> None:
    tried, took, changed = 0, set(), []
    everything = forged()
    clients = {role: enter(world.people[role], raise_request_exception=False) for role in ("alba", "staff")}
    for name, row in random.Random(SEED).sample(sorted(DOORS.items()), sample(40, len(DOORS))):  # noqa: S311
        found = None if name.startswith(("account_", "mfa_")) else writer_at(row(world))
        if found is None:
            continue
        role, door = found
        answers, client = valid(world, door), clients[role]
        known = answers.keys() | asked_for(client, door) | FILES
        extra = {key: value for key, value in everything.items() if key not in known}
        plain, wrote = send(client, door, answers)
        more, wrote_more = send(client, door, {**extra, **answers})
        tried += len(extra)
        took |= {name} if wrote else set()
        if (plain.status_code, settled(wrote)) != (more.status_code, settled(wrote_more)):
            changed.append(f"{name} as {role}: {plain.status_code} {more.status_code}")
    with capsys.disabled():
        print(f"\n{tried} fields too many at {len(took)} forms that wrote")  # noqa: T201
    assert changed == []
    assert (tried > sample(500, 2000), len(took) > sample(3, 20)) == (True, True)
    assert User.objects.filter(is_superuser=True).count() == 0
