"""What comes out of a visit: who was there, the report from both sides, pictures."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ui.guards import permitted, signed_in
from ui.views import refuse, refused
from visits.actions import attendance as attending
from visits.actions import photos, reports
from visits.forms.attendance import AttendanceForm
from visits.forms.photos import CaptionForm, PhotoForm
from visits.forms.reports import ReportForm
from visits.models import Visit
from visits.standing import standing
from visits.states import VisitState
from visits.views.fetching import inside_or_404, photo_or_404
from visits.views.for_scripts import not_taken, wants_data
from workflow.refusals import Refusal


@permitted("visits.arrange_visit")
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was there, person by person; one button more says that nobody is missing."""
    found = inside_or_404(request, pk, "visits.arrange_visit")
    form = AttendanceForm(request.POST if request.method == "POST" else None, visit=found)
    if form.is_valid():
        try:
            there = attending.note(found, form.seen, by=request.user, now=timezone.now())
            if "complete" in request.POST:
                attending.complete(found, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            said = ngettext("Kept: %(n)d person was there.", "Kept: %(n)d people were there.", there)
            messages.success(request, said % {"n": there})
            return redirect(found if "complete" in request.POST else reverse("visits:attendance", args=[pk]))
    today = found.cohort.local_date(timezone.now())
    context = {
        "visit": found,
        "form": form,
        "is_open": found.state in attending.OPEN and found.has_begun(today),
        "can_complete": found.state == VisitState.CONFIRMED and found.is_over(today),
    }
    return render(request, "visits/attendance.html", context, status=400 if form.is_bound else 200)


@signed_in
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Both parts of the report, each open to its own side."""
    return _report(request, inside_or_404(request, pk))


@permitted("visits.arrange_visit")
@require_POST
def write_report(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Keep a part, or hand it in with the button of that name.

    A page that keeps itself accepts JSON: `was`, the version that the next writing begins from, or `refused`.
    """
    found = inside_or_404(request, pk, "visits.arrange_visit")
    if side not in found.report_sides:
        raise Http404
    written = next((each for each in found.reports.all() if each.side == side), None)
    form = ReportForm(request.POST, visit=found, side=side, report=written)
    if form.is_valid():
        act, said = reports.save, _("Your part is kept. Hand it in when it is ready.")
        if "hand_in" in request.POST:
            act, said = reports.hand_in, _("Your part of the report is handed in.")
        try:
            was = form.cleaned_data["was"] or 0
            part = act(found, side, form.words, was=was, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            if wants_data(request):
                return JsonResponse({"was": part.version})
            messages.success(request, said)
            return redirect("visits:report", pk)
    return not_taken(form) if wants_data(request) else _report(request, found, form)


@permitted("visits.arrange_visit")
@require_POST
def take_back_report(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    found = inside_or_404(request, pk, "visits.arrange_visit")
    try:
        reports.take_back(found, side, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("visits:report", args=[pk]))
    messages.success(request, _("You can write on. Hand it in again when it is ready."))
    return redirect("visits:report", pk)


@permitted("visits.arrange_visit")
def add_photo(request: HttpRequest, pk: int) -> HttpResponse:
    found = inside_or_404(request, pk, "visits.arrange_visit")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PhotoForm(*sent, initial={"credit": request.user.name})
    if form.is_valid():
        try:
            photos.add(found, form.cleaned_data["picture"], form.caption, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The picture is in."))
            return redirect(f"{found.get_absolute_url()}#photos")
    context = {"visit": found, "form": form}
    return render(request, "visits/photo.html", context, status=400 if form.is_bound else 200)


@signed_in
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """The picture itself, for who may enter the room."""
    found = photo_or_404(request, pk)
    response = FileResponse(found.file.open("rb"), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@permitted("visits.arrange_visit")
def caption_photo(request: HttpRequest, pk: int) -> HttpResponse:
    found = photo_or_404(request, pk, "visits.arrange_visit")
    form = CaptionForm(request.POST if request.method == "POST" else None, photo=found)
    if form.is_valid():
        try:
            photos.caption(found, form.caption, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Your changes are kept."))
            return redirect(f"{found.visit.get_absolute_url()}#photos")
    context = {"visit": found.visit, "photo": found, "form": form}
    return render(request, "visits/photo.html", context, status=400 if form.is_bound else 200)


@permitted("visits.arrange_visit")
@require_POST
def remove_photo(request: HttpRequest, pk: int) -> HttpResponse:
    found = photo_or_404(request, pk, "visits.arrange_visit")
    try:
        photos.remove(found, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=found.visit.get_absolute_url())
    messages.success(request, _("The picture is deleted."))
    return redirect(f"{found.visit.get_absolute_url()}#photos")


def _report(request: HttpRequest, found: Visit, form: ReportForm | None = None) -> HttpResponse:
    """The page; `form` is a part that came back with an error."""
    stands, today = standing(request.user, found), found.cohort.local_date(timezone.now())
    is_open = found.state in reports.OPEN and found.has_begun(today)
    written = {each.side: each for each in found.reports.all()}
    parts = []
    for side in found.report_sides:
        part = written.get(side)
        may_write = stands.writes(found, side)
        fresh = ReportForm(visit=found, side=side, report=part) if is_open and may_write else None
        open_form = None if part and part.sent_at else fresh
        parts.append((side, part, form if form and form.prefix == side else open_form, may_write))
    context = {
        "visit": found,
        "parts": parts,
        "is_open": is_open,
        "arranges": stands.arranges,
        "can_take_back": found.state in (*reports.OPEN, VisitState.REPORTED),
        "there": [each for each in found.attendees.all() if each.was_there],
    }
    return render(request, "visits/report.html", context, status=400 if form else 200)
