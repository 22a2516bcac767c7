"""What stands in the rooms of visits (agenda, people, report, pictures), and the doors to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cohorts.models import Cohort
from tests.deliverables.corpus.good import picture_of
from tests.visibility.door import NOBODY, TEAM, Row, of_each, pages, still_in
from tests.visibility.roles import NOW, WITH_A_LOGIN, World, people_of
from visits.models import AgendaSlot, Delegate, Logistics, Photo, Visit
from visits.states import TOOK_PLACE

MOVES = ("confirm", "cancel", "complete", "close", "reopen", "propose_again")
Roles = frozenset[str]


def inside(visit: Visit) -> Roles:
    """Whoever may enter its room: hosts and guests who are still in the cohort, its facilitator, the team."""
    there = [city.slug for city in visit.cities.all() if city.slug != "izmir"]
    facilitator = {"facilitator"} if visit.pairing and visit.pairing.facilitator_id else set()
    return TEAM.union(facilitator, *(people_of(slug) for slug in there))


def writers(visit: Visit) -> Roles:
    return inside(visit) & TEAM.union({"facilitator"}, *(still_in(city.slug) for city in visit.cities.all()))


def furnish(world: World, visit: Visit) -> None:
    """Everything a room can hold, each thing with words of its own."""
    word, readers, name = world.word, inside(visit), f"visit {visit.pk}"
    everybody = WITH_A_LOGIN if visit.cohort.is_public and visit.state in TOOK_PLACE else readers
    visit.online_link = f"https://example.org/{word(f'link of {name}', readers)}"
    visit.save()
    for public in (True, False):
        said = {
            field: word(f"{field} of a slot of {name} (public: {public})", everybody if public else readers)
            for field in ("title", "place", "host_person")
        }
        AgendaSlot.objects.create(visit=visit, day=1, starts=time(9), is_public=public, **said)
    visit.attendees.create(key="x1", name=word(f"attendee of {name}", readers), city=visit.cities.first(), days=[1, 2])
    for side in visit.report_sides:
        visit.reports.create(side=side, at=NOW, topics=word(f"topics of the {side} of {name}", readers))
    _furnish_party(world, visit, readers)
    place = default_storage.save("visits/x.jpg", ContentFile(picture_of("JPEG")))
    visit.photos.create(
        file=place,
        width=64,
        height=40,
        at=NOW,
        consent="inside",
        alt=word(f"picture of {name}", readers),
        credit=word(f"credit of {name}", readers),
    )


def _furnish_party(world: World, visit: Visit, readers: Roles) -> None:
    """Somebody from a guest city, without a login; each detail with those who need it."""
    city, name = visit.guests[0], f"visit {visit.pk}"
    lead = {"facilitator"} & readers
    hosts = still_in(visit.host.slug) if visit.host else TEAM | lead
    own = still_in(city.slug)
    someone = visit.delegates.create(
        city=city, email=f"someone-{visit.pk}@example.org", name=world.word(f"name of a delegate of {name}", readers)
    )
    Logistics.objects.create(
        delegate=someone,
        arrives_at=NOW,
        needs_room=True,
        diet=world.canaries.plant(f"diet of {name}", own | hosts),
        access_needs=world.canaries.plant(f"access needs of {name}", own | hosts),
        emergency_contact=world.canaries.plant(f"emergency contact of {name}", hosts | lead | TEAM),
    )


def delegates(world: World) -> Iterator[Any]:
    """Known in the room; told and moved by the person's city and by who leads."""
    for each in Delegate.objects.select_related("visit__pairing", "city"):
        readers = inside(each.visit)
        yield {"pk": each.pk}, readers, readers & (TEAM | {"facilitator"} | still_in(each.city.slug))


def moved_delegates(world: World) -> Iterator[Any]:
    for kwargs, readers, acts in delegates(world):
        yield {**kwargs, "move": "cancel"}, readers, acts


def lists(world: World) -> Iterator[Any]:
    for kwargs, readers, _acts in rooms(world):
        for which in ("logistics", "diet", "hotel"):
            yield {**kwargs, "which": which}, readers, NOBODY


def rooms(world: World, acts: Callable[[Visit], Roles] = writers) -> Iterator[Any]:
    return (({"pk": each.pk}, inside(each), acts(each)) for each in Visit.objects.select_related("pairing"))


def read_rooms(world: World) -> Iterator[Any]:
    return rooms(world, lambda visit: NOBODY)


def slots(world: World) -> Iterator[Any]:
    for each in AgendaSlot.objects.select_related("visit__pairing"):
        yield {"pk": each.pk}, inside(each.visit), writers(each.visit)


def photos(world: World) -> Iterator[Any]:
    for each in Photo.objects.select_related("visit__pairing"):
        yield {"pk": each.pk}, inside(each.visit), writers(each.visit)


def moves(world: World) -> Iterator[Any]:
    for kwargs, readers, acts in rooms(world):
        for move in MOVES:
            yield {**kwargs, "move": move}, readers, TEAM if move == "reopen" else acts


def parts(world: World) -> Iterator[Any]:
    for each in Visit.objects.select_related("pairing"):
        for side in each.report_sides:
            own = [each.host] if side == "host" else each.guests
            people = TEAM.union({"facilitator"}, *(still_in(city.slug) for city in own if city))
            yield {"pk": each.pk, "side": str(side)}, inside(each), inside(each) & people


def standing_pairings(world: World) -> Iterator[Any]:
    for each, readers in world.pairings.items():
        everybody = readers | TEAM
        yield {"pk": each.pk}, NOBODY if each.ended_on else everybody, everybody - {"viewer", "withdrawn"}


def gathering_cohorts(world: World) -> Iterator[Any]:
    for each in Cohort.objects.all():
        slugs = [slug for slug, row in world.participations.items() if row.cohort_id == each.pk and slug != "izmir"]
        yield (
            {"slug": each.slug},
            TEAM.union(*(people_of(slug) for slug in slugs)),
            TEAM.union(*(still_in(slug) for slug in slugs)),
        )


DOORS: dict[str, Row] = {
    **pages("visits:propose", sees=WITH_A_LOGIN),
    **of_each(standing_pairings, "visits:propose_in_pairing"),
    **of_each(gathering_cohorts, "visits:propose_in_cohort"),
    **of_each(read_rooms, "visits:agenda", "visits:history", "visits:programme", "visits:programme_file",
              "visits:report"),
    **of_each(rooms, "visits:change", "visits:dates", "visits:move_dates", "visits:ask_dates", "visits:add_slot",
              "visits:attendance", "visits:add_photo"),
    **of_each(slots, "visits:change_slot", "visits:move_slot", "visits:drop_slot"),
    **of_each(photos, "visits:photo", "visits:caption_photo", "visits:remove_photo"),
    **of_each(moves, "visits:take"),
    **of_each(parts, "visits:write_report", "visits:take_back_report"),
    **of_each(rooms, "visits:decide_dates"),
    **of_each(read_rooms, "visits:party"),
    **of_each(rooms, "visits:name_delegate"),
    **of_each(delegates, "visits:delegate"),
    **of_each(moved_delegates, "visits:move_delegate"),
    **of_each(lists, "visits:party_list", "visits:party_list_file"),
    **pages("visits:erasures", sees=TEAM),
}  # fmt: skip
