from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort
from milestones.models import Obligation
from milestones.reached import tallies
from milestones.states import Kind
from twinning.pages.desk.attention import lines_for
from twinning.pages.desk.checks import checks_of
from twinning.pages.feed import steps_of_programme
from twinning.pages.standing import Facts, first_day_not_late, standing
from ui.guards import staff_only
from ui.looks import LOOKS
from ui.meters import shares

TILE_STATES = ("approved", "submitted", "changes_asked", "late", "due_soon", "draft", "open", "waived")


@staff_only
def desk(request: HttpRequest) -> HttpResponse:
    """The programme's first page: what needs a person, the outputs in figures, what the portal found amiss."""
    now = timezone.now()
    cohorts = list(Cohort.objects.visible_to(request.user).order_by("-starts_on"))
    cohort = _chosen(cohorts, request.GET.get("cohort", ""), timezone.localdate(now))
    context: dict[str, Any] = {"cohort": cohort, "cohorts": cohorts, "today": timezone.localdate(now)}
    if cohort:
        context |= {
            "lines": lines_for(cohort, now),
            "checks": checks_of(cohort),
            "tiles": tiles(cohort, now),
            "milestones": milestones(cohort),
            "feed": steps_of_programme(),
            "switch": _switch(cohort, cohorts),
        }
    return render(request, "pages/desk.html", context)


def tiles(cohort: Cohort, now: Any) -> list[dict[str, Any]]:
    """One tile for each output: how many cities stand where, each part leading to its rows of the matrix."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    stand, today = cache(standing), cache(lambda zone: first_day_not_late(zone, now))
    rows = Obligation.objects.standing().filter(requirement__cohort=cohort, requirement__kind=Kind.OUTPUT)
    columns = ("requirement__code", "requirement__name", "participation__city__time_zone")
    states = ("state", "deliverable__state", "base_due_on", "effective_due_on")
    for code, name, zone, state, output, base, due in rows.values_list(*columns, *states).order_by(
        "requirement__position", "requirement__code"
    ):
        facts = Facts(state, Kind.OUTPUT, output or "", base, due)
        counts.setdefault((code, name), Counter())[stand(facts, today(zone)).state] += 1
    matrix = reverse("matrix", args=[cohort.slug])
    return [
        {
            "title": name,
            "figure": count["approved"],
            "unit": _("of %(n)s approved") % {"n": sum(count.values())},
            "url": f"{matrix}?requirement={code}&state=approved",
            "parts": shares(
                [
                    (LOOKS[state].colour, count[state], LOOKS[state].word, f"{matrix}?requirement={code}&state={state}")
                    for state in TILE_STATES
                    if count[state]
                ]
            ),
        }
        for (code, name), count in counts.items()
    ]


def milestones(cohort: Cohort) -> list[dict[str, Any]]:
    """One tile for each milestone: how many cities have reached it, leading to them in the matrix."""
    matrix = reverse("matrix", args=[cohort.slug])
    return [
        {
            "title": each.name,
            "figure": each.reached,
            "unit": ngettext("of %(n)s city", "of %(n)s cities", each.asked) % {"n": each.asked},
            "url": f"{matrix}?milestone={each.key}",
        }
        for each in tallies(cohort)
    ]


def _chosen(cohorts: list[Cohort], slug: str, today: Any) -> Cohort | None:
    """The cohort asked for, else one that runs today, else the newest."""
    asked = [cohort for cohort in cohorts if cohort.slug == slug]
    running = [cohort for cohort in cohorts if cohort.starts_on <= today <= cohort.ends_on]
    return next(iter([*asked, *running, *cohorts]), None)


def _switch(cohort: Cohort, cohorts: list[Cohort]) -> dict[str, Any]:
    entries = [
        {"name": each.name, "mark": "", "url": f"?cohort={each.slug}", "current": each == cohort} for each in cohorts
    ]
    return {"label": cohort.name, "mark": "", "entries": entries}
