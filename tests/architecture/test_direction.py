"""One direction: imports, relations and includes point down; siblings never meet."""

import re
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings

from tests.architecture.source import FLOORS, ROOT, lines, templates


def may_know(room: str, other: str) -> bool:
    return other not in FLOORS or room == other or FLOORS[room] > FLOORS[other]


def test_imports_point_down_and_siblings_never_meet() -> None:
    lint = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_every_room_is_an_installed_app_from_the_ground_up() -> None:
    installed = [name for name in settings.INSTALLED_APPS if name in FLOORS]
    assert sorted(installed) == sorted(FLOORS)
    assert [FLOORS[name] for name in installed] == sorted(FLOORS.values())


def test_every_relation_between_models_points_down() -> None:
    """The user stands apart: the lowest rooms know it by `settings.AUTH_USER_MODEL` only."""
    user = apps.get_model(settings.AUTH_USER_MODEL)
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and isinstance(field.related_model, type)
        and field.related_model is not user
        if not may_know(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert upward == []


def test_templates_include_and_extend_downwards() -> None:
    named = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"'/]+)/")
    upward = [
        f"{path}: {other}"
        for path in templates()
        for line in lines(path)
        for other in named.findall(line)
        if path.parts[1] in FLOORS and not may_know(path.parts[1], other)
    ]
    assert upward == []
