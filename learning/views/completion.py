"""Who has completed which phase of a cohort: on a page, and taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohorts.models import Cohort, Module
from learning.reading import Completion, cities_completing, people_completing
from ui.export import csv_table, xlsx_table
from ui.guards import staff_only
from ui.views import visible_or_404


@staff_only
@require_safe
def completion(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`?by=city` counts what each city owes, otherwise each person; `?export=csv` takes it away."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    modules = list(cohort.modules.order_by("position"))
    by = "city" if request.GET.get("by") == "city" else "person"
    rows = (cities_completing if by == "city" else people_completing)(cohort, modules)
    if request.GET.get("export") in ("csv", "xlsx"):
        table = csv_table if request.GET["export"] == "csv" else xlsx_table
        return table(f"{slug}-phases-by-{by}", _header(modules), _lines(rows))
    context = {
        "cohort": cohort,
        "modules": modules,
        "rows": rows,
        "by": by,
        "complete": sum(row.is_complete for row in rows),
    }
    return render(request, "learning/completion.html", context)


def _header(modules: Sequence[Module]) -> list[str]:
    phases = [column for each in modules for column in (each.name, _("%(phase)s: of") % {"phase": each.name})]
    return [_("Name"), _("City"), _("E-mail"), *phases, _("Complete")]


def _lines(rows: Sequence[Completion]) -> Iterator[list[Any]]:
    for row in rows:
        counts = [count for phase in row.phases for count in (phase.done, phase.asked)]
        yield [row.name, row.city, row.email, *counts, row.is_complete]
