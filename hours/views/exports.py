"""Taking hours away: tables of a cohort and of oneself, and the statement of a person as a PDF."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from hours import reading
from hours.forms import ExportForm, PeriodForm
from hours.models import Declaration, HoursEntry
from hours.months import kinds_of_work
from hours.statement import statement_pdf
from hours.tables import ENTRIES, ENTRY_HEADER, entry_rows, summed
from hours.views.city import held
from ui.export import TABLES
from ui.guards import signed_in, staff_only
from ui.paper import PDF
from ui.views import visible_or_404


@staff_only
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The hours of a cohort and a period: line by line, or by person, city, module or month."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    form = ExportForm({"by": ENTRIES, "export": "csv"} | request.GET.dict())
    if not form.is_valid():
        raise Http404
    asked: dict[str, Any] = form.cleaned_data
    entries = HoursEntry.objects.visible_to(request.user).of_cohort(cohort).between(*form.period)
    write = TABLES[asked["export"]]
    if asked["by"] == ENTRIES:
        return write(f"{cohort.slug}-hours", ENTRY_HEADER, entry_rows(entries, dict(kinds_of_work(cohort))))
    return write(f"{cohort.slug}-hours-by-{asked['by']}", *summed(entries, asked["by"], list(cohort.modules.all())))


@signed_in
@require_safe
def own_table(request: HttpRequest, participation: int, kind: str) -> HttpResponseBase:
    """Everything this person wrote for a city in a cohort."""
    seat, row = held(reading.places_of(request.user, timezone.localdate()), participation)
    entries = HoursEntry.objects.visible_to(request.user).filter(sheet__seat=seat, sheet__participation=row)
    return TABLES[kind]("hours", ENTRY_HEADER, entry_rows(entries, dict(kinds_of_work(row.cohort))))


@signed_in
@require_safe
def statement(request: HttpRequest, participation: int, seat: int) -> HttpResponse:
    """One person's hours for a city in a cohort as a PDF, for themselves and for staff; a period may be named."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        raise Http404
    entries = HoursEntry.objects.visible_to(request.user).filter(sheet__seat=seat, sheet__participation=participation)
    found = list(
        entries.between(*form.period)
        .select_related("sheet__seat", "sheet__participation__city", "sheet__participation__cohort")
        .order_by("sheet__month", "pk")
    )
    if not found:
        raise Http404
    sheet = found[0].sheet
    seen = Declaration.objects.visible_to(request.user).latest_versions().select_related("sheet")
    declared = seen.filter(sheet__in={entry.sheet_id for entry in found}).order_by("sheet__month")
    answer = HttpResponse(statement_pdf(sheet.seat, sheet.participation, found, declared), content_type=PDF)
    name = f"hours-{slugify(sheet.seat.name) or sheet.seat_id}-{sheet.month:%Y-%m}.pdf"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "private, no-store"
    return answer
