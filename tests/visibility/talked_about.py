"""What is said about outputs, to whom, and who may say more; and what the programme team keeps to itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from deliverables.models import Comment, Deliverable, Endorsement, Revision, SavedFilter, Thread
from deliverables.states import HANDED_IN, Audience
from milestones.models import Obligation
from milestones.states import Kind
from tests.visibility.door import NOBODY, TEAM, Row, of_each, pages
from tests.visibility.roles import NOW, World, people_of, room_of


def readers_of(slug: str, audience: str) -> frozenset[str]:
    """Whom an audience names, beside the programme team."""
    return {Audience.STAFF: NOBODY, Audience.CITY: people_of(slug), Audience.PAIRING: room_of(slug)}[audience]


def talk(world: World) -> None:
    """A thread of each audience on every output that was handed in; the pairing does not read the others."""
    for output in Deliverable.objects.select_related("obligation__participation__city", "obligation__requirement"):
        slug = world.city_of(output.obligation)
        for audience in Audience:
            if audience != Audience.PAIRING or output.state in HANDED_IN:
                thread = Thread.objects.create(deliverable=output, audience=audience, revision=1)
                what = f"said about {slug}'s {output.obligation.requirement.code} to {audience}"
                text = world.word(what, readers_of(slug, audience))
                Comment.objects.create(thread=thread, text=text, by=world.people["staff"], at=NOW)
    for revision in Revision.objects.submitted().filter(number=1):
        slug = world.city_of(revision.deliverable.obligation)
        note = world.word(f"endorsement of {slug}'s roadmap", room_of(slug))
        Endorsement.objects.create(
            revision=revision, note=note, fingerprint="-", by=revision.by, at=NOW + timedelta(hours=1)
        )
    for role in ("staff", "colleague"):
        name = world.canaries.plant(f"view of the queue that {role} keeps", {role})
        SavedFilter.objects.create(user=world.people[role], name=name, query="whose=mine")


def outputs(world: World) -> Iterator[tuple[dict[str, int], str, bool]]:
    owed = Obligation.objects.filter(requirement__kind=Kind.OUTPUT)
    for each in owed.select_related("participation__city", "deliverable"):
        yield {"pk": each.pk}, world.city_of(each), Deliverable.of(each).state in HANDED_IN


def spoken_about(world: World) -> Iterator[Any]:
    """A city speaks of its own, the room of what it has been handed; who left reads on and adds nothing."""
    for kwargs, slug, handed_in in outputs(world):
        readers = room_of(slug) if handed_in else people_of(slug)
        yield kwargs, readers | TEAM, (NOBODY if slug == "izmir" else readers) | TEAM


def endorsed(world: World) -> Iterator[Any]:
    """Nothing waits for an endorsement here: whoever reads an output is refused."""
    for kwargs, slug, handed_in in outputs(world):
        yield kwargs, (room_of(slug) if handed_in else people_of(slug)) | TEAM, NOBODY


def closed(world: World) -> Iterator[Any]:
    return ((kwargs, readers, TEAM) for kwargs, readers, _acts in endorsed(world))


def assigned(world: World) -> Iterator[Any]:
    return ((kwargs, TEAM, TEAM) for kwargs, _slug, _handed_in in outputs(world))


def threads(world: World) -> Iterator[Any]:
    for each in Thread.objects.select_related("deliverable__obligation__participation__city"):
        slug = world.city_of(each.deliverable.obligation)
        readers = readers_of(slug, each.audience)
        kwargs = {"pk": each.deliverable_id, "thread_pk": each.pk}
        yield kwargs, readers | TEAM, (NOBODY if slug == "izmir" else readers) | TEAM


def settled_threads(world: World) -> Iterator[Any]:
    """Staff began them all: beside them only the city settles."""
    for kwargs, readers, acts in threads(world):
        slug = world.city_of(Obligation.objects.select_related("participation__city").get(pk=kwargs["pk"]))
        yield kwargs, readers, acts & (people_of(slug) | TEAM)


def kept_views(world: World) -> Iterator[Any]:
    for each in SavedFilter.objects.all():
        owner = frozenset(role for role in TEAM if world.people[role].pk == each.user_id)
        yield {"pk": each.pk}, owner, owner


DOORS: dict[str, Row] = {
    **of_each(spoken_about, "deliverables:comment"),
    **of_each(threads, "deliverables:answer"),
    **of_each(settled_threads, "deliverables:resolve", "deliverables:open_thread_again"),
    **of_each(endorsed, "deliverables:endorse"),
    **of_each(closed, "deliverables:close"),
    **of_each(assigned, "deliverables:assign_one"),
    **pages("deliverables:assign", "deliverables:keep_view", sees=TEAM, acts=TEAM),
    **of_each(kept_views, "deliverables:remove_view"),
}
