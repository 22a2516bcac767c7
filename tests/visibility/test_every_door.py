"""Every address, every object, every kind of reader: nobody meets a word that is not meant for them."""

from __future__ import annotations

import random
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse

from tests.visibility.canaries import everything_said
from tests.visibility.doors import DOORS, Door, routes
from tests.visibility.roles import ANONYMOUS, EVERYBODY, World
from tests.visibility.walking import address, answers_of, ask, content_of, sessions_of, undone

WAYS = ("page", "part", "csv", "xlsx", "send", "send a part")
SEED = 20260504
MEANT_FOR_PROOF = 20_000
CHANGING = re.compile(r'\b[A-Za-z0-9]{64}\b|nonce-?[="][^"\']*|Content-Length: \d+')
PUBLIC = {name for name, pattern in routes() if getattr(pattern.callback, "guard", "") == "public"}
UNSEEN = {403, 404, 405}


def alike(response: HttpResponse, said: str, where: str) -> tuple[int, str]:
    """An answer without what names the address and what is new on every page."""
    return response.status_code, CHANGING.sub(
        "", said.replace(quote(where, safe=""), "").replace(where, "").replace(quote(where), "")
    )


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
            self.complain(door, role, way, f"writes: {written[0][0][:80]} ({status})")

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
                self.unknown[where, role, way] = alike(
                    response, everything_said(content_of(response), response.headers), where
                )
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
    chosen = random.Random(SEED).sample(pairs, sample(600, 25_000))  # noqa: S311 - a seed, not a secret
    walk = Walk(world)
    for pair in chosen:
        walk.tries(*pair)
    with capsys.disabled():
        print(f"\n{len(chosen)} of {len(pairs)} pairs of reader and door, {len(doors)} doors, seed {SEED}")  # noqa: T201
    assert sorted(walk.wrong) == []
    if len(chosen) > MEANT_FOR_PROOF:
        assert world.canaries.told_to_nobody(walk.heard) == []
