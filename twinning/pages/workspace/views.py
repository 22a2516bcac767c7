from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cities.models import Representative
from cohorts.models import Participation
from hours.months import first_of
from hours.reading import band
from milestones.models import Obligation
from reminders.forecast import next_for
from twinning.pages.feed import steps_of_city
from twinning.pages.workspace import reading
from twinning.pages.workspace.meeting import coming_up
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
    mine = reading.participations_of(request.user, today)
    if not mine:
        return render(request, "pages/workspace_without_city.html")
    participation = chosen(request, mine)
    entries = reading.entries_of(participation, request.user, now)
    waiting = reading.waiting(entries)
    rungs = reading.ladder_of(participation, entries)
    coming = next_for(Obligation.objects.filter(participation=participation), now=now)
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
        "pairings": reading.pairings_of(participation),
        "feed": steps_of_city([entry.obligation for entry in entries]),
        "meetings": coming_up(participation, request.user, now),
        "rungs": rungs,
        "moment": reading.moment(rungs, now),
        **hours_card(request, participation, today),
        "switch": switch(participation, mine),
    }
    return render(request, "pages/workspace.html", context)


def hours_card(request: HttpRequest, participation: Participation, today: date) -> dict[str, Any]:
    """This month's band meter of the person, where they log hours for this city."""
    held = Representative.objects.held_by(request.user).writing()
    seat = held.filter(city=participation.city_id).first()
    if seat is None or participation.cohort.is_record:
        return {}
    month = first_of(today)
    url = reverse("hours:month", args=[participation.pk, f"{month:%Y-%m}"])
    return {"band": band(seat, participation, month), "month": month, "hours_url": url}


def chosen(request: HttpRequest, mine: list[Participation]) -> Participation:
    """The participation named by `?as=`, else the first; one that is not theirs does not exist."""
    wanted = request.GET.get("as", "")
    if not wanted:
        return mine[0]
    for each in mine:
        if str(each.pk) == wanted:
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
