"""A trip of Alba Iulia's lead with its way, its claim and its receipt, and the doors to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cohorts.models import Cohort
from tests.deliverables.corpus.good import picture_of
from tests.visibility.door import NOBODY, TEAM, Row, of_each, pages
from tests.visibility.roles import EVERYBODY, NOW, WITH_A_LOGIN, World, people_of
from tests.visibility.visiting import inside, still_in
from travel.models import Leg, Line, Trip
from visits.models import Visit
from workflow.history import record

READERS = TEAM | {"alba"}


def make_trip(world: World) -> None:
    word = world.word
    alba, kozani = world.cities["alba-iulia"], world.cities["kozani"]
    trip = Trip.objects.create(
        cohort=world.cohorts["public"],
        traveller=world.people["alba"],
        city=alba,
        purpose=word("purpose of a trip", READERS),
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 2),
        estimate=Decimal(100),
        reference=word("reference", READERS),
    )
    trip.legs.create(mode="train", origin=alba, destination=kozani)
    place = default_storage.save("travel/aa/x", ContentFile(picture_of("JPEG")))
    trip.lines.create(
        category="meals",
        spent_on=date(2026, 3, 1),
        amount=5,
        eur=5,
        note=word("note of a line", READERS),
        file=place,
        name=f"{word('name of a receipt', READERS)}.jpg",
        content_type="image/jpeg",
        sha256="0" * 64,
    )
    record(trip, "plan", "estimated", by=None, now=NOW, note=word("history of a trip", READERS))


def trips(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, READERS, frozenset({"alba"})) for each in Trip.objects.all())


def read_trips(world: World) -> Iterator[Any]:
    return ((kwargs, readers, NOBODY) for kwargs, readers, _acts in trips(world))


def judged_trips(world: World) -> Iterator[Any]:
    return ((kwargs, readers, TEAM) for kwargs, readers, _acts in trips(world))


def legs(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, READERS, frozenset({"alba"})) for each in Leg.objects.all())


def lines(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, READERS, frozenset({"alba"})) for each in Line.objects.all())


def receipts(world: World) -> Iterator[Any]:
    return ((kwargs, readers, NOBODY) for kwargs, readers, _acts in lines(world))


def visits(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, inside(each), NOBODY) for each in Visit.objects.select_related("pairing"))


def planned_visits(world: World) -> Iterator[Any]:
    """Who holds any seat of a city that travels; a viewer travels, too."""
    for each in Visit.objects.select_related("pairing"):
        away = [city for city in each.cities.all() if city.pk != each.host_id or each.host_kind == "elsewhere"]
        travelling = NOBODY.union(*(people_of(city.slug) for city in away if still_in(city.slug)))
        yield {"pk": each.pk}, inside(each), inside(each) & travelling


def cohorts(world: World) -> Iterator[Any]:
    for each in Cohort.objects.all():
        slugs = [slug for slug, row in world.participations.items() if row.cohort_id == each.pk and still_in(slug)]
        readers = EVERYBODY if each.is_public else people_of("osijek") | TEAM
        yield {"slug": each.slug}, readers, NOBODY.union(*(people_of(slug) for slug in slugs))


DOORS: dict[str, Row] = {
    **pages("travel:own", sees=WITH_A_LOGIN),
    **pages("travel:programme", "travel:programme_file", sees=TEAM),
    **of_each(visits, "travel:visit_trips"),
    **of_each(planned_visits, "travel:plan_for_visit"),
    **of_each(cohorts, "travel:plan_in_cohort"),
    **of_each(read_trips, "travel:trip"),
    **of_each(trips, "travel:change_trip", "travel:drop_trip", "travel:add_leg", "travel:add_line", "travel:submit",
              "travel:take_back"),
    **of_each(judged_trips, "travel:approve", "travel:send_back", "travel:pay"),
    **of_each(legs, "travel:drop_leg"),
    **of_each(lines, "travel:drop_line"),
    **of_each(receipts, "travel:receipt"),
}  # fmt: skip
