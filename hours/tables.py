"""Hours as tables for spreadsheets: entry by entry, or summed by person, city, module or month of a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.models import Module
from hours.declared import PersonOfDays
from hours.months import module_of
from hours.querysets import HoursEntryQuerySet
from hours.states import State

Header = tuple[str | Promise, ...]

ENTRY_HEADER: Header = (
    _("City"), _("Person"), _("Month"), _("Kind of work"), _("Hours"), _("Note"), _("State"),
)  # fmt: skip
DAYS_HEADER: Header = (
    _("City"), _("Person"), _("Year"), _("Declared hours"), _("Days"), _("Ceiling"), _("Days counted"),
)  # fmt: skip
ENTRIES = "entries"
CENT = Decimal("0.01")


class Sums(NamedTuple):
    """The hours of one seat in one month; `module` is the one that holds the month."""

    city: str
    country: str
    person: str
    seat: int
    month: date
    module: str
    hours: Decimal


class Grouping(NamedTuple):
    """What a table has a line for: its name, its columns, and what makes a line (more than its columns, perhaps)."""

    name: str | Promise
    header: Header
    key: Callable[[Sums], tuple[Any, ...]]


BY = {
    "person": Grouping(_("person"), (_("City"), _("Person")), lambda each: (each.city, each.person, each.seat)),
    "city": Grouping(_("city"), (_("City"), _("Country")), lambda each: (each.city, each.country)),
    "module": Grouping(
        _("city and module"), (_("City"), _("Module")), lambda each: (each.city, each.module, each.country)
    ),
    "month": Grouping(_("month"), (_("Month"),), lambda each: (each.month,)),
}
CHOICES = [(ENTRIES, _("person and kind of work, line by line")), *((slug, each.name) for slug, each in BY.items())]


def summed(
    entries: HoursEntryQuerySet, by: str, modules: Sequence[Module]
) -> tuple[Sequence[str | Promise], list[list[Any]]]:
    """The header and the lines of the hours summed by person, city, module or month; in one statement."""
    grouping = BY[by]
    found: defaultdict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for each in _sums(entries, modules):
        found[grouping.key(each)] += each.hours
    width = len(grouping.header)
    return [*grouping.header, _("Hours")], [
        [*key[:width], hours.quantize(CENT)] for key, hours in sorted(found.items())
    ]


def entry_rows(entries: HoursEntryQuerySet, names: dict[str, str]) -> list[list[Any]]:
    """Entries as lines of an export: who, when, what, how many hours."""
    return [
        [
            city,
            name,
            month,
            names.get(kind, kind),
            hours,
            note,
            State(state).label,
        ]
        for city, name, month, kind, hours, note, state in entries.order_by(
            "sheet__month", "sheet__participation__city__name", "sheet__seat__name", "kind", "source"
        ).values_list(
            "sheet__participation__city__name",
            "sheet__seat__name",
            "sheet__month",
            "kind",
            "hours",
            "note",
            "sheet__state",
        )
    ]


def day_rows(people: Iterable[PersonOfDays]) -> list[list[Any]]:
    """Days-equivalents as lines of an export, a line for each person and calendar year."""
    return [
        [person.city, person.seat.name, each.year, each.hours, each.days, each.ceiling, each.counted]
        for person in people
        for each in person.years
    ]


def _sums(entries: HoursEntryQuerySet, modules: Iterable[Module]) -> Iterator[Sums]:
    named = list(modules)
    lines = entries.order_by().values_list(
        "sheet__participation__city__name",
        "sheet__participation__city__country",
        "sheet__seat__name",
        "sheet__seat",
        "sheet__month",
    )
    for city, country, person, seat, month, hours in lines.annotate(hours=Sum("hours")):
        module = module_of(named, month)
        yield Sums(city, str(country), person, seat, month, module.name if module else "", hours)
