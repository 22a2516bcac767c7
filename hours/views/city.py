from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities.models import Representative
from cohorts.models import Participation
from hours import reading
from hours.actions import months as actions
from hours.declared import content_of, digest_of, is_cost_record, stands, supervisors_of
from hours.evidence import rows_of
from hours.forms import MonthForm, SignForm
from hours.models import HoursEntry, MonthSheet
from hours.months import Month, kinds_of_work, last_of, months_of
from hours.querysets import HoursEntryQuerySet
from hours.states import State
from milestones.dates import add_months
from ui.guards import signed_in
from ui.templatetags.kit import month as month_name
from ui.views import refuse, refused
from workflow.refusals import Refusal


@signed_in
def hours(request: HttpRequest) -> HttpResponse:
    """The month that waits: the oldest open one that was begun, else the latest."""
    places = reading.places_of(request.user, timezone.localdate())
    for seat, row in places:
        if months := months_of(row.cohort, _today(row), seat.started_on):
            begun = MonthSheet.objects.filter(seat=seat, participation=row, month__in=months, state=State.OPEN)
            oldest = begun.order_by("month").first()
            return redirect("hours:month", row.pk, f"{oldest.month if oldest else months[-1]:%Y-%m}")
    return render(request, "hours/nothing.html", {"coming": places[0][1].cohort if places else None})


@signed_in
def month(request: HttpRequest, participation: int, text: str) -> HttpResponse:
    """One person's month: a row for each kind of work, the band, and the word that this is all."""
    places = reading.places_of(request.user, timezone.localdate())
    place = _place(places, participation, text)
    try:
        actions.check_month(place, _today(place.participation))
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("hours:hours"), status=404)
    if request.method == "POST":
        return _save(request, place, places)
    return _page(request, places, place, reading.sheet_at(place))


def _save(request: HttpRequest, place: Month, places: reading.Places) -> HttpResponse:
    """Save what was typed and ticked and, when that button was pressed, mark the month complete."""
    form = MonthForm(request.POST, kinds=kinds_of_work(place.participation.cohort))
    refusal: Refusal | None = None
    if form.is_valid():
        now, today = timezone.now(), _today(place.participation)
        try:
            actions.save_month(place, form.written, by=request.user, now=now, today=today)
            if "complete" in request.POST:
                actions.complete(place, by=request.user, now=now, today=today)
        except Refusal as no:
            refusal = no
        else:
            words = _("%(month)s is complete.") if "complete" in request.POST else _("%(month)s is saved.")
            messages.success(request, words % {"month": month_name(place.first)})
            return redirect("hours:month", place.participation.pk, f"{place.first:%Y-%m}")
    return _page(request, places, place, reading.sheet_at(place), refusal)


@require_POST
@signed_in
def reopen(request: HttpRequest, participation: int, text: str) -> HttpResponse:
    place = _place(reading.places_of(request.user, timezone.localdate()), participation, text)
    sheet = get_object_or_404(
        MonthSheet.objects.visible_to(request.user),
        seat=place.seat,
        participation=place.participation,
        month=place.first,
    )
    here = reverse("hours:month", args=[participation, text])
    try:
        actions.reopen(sheet, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=here)
    return redirect(here)


def _entries(request: HttpRequest, seat: Representative, row: Participation) -> HoursEntryQuerySet:
    return HoursEntry.objects.visible_to(request.user).filter(sheet__seat=seat, sheet__participation=row)


def first_of_text(text: str) -> date:
    """2026-04 as its first day; anything else is no address."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error


def _place(places: reading.Places, participation: int, text: str) -> Month:
    return Month(*held(places, participation), first_of_text(text))


def held(places: reading.Places, participation: int) -> reading.Place:
    """The person's own seat in this participation; another city's hours do not exist for them."""
    for place in places:
        if place[1].pk == participation:
            return place
    raise Http404


def _declaring(place: Month, sheet: MonthSheet | None) -> dict[str, Any] | None:
    """The latest declaration of a month that is a cost record, and the form that signs what stands now."""
    if not is_cost_record(place.participation.cohort):
        return None
    last = sheet.declarations.order_by("-version").first() if sheet else None
    has_ended = last_of(place.first) < _today(place.participation)
    digest = digest_of(content_of(sheet)) if sheet else ""
    is_current = last is not None and last.digest == digest
    is_settled = last is not None and stands(last, place.seat, digest)
    can_sign = has_ended and sheet is not None and not sheet.is_open and not is_settled
    form = SignForm(people=supervisors_of(place.seat)) if can_sign else None
    return {"declaration": last, "is_current": is_current, "form": form}


def _form(request: HttpRequest, place: Month, sheet: MonthSheet | None) -> MonthForm:
    """What stands in the month and what it proposes; what was sent; or the amounts of the month before (`?like=last`).

    Amounts that already stand in this month stay; nothing is saved before the person does.
    """
    closed = sheet is not None and not sheet.is_open
    entries = list(sheet.entries.all()) if sheet else []
    evidence = rows_of(place, entries, is_open=not closed)
    if "like" in request.GET and not closed:
        entries = [*_entries_before(place), *(entry for entry in entries if entry.hours)]
    return MonthForm(
        request.POST if request.method == "POST" else None,
        kinds=kinds_of_work(place.participation.cohort),
        entries=entries,
        evidence=evidence,
        closed=closed and request.method != "POST",
        initial={"note": sheet.note if sheet else ""},
    )


def _page(
    request: HttpRequest,
    places: reading.Places,
    place: Month,
    sheet: MonthSheet | None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    cohort, today = place.participation.cohort, _today(place.participation)
    months = months_of(cohort, today, place.seat.started_on)
    form = _form(request, place, sheet)
    if form.is_bound and form.is_valid() and refusal:
        refuse(form, refusal)
    context = {
        "form": form,
        "state": sheet.state if sheet else State.OPEN,
        "place": place,
        "band": reading.band(place.seat, place.participation, place.first, proposed=form.proposed),
        "before": add_months(place.first, -1) if place.first != months[0] else None,
        "after": add_months(place.first, 1) if place.first != months[-1] else None,
        "like": "like" in request.GET,
        "months": reading.months_before(request.user, place),
        "kinds": reading.by_kind(_entries(request, place.seat, place.participation), cohort),
        "switch": _switch(places, place),
        "declaring": _declaring(place, sheet),
    }
    return render(request, "hours/month.html", context, status=422 if form.is_bound else 200)


def _entries_before(place: Month) -> list[HoursEntry]:
    """Own amounts of the month before, without their notes; its evidence was of that month."""
    sheet = reading.sheet_at(Month(place.seat, place.participation, add_months(place.first, -1)))
    entries = sheet.entries.all() if sheet else []
    return [HoursEntry(kind=each.kind, hours=each.hours) for each in entries if not each.source]


def _today(row: Participation) -> date:
    return timezone.localdate(timezone.now(), ZoneInfo(row.city.time_zone))


def _switch(places: reading.Places, place: Month) -> dict[str, Any]:
    """The same person's other cities and cohorts, each at this month or its latest."""
    entries = []
    for seat, row in places:
        if months := months_of(row.cohort, _today(row), seat.started_on):
            first = place.first if place.first in months else months[-1]
            entries.append(
                {
                    "name": f"{row.city} · {row.cohort}",
                    "mark": row.role,
                    "current": row.pk == place.participation.pk,
                    "url": reverse("hours:month", args=[row.pk, f"{first:%Y-%m}"]),
                }
            )
    return {"label": place.participation.city.name, "mark": place.participation.role, "entries": entries}
