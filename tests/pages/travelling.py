"""A visit that is ahead with its party, and trips to it, made beside those of the demo."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from cohorts.models import Cohort
from travel.actions import claims, trips
from travel.actions.trips import Estimate, Way
from visits.actions import party, planning
from visits.actions.records import Days

BUTTONS = {
    "visits:name_delegate", "visits:move_delegate", "visits:party_list_file",
    "travel:drop_trip", "travel:add_leg", "travel:drop_leg", "travel:add_line", "travel:drop_line", "travel:receipt",
    "travel:submit", "travel:take_back", "travel:send_back", "travel:approve", "travel:pay", "travel:programme_file",
}  # fmt: skip
OF_WHO_TRAVELS = {"travel:plan_for_visit", "travel:plan_in_cohort", "travel:change_trip"}


def travel_places(cohort: Cohort, staff: User, lead: User, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """An open trip, one submitted above the ceiling, a party that has answered."""
    today = cohort.local_date(now)
    own = cohort.participations.filter(city__in=lead.seats.values("city")).select_related("city").get().city
    host = cohort.participations.exclude(city=own).select_related("city").order_by("pk")[0].city
    plan = planning.Plan(guests=[own], host=host)
    days = Days(today + timedelta(10), today + timedelta(11))
    visit = planning.propose(cohort, plan, days=days, by=staff, now=now)
    rules = party.rules_of(cohort)
    named = party.Named(own, lead.name, lead.email, rules.categories[0].slug if rules.categories else "")
    delegate = party.name_delegate(visit, named, by=staff, now=now)
    told = {"diet": "Vegetarian", "emergency_contact": "Ion, +40 700", "needs_room": True, "arrives_at": now}
    party.tell(delegate, told, by=lead, now=now)
    ahead = trips.plan(visit, Estimate(days.first, days.last, Decimal(640)), by=lead, now=now)
    trips.add_leg(ahead, Way("plane", own, host), by=lead)
    past = Estimate(today - timedelta(5), today - timedelta(4), Decimal(300), "Consortium meeting")
    waiting = trips.plan(cohort, past, by=lead, now=now)
    claims.add_line(waiting, claims.Spent("nights", past.starts_on, Decimal(901), note="Hotel"), by=lead, now=now)
    claims.submit(waiting, by=lead, now=now)
    lists = [{"pk": visit.pk, "which": which} for which in ("logistics", "diet", "hotel")]
    return {
        "visits:party": [{"pk": visit.pk}],
        "visits:delegate": [{"pk": delegate.pk}],
        "visits:party_list": lists,
        "travel:visit_trips": [{"pk": visit.pk}],
        "travel:plan_for_visit": [{"pk": visit.pk}],
        "travel:plan_in_cohort": [{"slug": cohort.slug}],
        "travel:change_trip": [{"pk": ahead.pk}],
        "travel:trip": [{"pk": ahead.pk}, {"pk": waiting.pk}],
    }
