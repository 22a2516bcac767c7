from __future__ import annotations

from operator import itemgetter

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Participation
from milestones.dates import add_months
from milestones.reached import checkpoints
from twinning.pages.matrix import drawing, rows
from twinning.pages.matrix.filters import MatrixFilter
from ui.export import TABLES
from ui.guards import staff_only
from ui.looks import LOOKS
from ui.views import visible_or_404

CHIPS = ("late", "due_soon", "submitted", "changes_asked", "waived")


@staff_only
def matrix(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every city of a cohort against everything it owes: the page staff live on."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    whole, chosen = _read(request, cohort)
    state, milestone = chosen.chosen("state"), chosen.chosen("milestone")
    shown = whole.narrowed(state, milestone)
    if write := TABLES.get(request.GET.get("export", "")):
        return write(f"{cohort.slug}-matrix", *as_table(shown))
    counts = whole.narrowed(milestone=milestone).counts
    context = {
        "cohort": cohort,
        "whole": whole,
        "matrix": shown,
        "filter": chosen,
        "parts": drawing.table_parts(shown, "" if state else _address(request)),
        "chips": [(state, LOOKS[state], counts[state]) for state in CHIPS if counts[state]],
        "state": state,
        "state_name": dict(chosen.form.fields["state"].choices).get(state, ""),
        "tallies": whole.narrowed(state).tallies,
        "milestone": milestone,
        "undone": drawing.listed(shown, state),
        "today": timezone.localdate(),
        "month": _month_of(cohort),
    }
    return render(request, "pages/matrix.html", context)


def _read(request: HttpRequest, cohort: Cohort) -> tuple[rows.Matrix, MatrixFilter]:
    cities = Participation.objects.visible_to(request.user).active().filter(cohort=cohort).select_related("city")
    everybody = list(cities)
    countries = [each.city.country for each in everybody]
    asked = checkpoints(cohort.pk)
    chosen = MatrixFilter(
        request.GET or None,
        queryset=cities,
        choices={
            "country": sorted({(each.code, each.name) for each in countries}, key=itemgetter(1)),
            "module": cohort.modules.values_list("slug", "name"),
            "requirement": cohort.requirements.order_by("module__position", "position").values_list("code", "name"),
            "milestone": [(str(each.pk), each.name) for each in asked],
        },
    )
    filtered = bool(chosen.chosen("country") or chosen.chosen("role"))
    participations = list(chosen.qs) if filtered else everybody
    whole = rows.read(cohort, participations, timezone.now(), asked, chosen.chosen("module"))
    requirement = chosen.chosen("requirement")
    return whole.of(requirement) if requirement else whole, chosen


def _address(request: HttpRequest) -> str:
    """This page with its filters, to which a column and a state can be added."""
    kept = request.GET.copy()
    kept.pop("requirement", None)
    return f"?{kept.urlencode()}&" if kept else "?"


def _month_of(cohort: Cohort) -> int | None:
    """Which month of the cohort today is in, counted from one; None before and after."""
    today = timezone.localdate()
    if not cohort.starts_on <= today <= cohort.ends_on:
        return None
    return next(n for n in range(1, 1200) if today < add_months(cohort.starts_on, n))


def as_table(matrix: rows.Matrix) -> tuple[list[str], list[list[object]]]:
    """What is on the screen as header and rows: a word per cell, the state's own word for far dates."""
    fixed = [_("City"), _("English name"), _("Country"), _("Role"), _("Counterpart")]
    header = [*fixed, *(column.requirement.name for column in matrix.columns)]
    return header, [_line(row, matrix.columns) for row in matrix.rows]


def _line(row: rows.Row, columns: list[rows.Column]) -> list[object]:
    who = row.participation
    words = [cell.standing.word if (cell := row.cells.get(c.requirement.pk)) else "" for c in columns]
    return [
        who.city.name,
        who.city.english_name,
        who.city.country.name,
        who.get_role_display(),
        row.counterpart,
        *words,
    ]
