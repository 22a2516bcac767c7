"""Reading across the cities of a cohort: figures, and the rows behind each of them."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from deliverables.across.filters import AnswerFilter, RowFilter
from deliverables.across.outputs import asked_in_forms, read_across
from deliverables.across.tables import answers as as_answers
from deliverables.across.tables import figures as as_figures
from deliverables.across.tallies import Said
from deliverables.querysets import outputs_visible_to
from milestones.querysets import ObligationQuerySet
from milestones.states import ObligationState
from ui.export import TABLES
from ui.guards import staff_only
from ui.views import visible_or_404

PER_PAGE = 50
NOT_ABOUT_ROWS = ("output", "answer", "export", "page")
"""Parts of an address that do not go along from the figures to the rows of one of them."""


@staff_only
@require_safe
def answers(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the cities wrote, counted: of all outputs the telling questions, of one output every question."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    requirements = asked_in_forms(cohort)
    chosen = AnswerFilter(request.GET or None, queryset=_owed(request, cohort), requirements=requirements)
    alone = [each for each in requirements if each.code == chosen.data.get("output")]
    outputs = read_across(alone or requirements, chosen.qs, approved=chosen.is_of_approved)
    shown = [(output, output.tallies if alone else output.chosen) for output in outputs]
    if write := TABLES.get(request.GET.get("export", "")):
        return write(f"{slug}-figures", *as_figures(tally for _output, tallies in shown for tally in tallies))
    context = {"cohort": cohort, "filter": chosen, "shown": shown, "kept": _kept(request)}
    return render(request, "deliverables/across/answers.html", context)


@staff_only
@require_safe
def rows(request: HttpRequest, slug: str, code: str, section: str, field: str) -> HttpResponseBase:
    """The rows behind one question, or behind one answer to it."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    requirements = [each for each in asked_in_forms(cohort) if each.code == code]
    owed = _owed(request, cohort).filter(requirement__in=requirements)
    chosen = RowFilter(request.GET or None, queryset=owed, requirements=requirements)
    outputs = read_across(requirements, chosen.qs, approved=chosen.is_of_approved)
    tally = next((found for output in outputs if (found := output.tally(section, field))), None)
    if tally is None:
        raise Http404
    answer = chosen.answered(tally)
    behind = tally.rows(answer)
    if write := TABLES.get(request.GET.get("export", "")):
        return write(f"{slug}-{tally.anchor}", *as_answers(tally, behind))
    page: Page[Said] = Paginator(behind, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "filter": chosen,
        "output": outputs[0],
        "tally": tally,
        "page": page,
        "answer": answer,
        "rows": [(row, row.says(tally.field)) for row in page],
        "answer_name": tally.label_of(answer),
        "kept": _kept(request),
    }
    return render(request, "deliverables/across/rows.html", context)


def _owed(request: HttpRequest, cohort: Cohort) -> ObligationQuerySet:
    """What the cities that are still in the cohort owe; what was waived is asked of nobody."""
    owed = outputs_visible_to(request.user).filter(requirement__cohort=cohort, participation__withdrawn_on=None)
    return owed.exclude(state=ObligationState.WAIVED)


def _kept(request: HttpRequest) -> str:
    """The filters that go along when one figure is opened."""
    kept = request.GET.copy()
    for name in NOT_ABOUT_ROWS:
        kept.pop(name, None)
    return kept.urlencode()
