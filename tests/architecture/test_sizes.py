"""Nothing grows a tail. Functions (25 statements, complexity 8, six arguments) are capped by ruff in `make lint`."""

import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, lines, modules, templates

TESTS = [path.relative_to(ROOT) for folder in ("tests", "bench", "deploy") for path in (ROOT / folder).rglob("*.py")]


def over(cap: int, paths: list[Path]) -> list[str]:
    return [f"{path}: {count}" for path in paths if (count := len(lines(path))) > cap]


def test_no_python_file_has_more_than_300_lines() -> None:
    assert over(300, modules() + TESTS) == []


def test_the_settings_have_fewer_than_200_lines() -> None:
    assert over(199, [Path("twinning/settings.py")]) == []


def test_no_template_has_more_than_120_lines() -> None:
    assert over(120, templates()) == []


def test_no_component_has_more_than_30_lines() -> None:
    assert over(30, [path for path in templates() if "components" in path.parts]) == []


@pytest.mark.parametrize(
    ("table", "key", "cap"),
    [("pylint", "max-statements", 25), ("pylint", "max-args", 6), ("mccabe", "max-complexity", 8)],
)
def test_ruff_caps_functions(table: str, key: str, cap: int) -> None:
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert ruff[table][key] == cap
    assert {"PL", "C90"} <= set(ruff["select"])


def test_init_files_are_empty() -> None:
    """But for a models package, which re-exports its models, and the Celery application's usual place."""
    full = [
        str(path)
        for path in modules()
        if path.name == "__init__.py" and path.parent.name not in {"models", "twinning"} and lines(path)
    ]
    assert full == []
