"""What a door is, and how the rows of the table are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.visibility.roles import EVERYBODY, STAFF, World, writers_of

TEAM = STAFF | {"colleague"}
NOBODY: frozenset[str] = frozenset()
NO_SUCH: dict[type, Any] = {int: 987654, UUID: UUID(int=0)}


@dataclass(frozen=True)
class Door:
    """One address with one object: who may know of it, who may act there, what it says to the others."""

    name: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    sees: frozenset[str] = EVERYBODY
    acts: frozenset[str] = NOBODY

    def with_nothing_behind(self) -> Door:
        """The same address with an id that does not exist."""
        unknown = {key: NO_SUCH.get(type(value), "no-such-thing") for key, value in self.kwargs.items()}
        unknown |= {key: value for key, value in self.kwargs.items() if key in ("move", "text")}
        return Door(self.name, unknown)


Row = Callable[[World], Iterable[Door]]


def page(name: str, sees: frozenset[str] = EVERYBODY, acts: frozenset[str] = NOBODY) -> Row:
    return lambda world: [Door(name, {}, sees, acts)]


def pages(*names: str, sees: frozenset[str], acts: frozenset[str] = NOBODY) -> dict[str, Row]:
    return {name: page(name, sees, acts) for name in names}


def of_each(
    objects: Callable[[World], Iterable[tuple[dict[str, Any], frozenset[str], frozenset[str]]]], *names: str
) -> dict[str, Row]:
    """The same objects behind several addresses."""

    def row(name: str) -> Row:
        return lambda world: [Door(name, *each) for each in objects(world)]

    return {name: row(name) for name in names}


def of_the_team(model: Any, *names: str, key: str = "pk") -> dict[str, Row]:
    """Addresses of the desk, tried with every object there is."""
    return of_each(lambda world: [({key: getattr(each, key)}, TEAM, TEAM) for each in model.objects.all()], *names)


def still_in(slug: str) -> frozenset[str]:
    return NOBODY if slug == "izmir" else writers_of(slug)
