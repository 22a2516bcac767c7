"""docker-compose.yml: its shape, and its very commands and environment on real servers (no Docker needed)."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from jsonschema import Draft202012Validator

from tests.operations.compose import ROOT, composed, example_env
from tests.operations.conftest import Process

ENV = example_env(SECRET_KEY="k3-" * 20, POSTGRES_PASSWORD="twinning", BEHIND_PROXY="1")
OURS = ["migrate", "web", "worker", "beat"]


@pytest.fixture
def services() -> dict[str, Any]:
    return composed(ENV)["services"]


def test_it_has_the_shape_of_a_compose_file() -> None:
    schema = json.loads((ROOT / "tests/operations/compose.schema.json").read_text(encoding="utf-8"))
    faults = [
        f"{fault.json_path}: {fault.message}" for fault in Draft202012Validator(schema).iter_errors(composed(ENV))
    ]
    assert faults == []


def test_a_missing_password_stops_everything() -> None:
    with pytest.raises(ValueError, match="POSTGRES_PASSWORD is missing"):
        composed(ENV | {"POSTGRES_PASSWORD": ""})


def test_every_service_and_volume_that_is_named_exists(services: dict[str, Any]) -> None:
    assert sorted(services) == sorted([*OURS, "postgres", "redis"])
    awaited = {name for service in services.values() for name in service.get("depends_on", {})}
    mounted = {volume.split(":")[0] for service in services.values() for volume in service["volumes"]}
    assert awaited <= set(services)
    assert mounted == set(composed(ENV)["volumes"])


def test_all_that_runs_on_has_a_health_check(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["migrate"]


def test_web_worker_and_beat_are_one_image_that_is_not_root(services: dict[str, Any]) -> None:
    assert len({services[name]["image"] for name in OURS}) == 1
    docker = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (.+)$", docker, re.MULTILINE) == ["twinning"]
    assert "--require-hashes" in docker


def test_the_servers_keep_what_they_are_given(services: dict[str, Any]) -> None:
    assert int(services["postgres"]["image"].split(":")[1]) >= 16
    redis = " ".join(services["redis"]["command"])
    assert "--appendonly yes" in redis
    assert "--maxmemory-policy noeviction" in redis


class Deployment:
    """The services of docker-compose.yml on this machine: other addresses and folders, the same commands."""

    def __init__(self, services: dict[str, Any], places: dict[str, str]) -> None:
        self.services, self.places = services, places

    def here(self, text: str) -> str:
        for there, here in self.places.items():
            text = text.replace(there, here)
        return text

    def env(self, name: str) -> dict[str, str]:
        inside = {key: self.here(value) for key, value in self.services[name]["environment"].items()}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return ENV | inside | {"PATH": path, "HOSTNAME": socket.gethostname(), "PYTHONUNBUFFERED": "1"}

    def command(self, name: str) -> list[str]:
        return [self.here(word) for word in self.services[name]["command"]]

    def is_healthy(self, name: str) -> bool:
        kind, *words = (self.here(word) for word in self.services[name]["healthcheck"]["test"])
        command = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        return subprocess.run(command, cwd=ROOT, env=self.env(name), capture_output=True, check=False).returncode == 0


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a new database beside the one of the tests."""
    server = connection.settings_dict
    user = f"{server['USER']}:{server['PASSWORD']}@{server['HOST']}:{server['PORT'] or 5432}"
    name = f"twinning_compose_{os.getpid()}"
    with psycopg.connect(f"postgres://{user}/postgres", autocommit=True) as administration:
        administration.execute(f"CREATE DATABASE {name}")
        yield f"postgres://{user}/{name}"
        administration.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def deployment(services: dict[str, Any], empty_database: str, redis_url: str, tmp_path: Path) -> Deployment:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {
        services["web"]["environment"]["DATABASE_URL"]: empty_database,
        services["web"]["environment"]["REDIS_URL"]: redis_url,
        "/var/lib/twinning": str(tmp_path / "var"),
        "/srv/static": str(tmp_path / "static"),
        "0.0.0.0:8000": f"127.0.0.1:{port}",
        "127.0.0.1:8000": f"127.0.0.1:{port}",
        "web:8000": f"127.0.0.1:{port}",
    }
    return Deployment(services, places)


@pytest.mark.postgres
@pytest.mark.redis
def test_its_commands_bring_up_a_portal_that_is_ready(spawn: Callable[..., Process], deployment: Deployment) -> None:
    image = deployment.env("migrate")
    subprocess.run(
        ["python", "manage.py", "collectstatic", "--noinput", "--verbosity=0"], cwd=ROOT, env=image, check=True
    )
    subprocess.run(deployment.command("migrate"), cwd=ROOT, env=image, check=True, capture_output=True)
    running = {name: spawn(deployment.command(name), deployment.env(name)) for name in ["web", "worker", "beat"]}
    for name, process in running.items():
        process.wait_for(lambda name=name: deployment.is_healthy(name), f"{name} being healthy")
    assert "twinning.tasks.beat" in running["worker"].wait_for_line("task_started")
    assert [process.end() for process in running.values()] == [0, 0, 0]
