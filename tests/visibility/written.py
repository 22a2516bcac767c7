"""Text that is being written: read by its city and the programme team, written by the city's own seats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deliverables.models import Deliverable, Part, Presence, Revision
from deliverables.states import HANDED_IN, State
from milestones.models import Obligation, Requirement
from milestones.states import Kind
from tests.factories import ObligationFactory, RequirementFactory
from tests.visibility import published
from tests.visibility.door import TEAM, Row, of_each, still_in
from tests.visibility.roles import NOW, SEATS, World, people_of, room_of

CODE = "being-told"


def make_written(world: World) -> None:
    """In every city that told something, the next output is a draft in the same form."""
    for cohort in world.cohorts.values():
        RequirementFactory(
            module=cohort.modules.get(),
            code=CODE,
            kind=Kind.OUTPUT,
            name="Next",
            short_name="Next",
            form=published.CODE,
            owed_by=["twin"],
        )
    for slug in published.TOLD:
        _draft(world, slug)


def _draft(world: World, slug: str) -> None:
    participation, author = world.participations[slug], world.people[next(iter(SEATS[slug]))]
    requirement = Requirement.objects.get(cohort=participation.cohort, code=CODE)
    owed = ObligationFactory(requirement=requirement, participation=participation)
    output = Deliverable.objects.create(obligation=owed, state=State.DRAFT)
    Revision.objects.create(deliverable=output, number=1, by=author, created_at=NOW)
    key = Part.only_key(output.pk, "all")
    text = world.word(f"draft of {slug}", people_of(slug))
    Part.objects.create(key=key, deliverable=output, section="all", values={"open": text}, by=author, at=NOW)
    Presence.objects.create(deliverable=output, user=author, part=key, seen_at=NOW)


def outputs(world: World) -> Iterator[Any]:
    owed = Obligation.objects.filter(requirement__kind=Kind.OUTPUT)
    for each in owed.select_related("participation__city", "deliverable"):
        slug = world.city_of(each)
        readers = room_of(slug) if Deliverable.of(each).state in HANDED_IN else people_of(slug)
        yield {"pk": each.pk}, readers | TEAM, still_in(slug)


def parts(world: World) -> Iterator[Any]:
    for each in Part.objects.select_related("deliverable__obligation__participation__city"):
        slug = world.city_of(each.deliverable.obligation)
        yield {"pk": each.deliverable_id, "key": each.key}, people_of(slug) | TEAM, still_in(slug)


DOORS: dict[str, Row] = {
    **of_each(
        outputs, "deliverables:here", "deliverables:begin_next", "deliverables:add_row", "deliverables:take_in_rows"
    ),
    **of_each(
        parts,
        "deliverables:save_part",
        "deliverables:attach",
        "deliverables:drop_row",
        "deliverables:bring_back",
        "deliverables:move_row",
    ),
}
