from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cities.models import Representative
from cohorts.models import Pairing
from cohorts.states import Side
from ui.guards import signed_in
from workflow.models import Step


@signed_in
def pairing(request: HttpRequest, pk: int) -> HttpResponse:
    """The room of a pairing: both sides with their people while it stands, the facilitator and what happened."""
    found = get_object_or_404(Pairing.objects.visible_to(request.user).with_sides(), pk=pk)
    people: dict[int, list[Representative]] = {}
    members = [] if found.ended_on else [*found.learning, *found.showing]
    cities = [member.city_id for member in members]
    for seat in Representative.objects.current().filter(city__in=cities).select_related("user").order_by("pk"):
        people.setdefault(seat.city_id, []).append(seat)
    sides = [
        (Side(side).label, [(member, people.get(member.city_id, [])) for member in found.side(side)])
        for side in Side.values
    ]
    context = {"pairing": found, "sides": sides, "steps": Step.objects.of(found)}
    return render(request, "cohorts/pairing.html", context)
