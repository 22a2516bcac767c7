"""Months, bands and kinds of work: pure readings of a cohort's calendar."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cities.models import Representative
from cohorts.models import Cohort, Module, Participation
from hours.states import KINDS_OF_WORK
from milestones.dates import add_months


@dataclass(frozen=True)
class Month:
    """Whose month of which cohort: the seat, the participation, the first day."""

    seat: Representative
    participation: Participation
    first: date


def first_of(day: date) -> date:
    return day.replace(day=1)


def last_of(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def most_hours(month: date) -> Decimal:
    """Twenty-four hours for each of its days: more than that cannot be true."""
    return Decimal(24 * monthrange(month.year, month.month)[1])


def months_of(cohort: Cohort, until: date, since: date = date.min) -> list[date]:
    """First days of the cohort's months from the one of `since` to the one of `until`, the oldest first."""
    last = min(first_of(cohort.ends_on), first_of(until))
    months, month = [], max(first_of(cohort.starts_on), first_of(since))
    while month <= last:
        months.append(month)
        month = add_months(month, 1)
    return months


def module_of(modules: Iterable[Module], month: date) -> Module | None:
    """The module that holds the month's middle, else the nearest one."""
    middle = month.replace(day=15)
    ordered = sorted(modules, key=lambda module: module.position)
    return next((module for module in ordered if middle <= module.ends_on), ordered[-1] if ordered else None)


def band_of(modules: Iterable[Module], month: date) -> tuple[Decimal, Decimal] | None:
    """The band of hours a person and month: that of the month's module."""
    module = module_of(modules, month)
    return (module.hours_min, module.hours_max) if module else None


def kinds_of_work(cohort: Cohort) -> list[tuple[str, str]]:
    """Slug and name of each kind of work, as the programme names them."""
    named = [(str(work["slug"]), str(work["name"])) for work in cohort.template.get("work", [])]
    return named or [(slug, str(name)) for slug, name in KINDS_OF_WORK]
