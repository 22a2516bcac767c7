"""Reading a programme template from YAML, with the line of every key kept for the errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

Path_ = tuple[str | int, ...]
BUILT_IN = Path(__file__).parent
LIBRARY = BUILT_IN / "forms"
"""The forms that every programme may use, one file each."""
LARGEST = 1_000_000


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a template: where, and what would work."""

    file: str
    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        place = _("%(file)s, line %(line)d") % {"file": self.file, "line": self.line}
        return f"{place}, {self.key}: {self.sentence}" if self.key else f"{place}: {self.sentence}"


class BadTemplate(Exception):
    """The template cannot be used; `problems` names every reason at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Source:
    """What a file says, and on which line it says each part."""

    name: str
    content: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def problem(self, path: Path_, sentence: str) -> Problem:
        """A problem at `path`, or at the nearest enclosing key that stands in the file."""
        known = next(path[:end] for end in range(len(path), -1, -1) if path[:end] in self.lines)
        return Problem(self.name, self.lines[known], key_of(path), sentence)


def refuse(source: Source, found: Iterable[tuple[Path_, str]]) -> None:
    """Raise BadTemplate, in the order of the file, when anything was found."""
    problems = {source.problem(path, sentence) for path, sentence in found}
    if problems:
        raise BadTemplate(sorted(problems, key=lambda problem: (problem.line, problem.key)))


def built_in_slugs() -> list[str]:
    return sorted(path.stem for path in BUILT_IN.glob("*.yaml"))


@cache
def built_in_names() -> dict[str, str]:
    """The name of each built-in programme by its slug; read once, as the files belong to the release."""
    return {slug: str(read(built_in_path(slug)).content["name"]) for slug in built_in_slugs()}


def built_in_path(slug: str) -> Path:
    return BUILT_IN / f"{slug}.yaml"


def key_of(path: Path_) -> str:
    """`("modules", 1, "hours")` as people write it: `modules[1].hours`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def read(path: Path, folder: str = "programmes") -> Source:
    """The content of a YAML file with its lines. Raises BadTemplate when it is no plain YAML."""
    name = f"{folder}/{path.name}"
    try:
        return read_text(path.read_bytes()[: LARGEST + 1], name)
    except OSError as error:
        raise BadTemplate([Problem(name, 1, "", _("cannot be opened (%s)") % error.strerror)]) from error


def read_text(text: bytes, name: str) -> Source:
    if len(text) > LARGEST:
        raise BadTemplate([Problem(name, 1, "", _("is over 1 MB; a template is a few pages of text"))])
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        content = _Builder(name).build(root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        sentence = _("this is not YAML: %s") % (getattr(error, "problem", None) or error)
        raise BadTemplate([Problem(name, mark.line + 1 if mark else 1, "", sentence)]) from error
    return content


class _Builder:
    """Turns YAML nodes into plain values and notes their lines."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()
        self.scalars = yaml.SafeLoader("")

    def build(self, root: yaml.Node | None) -> Source:
        if root is None:
            raise BadTemplate([Problem(self.name, 1, "", _("the file is empty"))])
        content = self._value(root, ())
        if self.problems:
            raise BadTemplate(self.problems)
        return Source(self.name, content, self.lines)

    def _value(self, node: yaml.Node, path: Path_) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.CollectionNode) and self._is_repeated(node, path):
            return None
        if isinstance(node, yaml.MappingNode):
            return {key: self._value(value, (*path, key)) for key, value in self._pairs(node, path)}
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _scalar(self, node: yaml.Node, path: Path_) -> Any:
        try:
            return self.scalars.construct_object(node)
        except (yaml.YAMLError, ValueError):
            self._note(node, path, _("“%s” cannot be read; put it in quotes if it is a text") % node.value)

    def _is_repeated(self, node: yaml.Node, path: Path_) -> bool:
        """An alias (`*name`) points to a part a second time: it could blow up or never end."""
        if id(node) not in self.seen:
            self.seen.add(id(node))
            return False
        self._note(node, path, _("anchors and aliases are not used here; write the part out"))
        return True

    def _note(self, node: yaml.Node, path: Path_, sentence: str) -> None:
        self.problems.append(Problem(self.name, node.start_mark.line + 1, key_of(path), sentence))

    def _pairs(self, node: yaml.MappingNode, path: Path_) -> Iterator[tuple[str, yaml.Node]]:
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            if (*path, key) in self.lines:
                first = self.lines[(*path, key)]
                self._note(key_node, (*path, key), _("stands twice; it is already on line %d") % first)
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            yield key, value
