from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hours import actions, reading
from hours.forms import MonthForm
from hours.models import HoursEntry, MonthSheet
from hours.months import first_of, kinds_of_work, months_of
from hours.states import State
from milestones.dates import add_months
from ui.export import csv_table
from ui.guards import signed_in
from ui.templatetags.kit import month as month_name
from ui.views import refuse, refused
from workflow.refusals import Refusal

EXPORT_HEADER = ("City", "Person", "Month", "Kind of work", "Hours", "Note", "State")


@signed_in
def hours(request: HttpRequest) -> HttpResponse:
    """The month that waits: the oldest open one that was begun, else this one."""
    today = timezone.localdate()
    places = reading.places_of(request.user, today)
    if not places:
        return render(request, "hours/nothing.html")
    seat, participation = places[0]
    months = months_of(participation.cohort, today)
    begun = (
        MonthSheet.objects.filter(seat=seat, participation=participation, state=State.OPEN).order_by("month").first()
    )
    first = begun.month if begun else (months[-1] if months else first_of(today))
    return redirect("hours:month", participation.pk, f"{first:%Y-%m}")


@signed_in
def month(request: HttpRequest, participation: int, text: str) -> HttpResponse:
    """One person's month: a row for each kind of work, the band, and the word that this is all."""
    place = _place(request, participation, text)
    sheet = _sheet(place)
    if request.method == "POST":
        return _save(request, place, sheet)
    return _page(request, place, sheet, _form(place, sheet))


def _save(request: HttpRequest, place: actions.Month, sheet: MonthSheet | None) -> HttpResponse:
    """Save what was typed and, when that button was pressed, mark the month complete."""
    form = _form(place, sheet, request.POST)
    if form.is_valid():
        now, today = timezone.now(), _today(place)
        try:
            actions.save_month(place, form.lines, by=request.user, now=now, today=today, note=form.cleaned_data["note"])
            if "complete" in request.POST:
                actions.complete(place, by=request.user, now=now, today=today)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            words = _("%(month)s is complete.") if "complete" in request.POST else _("%(month)s is saved.")
            messages.success(request, words % {"month": month_name(place.first)})
            return redirect("hours:month", place.participation.pk, f"{place.first:%Y-%m}")
    return _page(request, place, sheet, form, status=422)


@require_POST
@signed_in
def reopen(request: HttpRequest, participation: int, text: str) -> HttpResponse:
    place = _place(request, participation, text)
    sheet = get_object_or_404(MonthSheet, seat=place.seat, participation=place.participation, month=place.first)
    try:
        actions.reopen(sheet, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=request.path.removesuffix("reopen/"))
    return redirect("hours:month", participation, text)


@signed_in
def own_csv(request: HttpRequest, participation: int) -> HttpResponseBase:
    """Everything this person wrote for a city in a cohort."""
    place = _place(request, participation, "")
    entries = HoursEntry.objects.visible_to(request.user).filter(
        sheet__seat=place.seat, sheet__participation=place.participation
    )
    names = dict(kinds_of_work(place.participation.cohort))
    return csv_table("hours", [_(word) for word in EXPORT_HEADER], reading.entry_rows(entries, names))


def _place(request: HttpRequest, participation: int, text: str) -> actions.Month:
    """The person's own seat in this participation; another city's month does not exist for them."""
    for seat, row in reading.places_of(request.user, timezone.localdate()):
        if row.pk == participation:
            return actions.Month(seat, row, _first(text) if text else first_of(row.cohort.starts_on))
    raise Http404


def _first(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error


def _sheet(place: actions.Month) -> MonthSheet | None:
    return (
        MonthSheet.objects.filter(seat=place.seat, participation=place.participation, month=place.first)
        .prefetch_related("entries")
        .first()
    )


def _form(place: actions.Month, sheet: MonthSheet | None, data: Any = None) -> MonthForm:
    entries = {entry.kind: entry for entry in sheet.entries.all()} if sheet else {}
    closed = sheet is not None and not sheet.is_open
    initial = {"note": sheet.note if sheet else ""}
    return MonthForm(
        data, kinds=kinds_of_work(place.participation.cohort), entries=entries, closed=closed, initial=initial
    )


def _page(
    request: HttpRequest, place: actions.Month, sheet: MonthSheet | None, form: MonthForm, status: int = 200
) -> HttpResponse:
    cohort = place.participation.cohort
    months = months_of(cohort, _today(place))
    if place.first not in months:
        raise Http404
    modules = list(cohort.modules.all())
    context = {
        "form": form,
        "sheet": sheet,
        "state": sheet.state if sheet else State.OPEN,
        "place": place,
        "band": reading.band(place.seat, place.participation, place.first, modules),
        "total": sum((entry.hours for entry in sheet.entries.all()), 0) if sheet else 0,
        "before": add_months(place.first, -1) if place.first != months[0] else None,
        "after": add_months(place.first, 1) if place.first != months[-1] else None,
        "last": {entry.kind: entry for entry in _last_entries(place)},
        "colleagues": reading.colleagues(place.participation),
        "today": _today(place),
        "switch": _switch(request, place),
    }
    return render(request, "hours/month.html", context, status=status)


def _last_entries(place: actions.Month) -> list[HoursEntry]:
    """What was written the month before: offered as "same rows as last month"."""
    return list(
        HoursEntry.objects.filter(
            sheet__seat=place.seat, sheet__participation=place.participation, sheet__month=add_months(place.first, -1)
        )
    )


def _today(place: actions.Month) -> date:
    return timezone.localdate(timezone.now(), ZoneInfo(place.participation.city.time_zone))


def _switch(request: HttpRequest, place: actions.Month) -> dict[str, Any]:
    entries = [
        {
            "name": f"{row.city} · {row.cohort}", "mark": row.role, "current": row.pk == place.participation.pk,
            "url": f"/workspace/hours/{row.pk}/{place.first:%Y-%m}/",
        }
        for _seat, row in reading.places_of(request.user, timezone.localdate())
    ]  # fmt: skip
    return {"label": place.participation.city.name, "mark": place.participation.role, "entries": entries}
