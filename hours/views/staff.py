from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.models import Cohort, Participation
from hours import actions, reading
from hours.forms import ReasonForm
from hours.models import HoursEntry, MonthSheet
from hours.months import kinds_of_work
from hours.views.city import EXPORT_HEADER
from ui.export import csv_table, xlsx_table
from ui.guards import permitted, staff_only
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
    if write := {"csv": csv_table, "xlsx": xlsx_table}.get(request.GET.get("export", "")):
        entries = HoursEntry.objects.visible_to(request.user).of_cohort(cohort)
        lines = reading.entry_rows(entries, dict(kinds_of_work(cohort)))
        return write(f"{cohort.slug}-hours", [_(word) for word in EXPORT_HEADER], lines)
    months, rows = reading.overview(cohort, today)
    context = {"cohort": cohort, "cohorts": cohorts, "months": months, "rows": rows, "total": reading.total_of(cohort)}
    return render(request, "hours/programme.html", context)


@staff_only
def city_month(request: HttpRequest, participation: int, text: str) -> HttpResponse:
    """What the people of one city wrote in one month, with its history."""
    row = get_object_or_404(
        Participation.objects.visible_to(request.user).select_related("city", "cohort"), pk=participation
    )
    first = _first(text)
    sheets = list(
        MonthSheet.objects.visible_to(request.user)
        .filter(participation=row, month=first)
        .with_totals()
        .select_related("seat")
        .prefetch_related("entries")
    )
    names = dict(kinds_of_work(row.cohort))
    for sheet in sheets:
        sheet.lines = [
            {"name": names.get(entry.kind, entry.kind), "note": entry.note, "hours": entry.hours}
            for entry in sheet.entries.all()
        ]
    context = {
        "participation": row,
        "month": first,
        "sheets": sheets,
        "steps": Step.objects.of_all(MonthSheet, [sheet.pk for sheet in sheets]),
        "form": ReasonForm(),
    }
    return render(request, "hours/city_month.html", context)


@require_POST
@permitted("hours.lock_sheet")
def lock(request: HttpRequest, slug: str, text: str) -> HttpResponse:
    """Lock a month of all cities in one act."""
    cohort = visible_or_404(Cohort, request, slug=slug)
    first = _first(text)
    try:
        count = actions.lock_month(cohort, first, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("hours:programme"))
    words = ngettext("%(n)s person's %(month)s is locked.", "%(month)s of %(n)s people is locked.", count)
    messages.success(request, words % {"n": count, "month": month_name(first)})
    return redirect(f"{reverse('hours:programme')}?cohort={cohort.slug}")


@require_POST
@permitted("hours.lock_sheet")
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one locked month again, with a reason."""
    sheet = visible_or_404(MonthSheet, request, pk=pk)
    back = reverse("hours:city_month", args=[sheet.participation_id, f"{sheet.month:%Y-%m}"])
    try:
        actions.unlock(sheet, by=request.user, now=timezone.now(), reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        return refused(request, refusal, to=back)
    return redirect(back)


def _first(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error
