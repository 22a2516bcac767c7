from __future__ import annotations

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
    shown = whole.narrowed(chosen.chosen("state"), chosen.chosen("milestone"))
    if write := TABLES.get(request.GET.get("export", "")):
        return write(f"{cohort.slug}-matrix", *as_table(shown))
    counts = whole.counts
    context = {
        "cohort": cohort,
        "whole": whole,
        "matrix": shown,
        "filter": chosen,
        "parts": drawing.table_parts(shown),
        "chips": [(state, LOOKS[state], counts[state]) for state in CHIPS if counts[state]],
        "state": chosen.chosen("state"),
        "tallies": whole.tallies,
        "milestone": chosen.chosen("milestone"),
        "undone": drawing.listed(shown),
        "today": timezone.localdate(),
        "month": _month_of(cohort),
    }
    return render(request, "pages/matrix.html", context)


def _read(request: HttpRequest, cohort: Cohort) -> tuple[rows.Matrix, MatrixFilter]:
    cities = Participation.objects.visible_to(request.user).active().filter(cohort=cohort).select_related("city")
    everybody = list(cities)
    asked = checkpoints(cohort.pk)
    chosen = MatrixFilter(
        request.GET or None,
        queryset=cities,
        modules=list(cohort.modules.values_list("slug", "name")),
        codes=sorted({str(each.city.country) for each in everybody}),
        milestones=list(asked),
    )
    filtered = bool(chosen.chosen("country") or chosen.chosen("role"))
    participations = list(chosen.qs) if filtered else everybody
    return rows.read(cohort, participations, timezone.now(), asked, chosen.chosen("module")), chosen


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
