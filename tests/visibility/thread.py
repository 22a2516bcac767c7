"""The learning thread: goals, the visits that answer them, what cities take home; its objects and its doors.

On the third visit three cities meet that share no room: they read each other's takeaways there and not each other's
goals. Izmir took something home and has left the cohort since.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cohorts.models import Pairing
from goals.models import LearningGoal
from milestones.models import Obligation
from tests.factories import GoalFactory, TakeawayFactory, VisitFactory
from tests.visibility import visiting
from tests.visibility.door import NOBODY, TEAM, Row, of_each, pages, still_in
from tests.visibility.roles import NOW, SEATS, WITH_A_LOGIN, World, people_of, room_of
from visits.models import Takeaway, Visit
from workflow.history import record

VISITS = (
    ("kozani", ["alba-iulia"]),
    ("valencia", ["koln", "soria", "izmir"]),
    ("galway", ["penteli", "alba-iulia"]),
    (None, ["osijek"]),
)
"""Who was the host, and whose guests."""


def make_thread(world: World) -> None:
    for slug in SEATS:
        _goals(world, slug)
    for host, guests in VISITS:
        _visit(world, host, guests)


def _goals(world: World, slug: str) -> None:
    roadmap = Obligation.objects.get(participation=world.participations[slug], requirement__code="roadmap")
    for place, dropped in ((f"goal of {slug}", None), (f"dropped goal of {slug}", NOW)):
        GoalFactory(
            written_in=roadmap,
            question=world.word(f"question of a {place}", room_of(slug)),
            values={"why": world.word(f"reason for a {place}", room_of(slug))},
            dropped_at=dropped,
        )


def _visit(world: World, host: str | None, guests: list[str]) -> None:
    cities = [slug for slug in (host, *guests) if slug]
    hidden = cities == ["osijek"]
    visit = VisitFactory(
        cohort=world.cohorts["hidden" if hidden else "public"],
        host=world.cities[host] if host else None,
        guests=[world.cities[slug] for slug in guests],
        pairing=_room_of_the_facilitator(world) if host == "kozani" else None,
        title=world.word("title of a hidden visit", people_of("osijek")) if hidden else f"In {host}",
        place=world.word("place of a hidden visit", people_of("osijek")) if hidden else "",
    )
    party = visiting.inside(visit)
    note = world.word(f"history of the visit of {guests}", party)
    record(visit, "note", "noted", by=None, now=NOW, note=note)
    visiting.furnish(world, visit)
    for slug in cities:
        for dropped in (None, NOW):
            _takeaway(world, visit, slug, dropped)


def _room_of_the_facilitator(world: World) -> Pairing:
    return next(each for each, readers in world.pairings.items() if "facilitator" in readers)


def _takeaway(world: World, visit: Visit, slug: str, dropped: Any) -> None:
    """A dropped one is on nobody's page any more."""
    readers = set() if dropped else {*visiting.inside(visit), *people_of(slug)}
    said = {
        field: world.canaries.plant(f"{field} of a takeaway of {slug} ({visit.pk}, dropped: {dropped})", readers)
        for field in ("practice", "text", "useful_for")
    }
    participation = world.participations[slug]
    takeaway = TakeawayFactory(
        visit=visit, participation=participation, by=world.people[next(iter(SEATS[slug]))], dropped_at=dropped, **said
    )
    takeaway.goals.set(LearningGoal.objects.filter(participation=participation))


def goals(world: World) -> Iterator[Any]:
    for each in LearningGoal.objects.select_related("participation__city"):
        yield {"pk": each.pk}, room_of(each.participation.city.slug) | TEAM, NOBODY


def stations(world: World) -> Iterator[Any]:
    for kwargs, sees, _acts in (*goals(world), *takeaways(world)):
        yield kwargs, sees, NOBODY


def visits(world: World) -> Iterator[Any]:
    for each in Visit.objects.select_related("cohort"):
        writers = visiting.writers(each) - {"facilitator"}
        yield {"pk": each.pk}, WITH_A_LOGIN if each.cohort.is_public else people_of("osijek") | TEAM, writers | TEAM


def takeaways(world: World) -> Iterator[Any]:
    for each in Takeaway.objects.current().select_related("participation__city", "visit"):
        slug = each.participation.city.slug
        yield {"pk": each.pk}, visiting.inside(each.visit) | people_of(slug), still_in(slug) | TEAM


DOORS: dict[str, Row] = {
    **pages("goals:goals", "visits:visits", sees=WITH_A_LOGIN),
    **pages("goals:programme", sees=TEAM),
    **of_each(goals, "goal"),
    **of_each(stations, "follow"),
    **pages("thread_progress", "thread_goals", sees=TEAM),
    **of_each(visits, "visits:visit", "visits:note_takeaway"),
    **of_each(takeaways, "visits:change_takeaway", "visits:drop_takeaway"),
    **visiting.DOORS,
}
