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
    """The declared hours of one seat in a period, as days-equivalents."""

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

    Only what both have signed counts. `declarations` are latest versions with their names; two statements.
    """
    rule = rule_of(cohort.template)
    hours: defaultdict[Representative, dict[date, Decimal]] = defaultdict(dict)
    cities: dict[int, str] = {}
    for each in declarations:
        if each.state == DeclarationState.COUNTERSIGNED:
            hours[each.sheet.seat][each.sheet.month] = Decimal(each.content["total"])
            cities[each.sheet.seat_id] = each.sheet.participation.city.name
    shares: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    for row in YearlyShare.objects.filter(seat__in=hours):
        shares[row.seat_id][row.year] = row.share
    found = []
    for seat, months in hours.items():
        inside = {on: each for on, each in months.items() if (not first or on >= first) and (not last or on <= last)}
        before = {on: each for on, each in months.items() if first and on < first}
        taken = {year.year: year.counted for year in days_of(before, rule, shares=shares[seat.pk])}
        if inside:
            found.append(PersonOfDays(
                seat, cities[seat.pk], days_of(inside, rule, shares=shares[seat.pk], taken=taken)
            ))  # fmt: skip
    return sorted(found, key=lambda each: (each.city, each.seat.name, each.seat.pk))
