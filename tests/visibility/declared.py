"""Declared months: read by the person, by the supervisor they named, and by the programme team."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cities.models import Representative
from hours.models import Declaration, MonthSheet, YearlyShare
from tests.visibility.door import NOBODY, TEAM, Row, of_each, pages
from tests.visibility.roles import NOW, WITH_A_LOGIN, World
from workflow.history import record

MONTH = "2026-03"


def make_declared(world: World) -> None:
    """Every month of a city with two people, declared to the other; hours of the hidden cohort are a cost record."""
    hidden = world.cohorts["hidden"]
    hidden.template = hidden.template | {"effort": {"kind": "cost_record"}}
    hidden.save()
    for sheet in MonthSheet.objects.select_related("seat__user", "participation__city"):
        others = Representative.objects.active().filter(city=sheet.seat.city_id).exclude(user=sheet.seat.user_id)
        if other := others.order_by("pk").first():
            _declaration(world, sheet, other.user)
        YearlyShare.objects.create(seat=sheet.seat, year=2026, share=1)


def _declaration(world: World, sheet: MonthSheet, supervisor: Any) -> None:
    readers = _role(world, sheet.seat.user) | _role(world, supervisor)
    name = f"{sheet.participation.city.slug}, {sheet.seat.role}"
    note = world.word(f"note on the declared month of {name}", readers)
    content = {"person": "-", "city": "-", "cohort": "-", "month": MONTH, "lines": [], "total": "0.00", "note": note}
    made = Declaration.objects.create(
        sheet=sheet, version=1, content=content, digest="-", signed_at=NOW, supervisor=supervisor
    )
    record(made, "sign", "signed", by=None, now=NOW, note=world.word(f"history of the declaration of {name}", readers))


def _role(world: World, user: Any) -> frozenset[str]:
    return frozenset(role for role, person in world.people.items() if person == user)


def declarations(world: World) -> Iterator[Any]:
    for each in Declaration.objects.select_related("sheet__seat__user", "supervisor"):
        supervisor = _role(world, each.supervisor)
        yield {"pk": each.pk}, _role(world, each.sheet.seat.user) | supervisor | TEAM, supervisor


def months_to_sign(world: World) -> Iterator[Any]:
    """The address names no person: behind it, each who keeps hours for the city finds their own month."""
    owners: dict[int, frozenset[str]] = {}
    for each in MonthSheet.objects.select_related("seat__user"):
        owners[each.participation_id] = owners.get(each.participation_id, frozenset()) | _role(world, each.seat.user)
    for participation, own in owners.items():
        yield {"participation": participation, "text": MONTH}, own, own


def cost_records(world: World) -> Iterator[Any]:
    """Of a cohort whose hours are a log there are no days."""
    for name, each in world.cohorts.items():
        yield {"slug": each.slug}, TEAM if name == "hidden" else NOBODY, NOBODY


def shares(world: World) -> Iterator[Any]:
    for kwargs, readers, _acts in cost_records(world):
        for seat in Representative.objects.active().filter(city__participations__cohort__slug=kwargs["slug"]):
            yield {**kwargs, "seat": seat.pk}, readers, readers


DOORS: dict[str, Row] = {
    **pages("hours:declarations", sees=WITH_A_LOGIN),
    **of_each(declarations, "hours:declaration", "hours:countersign", "hours:send_back"),
    **of_each(months_to_sign, "hours:sign"),
    **of_each(cost_records, "hours:days"),
    **of_each(shares, "hours:set_share"),
}
