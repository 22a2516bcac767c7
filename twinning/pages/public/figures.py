"""Figures the public reads: always counted, never typed; a city that left is no longer in them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Participation
from cohorts.states import Role
from milestones.reached import tallies


def figures(cohort: Cohort | None = None) -> list[dict[str, Any]]:
    """Cities, pairings and countries of one cohort or of all public ones; each leads to its rows."""
    participations = Participation.objects.active().filter(cohort__is_public=True)
    rows = reverse("cities")
    if cohort:
        participations = participations.filter(cohort=cohort)
        rows = f"{rows}?cohort={cohort.slug}"
    counted = participations.aggregate(
        cities=Count("city", distinct=True),
        twins=Count("city", distinct=True, filter=Q(role=Role.TWIN)),
        pilots=Count("city", distinct=True, filter=Q(role=Role.PILOT)),
        countries=Count("city__country", distinct=True),
        pairings=Count("sides__pairing", distinct=True, filter=Q(sides__pairing__ended_on=None)),
    )
    about = (
        _("cities take part, %(twins)s as twins and %(pilots)s as pilots")
        if counted["twins"]
        else _("cities take part")
    )
    exchanges = f"{reverse('cohort', args=[cohort.slug])}#pairings" if cohort else f"{reverse('map')}#list"
    return [
        {"value": counted["cities"], "label": about % counted, "url": rows},
        {"value": counted["pairings"], "label": _("pairings, of two cities or of many"), "url": exchanges},
        {"value": counted["countries"], "label": _("countries"), "url": rows},
    ]


def milestones(cohort: Cohort) -> list[dict[str, Any]]:
    """How many cities have reached each milestone of a cohort. A number only: which ones is theirs to tell."""
    return [
        {
            "value": each.reached,
            "label": ngettext(
                "of %(asked)s city has reached “%(name)s”", "of %(asked)s cities have reached “%(name)s”", each.asked
            )
            % vars(each),
        }
        for each in tallies(cohort)
        if each.reached
    ]
