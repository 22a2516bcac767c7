from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.models import Cohort, Participation
from hours import reading
from hours.actions import months as actions
from hours.declared import is_cost_record
from hours.forms import ExportForm, ReasonForm
from hours.models import HoursEntry, MonthSheet
from hours.months import kinds_of_work
from hours.overview import LINE_HEADER, SHOWN, CityMonths, lines_of, overview, total_of
from hours.states import State
from hours.views.city import first_of_text
from ui.export import TABLES
from ui.guards import staff_only
from ui.templatetags.kit import month as month_name
from ui.views import refused, visible_or_404
from workflow.models import Step
from workflow.refusals import Refusal


@staff_only
def programme(request: HttpRequest) -> HttpResponseBase:
    """City by month: how many hours, who has not answered, what is locked."""
    cohorts = list(Cohort.objects.visible_to(request.user).filter(is_record=False).order_by("-starts_on"))
    today = timezone.localdate()
    running = [each for each in cohorts if each.starts_on <= today <= each.ends_on]
    chosen = [each for each in cohorts if each.slug == request.GET.get("cohort")]
    cohort = next(iter([*chosen, *running, *cohorts]), None)
    if cohort is None:
        return render(request, "hours/programme.html", {"cohort": None})
    months, rows = overview(cohort, today)
    show = request.GET.get("show", "")
    shown = [row for row in rows if row.is_shown(show, today)]
    if write := TABLES.get(request.GET.get("export", "")):
        return write(f"{cohort.slug}-months", LINE_HEADER, lines_of(shown))
    context = {
        "cohort": cohort,
        "cohorts": cohorts,
        "months": [{"first": first, "is_locked": _is_locked(rows, at)} for at, first in enumerate(months)],
        "rows": shown,
        "total": total_of(shown),
        "chips": _chips(cohort, rows, show, today),
        "export": ExportForm(),
        "has_days": is_cost_record(cohort),
        "kinds": reading.by_kind(HoursEntry.objects.visible_to(request.user).of_cohort(cohort), cohort),
    }
    return render(request, "hours/programme.html", context)


@staff_only
def city_month(request: HttpRequest, participation: int, text: str) -> HttpResponse:
    """What the people of one city wrote in one month, with its history."""
    row = visible_or_404(Participation, request, pk=participation)
    first = first_of_text(text)
    sheets = list(
        MonthSheet.objects.visible_to(request.user)
        .filter(participation=row, month=first)
        .with_totals()
        .select_related("seat")
        .prefetch_related("entries")
    )
    names = dict(kinds_of_work(row.cohort))
    context = {
        "participation": row,
        "month": first,
        "sheets": [
            {
                "sheet": sheet,
                "lines": [(names.get(entry.kind, entry.kind), entry) for entry in sheet.entries.all()],
                "form": ReasonForm(prefix=f"sheet-{sheet.pk}"),
            }
            for sheet in sheets
        ],
        "is_locked": bool(sheets) and all(sheet.state == State.LOCKED for sheet in sheets),
        "steps": Step.objects.of_all(MonthSheet, [sheet.pk for sheet in sheets]),
    }
    return render(request, "hours/city_month.html", context)


@require_POST
@staff_only
def lock(request: HttpRequest, slug: str, text: str) -> HttpResponse:
    """Lock a month of all cities in one act."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    return _lock(request, cohort, first_of_text(text), to=f"{reverse('hours:programme')}?cohort={cohort.slug}")


@require_POST
@staff_only
def lock_city(request: HttpRequest, participation: int, text: str) -> HttpResponse:
    """Lock one city's month."""
    row = visible_or_404(Participation, request, pk=participation)
    here = reverse("hours:city_month", args=[participation, text])
    return _lock(request, row.cohort, first_of_text(text), to=here, only=row)


@require_POST
@staff_only
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one locked month again, with a reason."""
    sheet = visible_or_404(MonthSheet, request, pk=pk)
    back = reverse("hours:city_month", args=[sheet.participation_id, f"{sheet.month:%Y-%m}"])
    form = ReasonForm(request.POST, prefix=f"sheet-{pk}")
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        actions.unlock(sheet, by=request.user, now=timezone.now(), reason=reason)
    except Refusal as refusal:
        return refused(request, refusal, to=back)
    return redirect(back)


def _lock(
    request: HttpRequest, cohort: Cohort, first: date, *, to: str, only: Participation | None = None
) -> HttpResponse:
    try:
        locked = actions.lock_month(cohort, first, by=request.user, now=timezone.now(), only=only)
    except Refusal as refusal:
        return refused(request, refusal, to=to)
    words = ngettext("%(month)s is locked for %(n)s person.", "%(month)s is locked for %(n)s people.", len(locked))
    said = words % {"n": len(locked), "month": month_name(first)}
    if unfinished := MonthSheet.objects.filter(pk__in=[sheet.pk for sheet in locked]).unfinished().count():
        words = ngettext(
            "%(n)s of them had not called it complete.", "%(n)s of them had not called it complete.", unfinished
        )
        said = f"{said} {words % {'n': unfinished}}"
    messages.success(request, said)
    return redirect(to)


def _is_locked(rows: list[CityMonths], at: int) -> bool:
    states = {row.cells[at].state for row in rows if row.cells[at].people or row.cells[at].states}
    return states == {State.LOCKED}


def _chips(cohort: Cohort, rows: list[CityMonths], show: str, today: date) -> list[dict[str, object]]:
    address = f"{reverse('hours:programme')}?cohort={cohort.slug}"
    return [
        {
            "name": name,
            "url": f"{address}&show={what}" if what else address,
            "current": what == show,
            "count": sum(row.is_shown(what, today) for row in rows),
        }
        for what, name in SHOWN.items()
    ]
