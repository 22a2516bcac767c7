from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cities.states import WRITING_SEATS
from cohorts.models import Participation
from hours.months import first_of
from hours.reading import band
from reminders.forecast import next_for
from twinning.pages.feed import steps_of_city
from twinning.pages.workspace import reading
from twinning.pages.workspace.meeting import Meetings
from ui.guards import signed_in


@signed_in
def first_page(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: staff to their desk, everybody else to their city."""
    return redirect("desk" if request.user.is_programme_staff else "workspace")


@signed_in
def workspace(request: HttpRequest) -> HttpResponse:
    """A city's first page: what is next and why, hours, what is behind and ahead, the pairing."""
    now = timezone.now()
    today = timezone.localdate(now)
    places = reading.places_of(request.user, today)
    if not places:
        return render(request, "pages/workspace_without_city.html")
    place = chosen(request, places)
    participation = place.participation
    meetings = Meetings.of(participation, request.user)
    entries = reading.entries_of(participation, meetings, now)
    waiting = reading.waiting(entries)
    rungs = reading.ladder_of(participation, entries)
    pairings = reading.pairings_of(participation)
    coming = next_for([entry.obligation for entry in waiting], now=now)
    context = {
        "participation": participation,
        "cohort": participation.cohort,
        "city": participation.city,
        "next": waiting[0] if waiting else None,
        "after": waiting[1:4],
        "reminder": coming[waiting[0].obligation.pk].sentence if waiting and waiting[0].obligation.pk in coming else "",
        "entries": entries,
        "today": today,
        "modules": reading.modules_of(participation.cohort, today),
        "pairings": pairings,
        "to_endorse": reading.to_endorse_by(request.user, places, pairings, now),
        "feed": steps_of_city([entry.obligation for entry in entries]),
        "meetings": meetings.coming_up(now),
        "rungs": rungs,
        "moment": reading.moment(rungs, now),
        **hours_card(place, today),
        "switch": switch(participation, [each.participation for each in places]),
    }
    return render(request, "pages/workspace.html", context)


def hours_card(place: reading.Place, today: date) -> dict[str, Any]:
    """This month's band meter of the person, where they log hours for this city."""
    if place.seat.role not in WRITING_SEATS or place.participation.cohort.is_record:
        return {}
    month = first_of(today)
    url = reverse("hours:month", args=[place.participation.pk, f"{month:%Y-%m}"])
    return {"band": band(place.seat, place.participation, month), "month": month, "hours_url": url}


def chosen(request: HttpRequest, places: list[reading.Place]) -> reading.Place:
    """The participation named by `?as=`, else the first; one that is not theirs does not exist."""
    wanted = request.GET.get("as", "")
    if not wanted:
        return places[0]
    for each in places:
        if str(each.participation.pk) == wanted:
            return each
    raise Http404


def switch(current: Participation, mine: list[Participation]) -> dict[str, object]:
    """What the header needs to show the city one stands for, and the others."""
    cities = {each.city_id for each in mine}
    entries = [
        {
            "name": f"{each.city} · {each.cohort}" if len(mine) > len(cities) else str(each.city),
            "mark": each.role,
            "url": f"?as={each.pk}",
            "current": each == current,
        }
        for each in mine
    ]
    return {"label": current.city.name, "mark": current.role, "entries": entries}
