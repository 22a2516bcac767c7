"""The rooms as they are written: their floors, their files, their syntax trees."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0][
    "layers"
]
FLOORS = {room: floor for floor, layer in enumerate(reversed(LAYERS)) for room in layer.split(" | ")}
ROOMS = sorted(FLOORS)


def modules() -> list[Path]:
    """Every Python file of the rooms but migrations, relative to the root."""
    return [
        path.relative_to(ROOT)
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def templates() -> list[Path]:
    """Every template, relative to the root."""
    found = [
        *(ROOT / "templates").rglob("*"),
        *(path for room in ROOMS for path in (ROOT / room).glob("templates/**/*")),
    ]
    return [path.relative_to(ROOT) for path in sorted(found) if path.suffix in {".html", ".txt", ".xml"}]


def lines(path: Path) -> list[str]:
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))))


def is_one_of(path: Path, *names: str) -> bool:
    """`is_one_of(path, "actions")`: the file `actions.py` or a file in a package `actions/`."""
    return any(name in {path.stem, *path.parent.parts} for name in names)


def calls(path: Path) -> Iterator[tuple[ast.Call, ast.Attribute]]:
    """Every call of a method: the call and the attribute that is called."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func


def place(path: Path, node: ast.AST) -> str:
    return f"{path}:{getattr(node, 'lineno', 0)}"
