"""Who leaves while signed in sees nothing more with the very next click, and a link in hand opens nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.actions import deactivate, end_staff
from cities.actions.seats import change_role, end_mandate
from cities.models import Representative
from cohorts.actions.pairings import end_pairing
from cohorts.actions.participations import withdraw
from cohorts.models import Pairing
from tests.visibility.canaries import everything_said
from tests.visibility.doors import DOORS, Door
from tests.visibility.roles import NOW, World
from tests.visibility.walking import address, content_of, enter

TODAY = NOW.date()


def doors_of(world: World, role: str) -> Iterator[Door]:
    """Everything inside that this person may see today, but what everybody with a login may."""
    for row in DOORS.values():
        yield from (door for door in row(world) if role in door.sees and "evaluator" not in door.sees)


def met(client: Client, doors: list[Door]) -> str:
    answers = [client.get(address(door)) for door in doors]
    return "\n".join(everything_said(content_of(each), each.headers) for each in answers if each.status_code == 200)


def seat_of(world: World, role: str) -> Representative:
    return Representative.objects.active().get(user=world.people[role])


def test_a_mandate_that_ends(world: World) -> None:
    client, doors = enter(world.people["koln"]), list(doors_of(world, "koln"))
    assert world.canaries.foreign_to("nobody", met(client, doors)) != []
    end_mandate(seat_of(world, "koln"), reason="x", by=world.people["staff"], now=NOW)
    assert [address(door) for door in doors if client.get(address(door)).status_code not in (403, 404, 405)] == []
    inside = "\n".join(
        client.get(where).content.decode() for where in ("/workspace/", "/deliverables/", "/workspace/stories/")
    )
    assert world.canaries.foreign_to("ended", inside.replace(world.people["koln"].name, "")) == []


def test_a_login_that_is_closed(world: World) -> None:
    client, doors = enter(world.people["koln"]), list(doors_of(world, "koln"))
    deactivate(world.people["koln"], by=world.people["staff"], now=NOW)
    assert {client.get(address(door)).status_code for door in doors} <= {302, 404, 405}
    assert met(client, doors) == ""


def test_a_member_of_the_team_who_leaves_it(world: World) -> None:
    client = enter(world.people["colleague"])
    assert client.get("/programme/").status_code == 200
    end_staff(world.people["colleague"], by=world.people["staff"], now=NOW)
    assert client.get("/programme/").status_code == 302
    assert enter(world.people["colleague"]).get("/programme/").status_code == 404


def test_a_city_that_withdraws_reads_nothing_of_the_others_and_they_nothing_of_it(world: World) -> None:
    doors = {role: list(doors_of(world, role)) for role in ("kozani", "alba")}
    clients = {role: enter(world.people[role]) for role in doors}
    withdraw(world.participations["kozani"], on=TODAY, reason="x", by=world.people["staff"], now=NOW)
    own = {"kozani": {"kozani"}, "alba": {"alba", "deputy", "viewer"}}
    for role, client in clients.items():
        foreign = [
            place
            for place in world.canaries.foreign_to("nobody", met(client, doors[role]))
            if said_by_others(world, place, own[role])
        ]
        assert (role, foreign) == (role, [])


def said_by_others(world: World, place: str, own: set[str]) -> bool:
    """Whether the words at this place were shared between the two sides of a room, and are not one's own."""
    other = "kozani" if "alba" in own else "alba-iulia"
    return place.endswith(f"{other}'s roadmap") or place in {
        f"name of {role}" for role in {"kozani", "alba", "deputy", "viewer"} - own - {"kozani"}
    }


def test_a_pairing_that_ends(world: World) -> None:
    client = enter(world.people["kozani"])
    shared = [door for door in DOORS["deliverables:file"](world) if {"kozani", "alba"} <= door.sees]
    opened = [door for door in shared if client.get(address(door)).status_code == 200]
    pairing = Pairing.objects.get(sides__participation=world.participations["kozani"])
    end_pairing(pairing, on=TODAY, reason="x", by=world.people["staff"], now=NOW)
    assert (len(opened), sum(client.get(address(door)).status_code == 200 for door in shared)) == (2, 1)


def test_a_deputy_who_becomes_a_viewer_reads_on_and_writes_no_more(world: World) -> None:
    client = enter(world.people["deputy"])
    change_role(seat_of(world, "deputy"), "viewer", by=world.people["staff"], now=NOW)
    output = next(door for door in DOORS["deliverables:submit"](world) if "deputy" in door.acts)
    story = next(door for door in DOORS["stories:edit"](world) if "deputy" in door.acts)
    assert client.get(address(output).replace("submit/", "")).status_code == 200
    assert [client.post(address(door)).status_code for door in (output, story)] == [403, 403]


@pytest.mark.parametrize("role", ["koln", "staff"])
def test_a_copied_cookie_is_worth_nothing_after_a_change_of_password(world: World, role: str) -> None:
    copied = enter(world.people[role])
    person = world.people[role]
    person.set_password("another four unrelated words")
    person.save()
    assert copied.get("/first-page/").headers["Location"].startswith("/accounts/login/")
