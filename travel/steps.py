"""The step of travel on the strip of a visit."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from travel.models import Trip
from travel.schemes import scheme_of
from travel.states import WITH_THE_TRAVELLER, TripState
from visits.models import Visit
from visits.strip import Step, StepState, named


def step(visit: Visit, today: date) -> Step:
    """Done when every trip is paid; empty while nobody has one, which the programme may not pay for anyway.

    Payments take weeks, so it goes on beside the other steps.
    """
    trips = list(Trip.objects.filter(visit=visit).values_list("state", "city__name"))
    open_ones = sorted({city for state, city in trips if state in WITH_THE_TRAVELLER})
    paid = sum(state == TripState.PAID for state, _city in trips)
    if scheme_of(visit.cohort) is None:
        says = _("Not paid by this programme")
    elif trips:
        says = ngettext("%(paid)d of %(n)d trip paid", "%(paid)d of %(n)d trips paid", len(trips))
        says = says % {"paid": paid, "n": len(trips)}
    else:
        says = _("No trips") if visit.is_over(today) else _("No trips yet")
    state = (StepState.DONE if paid == len(trips) else StepState.AHEAD) if trips else StepState.EMPTY
    owner = named(open_ones) or _("the programme team") if state == StepState.AHEAD else ""
    return Step("travel", _("Travel"), state, says, owner, reverse("travel:visit_trips", args=[visit.pk]), beside=True)
