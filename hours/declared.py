"""What a declaration holds, and what the declared hours of a period come to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from cities.models import Representative
from cohorts.models import Cohort
from hours.equivalents import YearOfDays, days_of, rule_of
from hours.models import Declaration, MonthSheet, YearlyShare
from hours.months import kinds_of_work
from hours.states import DeclarationState


def is_cost_record(cohort: Cohort) -> bool:
    return bool(cohort.template.get("effort", {}).get("kind") == "cost_record")


def content_of(sheet: MonthSheet) -> dict[str, Any]:
    """All that is signed: whose month of which city and cohort, and each line; hours as text with two decimals."""
    names = dict(kinds_of_work(sheet.participation.cohort))
    entries = list(sheet.entries.order_by("pk"))
    total = sum((entry.hours for entry in entries), Decimal(0))
    return {
        "person": sheet.seat.name,
        "city": sheet.participation.city.name,
        "cohort": sheet.participation.cohort.name,
        "month": f"{sheet.month:%Y-%m}",
        "lines": [
            {"kind": names.get(entry.kind) or entry.kind, "hours": f"{entry.hours:.2f}", "note": entry.note}
            for entry in entries
        ],
        "total": f"{total:.2f}",
        "note": sheet.note,
    }


def digest_of(content: dict[str, Any]) -> str:
    """The SHA-256 of a content as canonical JSON: keys in order, no spaces, UTF-8."""
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(written.encode()).hexdigest()


def supervisors_of(seat: Representative) -> QuerySet[User]:
    """Who may be named: everybody else with a seat of the city."""
    others = Representative.objects.active().filter(city=seat.city_id).exclude(user=seat.user_id)
    return User.objects.filter(pk__in=others.values("user"), is_active=True).order_by("name", "pk")


def stands(last: Declaration, seat: Representative, digest: str) -> bool:
    """Nothing is to be signed anew: the last declaration of a month of this seat holds the content with this digest,
    and both have signed it, or the supervisor still can.
    """
    if last.digest != digest or last.state == DeclarationState.SENT_BACK:
        return False
    is_signed = last.state == DeclarationState.COUNTERSIGNED
    return is_signed or supervisors_of(seat).filter(pk=last.supervisor_id).exists()


@dataclass(frozen=True)
class PersonOfDays:
    """The declared hours of a person in a period, as days-equivalents.

    The ceiling of a year is a person's: who holds several seats, one after the other or at once, has one, and the share
    that stands at the newest `seat`.
    """

    seat: Representative
    city: str
    years: list[YearOfDays]

    @property
    def hours(self) -> Decimal:
        return sum((each.hours for each in self.years), Decimal(0))

    @property
    def days(self) -> Decimal:
        return sum((each.counted for each in self.years), Decimal(0))


def people_of_days(
    declarations: Iterable[Declaration], cohort: Cohort, first: date | None, last: date | None
) -> list[PersonOfDays]:
    """Who declared what between two months, with what the months before in the same years have taken.

    `declarations` are those in force, with their names; two statements.
    """
    rule = rule_of(cohort.template)
    signed: defaultdict[int | None, list[Declaration]] = defaultdict(list)
    for each in declarations:
        signed[each.sheet.seat.user_id].append(each)
    shares = _shares(each.sheet.seat for its in signed.values() for each in its)
    found = []
    for user, its in signed.items():
        hours: defaultdict[date, Decimal] = defaultdict(Decimal)
        for each in its:
            hours[each.sheet.month] += Decimal(each.content["total"])
        inside = {on: each for on, each in hours.items() if (not first or on >= first) and (not last or on <= last)}
        before = {on: each for on, each in hours.items() if first and on < first}
        taken = {year.year: year.counted for year in days_of(before, rule, shares=shares[user])}
        if inside:
            seat = max((each.sheet.seat for each in its), key=lambda seat: seat.pk)
            cities = ", ".join(sorted({each.sheet.participation.city.name for each in its}))
            found.append(PersonOfDays(seat, cities, days_of(inside, rule, shares=shares[user], taken=taken)))
    return sorted(found, key=lambda each: (each.city, each.seat.name, each.seat.pk))


def _shares(seats: Iterable[Representative]) -> defaultdict[int | None, dict[int, Decimal]]:
    """By login which part of each year somebody works; of several seats the newest says it."""
    shares: defaultdict[int | None, dict[int, Decimal]] = defaultdict(dict)
    for row in YearlyShare.objects.filter(seat__in=list(seats)).select_related("seat").order_by("seat_id"):
        shares[row.seat.user_id][row.year] = row.share
    return shares
