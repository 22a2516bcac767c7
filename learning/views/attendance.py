"""Who was there: the slide with the code, the list, the file of the meeting tool, closing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cohorts.importing.reading import LARGEST_FILE
from learning.actions import attendance
from learning.codes import code_at
from learning.forms.attendance import AttendanceForm, ListForm, NewcomerForm, ReasonForm, StrangersForm
from learning.invited import colleagues, invited_cities
from learning.matching import match, people_in
from learning.models import AttendanceDraft, LearningSession, Registration
from learning.states import Attendance, SessionState
from learning.views.fetching import session_to_run
from ui.export import TABLES
from ui.guards import permitted
from ui.views import page_or_part, refuse, refused
from workflow.refusals import Refusal


@permitted("learning.run_session")
@require_safe
@never_cache
def slide(request: HttpRequest, pk: int) -> HttpResponse:
    """The code, large enough for the last row; it is fetched anew every ten seconds."""
    found = session_to_run(request, pk)
    now = timezone.now()
    context = {
        "session": found,
        "code": code_at(found.secret, now) if found.takes_check_ins(now) else "",
        "address": request.build_absolute_uri(reverse("learning:check_in", args=[pk])).partition("://")[2],
        "checked_in": Registration.objects.there().filter(session=found).count(),
    }
    return page_or_part(request, "learning/slide.html", "learning/_code.html", context)


@permitted("learning.run_session")
def people(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The list, to be ticked or taken away."""
    found = session_to_run(request, pk)
    if request.GET.get("export") in ("csv", "xlsx"):
        return _exported(found, request.GET["export"])
    form = AttendanceForm(request.POST or None, registrations=_with_a_place(found))
    if form.is_valid():
        try:
            count = attendance.note(found, form.marks, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            said = ngettext("%(n)d person noted.", "%(n)d people noted.", count) % {"n": count}
            messages.success(request, said)
            return redirect("learning:people", pk)
    return _show(request, found, form, 422 if form.errors else 200)


@permitted("learning.run_session")
@require_POST
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who came without a place."""
    found = session_to_run(request, pk)
    newcomer = NewcomerForm(request.POST, cities=invited_cities(found))
    if newcomer.is_valid():
        try:
            added = attendance.add(found, newcomer.guest, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(newcomer, refusal)
        else:
            messages.success(request, _("%(name)s is on the list as present.") % {"name": added.name})
            return redirect("learning:people", pk)
    form = AttendanceForm(registrations=_with_a_place(found))
    return _show(request, found, form, 422, newcomer=newcomer)


@permitted("learning.run_session")
@require_POST
def bring_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of the meeting tool: read and kept, nothing written yet."""
    found = session_to_run(request, pk)
    form = ListForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = people_in(file.read(LARGEST_FILE + 1))
            attendance.keep_file(found, file.name, rows, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("learning:matching", pk)
    return _show(request, found, AttendanceForm(registrations=_with_a_place(found)), 422, file_form=form)


@permitted("learning.run_session")
def matching(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run: who is who, who is a stranger; the button does what is shown."""
    found = session_to_run(request, pk)
    draft = AttendanceDraft.objects.visible_to(request.user).filter(session=found).first()
    if draft is None:
        messages.info(request, _("There is no file waiting. What was taken over stands on the list."))
        return redirect("learning:people", pk)
    registrations = _with_a_place(found)
    known = [each.email.lower() for each in registrations]
    seats = [seat for seat in colleagues(found, request.user) if seat.email.lower() not in known]
    rows = match(draft.rows, registrations, seats)
    form = StrangersForm(request.POST or None, rows=rows, registrations=registrations)
    if request.method == "POST" and form.is_valid():
        try:
            count = attendance.take_over(draft, form.marks, form.newcomers, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, ngettext("%(n)d person noted.", "%(n)d people noted.", count) % {"n": count})
            return redirect("learning:people", pk)
    context = {"session": found, "draft": draft, "form": form}
    return render(request, "learning/matching.html", context, status=422 if form.errors else 200)


@permitted("learning.run_session")
@require_POST
def drop_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Not this file."""
    found = session_to_run(request, pk)
    for draft in AttendanceDraft.objects.visible_to(request.user).filter(session=found):
        attendance.forget_file(draft)
    messages.success(request, _("The file is forgotten; nothing of it was written."))
    return redirect("learning:people", pk)


@permitted("learning.run_session")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_to_run(request, pk)
    try:
        attendance.close(found, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("learning:people", args=[pk]))
    messages.success(request, _("The attendance is closed. Cities that were there have this done."))
    return redirect(found)


@permitted("learning.run_session")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_to_run(request, pk)
    try:
        attendance.reopen(found, by=request.user, now=timezone.now(), note=request.POST.get("note", ""))
    except Refusal as refusal:
        return refused(request, refusal, to=reverse("learning:people", args=[pk]))
    messages.success(request, _("The attendance can be changed again."))
    return redirect("learning:people", pk)


def _with_a_place(found: LearningSession) -> list[Registration]:
    places = Registration.objects.registered().filter(session=found).select_related("city")
    return list(places.order_by("city__name", "name", "pk"))


def _show(
    request: HttpRequest, found: LearningSession, form: AttendanceForm, status: int = 200, **forms: Any
) -> HttpResponse:
    now = timezone.now()
    is_open = found.state == SessionState.ANNOUNCED and (found.takes_check_ins(now) or found.has_ended(now))
    context = {
        "session": found,
        "form": form,
        "tally": [(mark.label, sum(each.attendance == mark for each in form.registrations)) for mark in Attendance],
        "waiting": Registration.objects.waiting().filter(session=found).select_related("city"),
        "is_open": is_open,
        "file_form": forms.get("file_form") or ListForm(),
        "newcomer": forms.get("newcomer") or NewcomerForm(cities=invited_cities(found)),
        "reopen_form": ReasonForm(),
    }
    return render(request, "learning/people.html", context, status=status)


def _exported(found: LearningSession, kind: str) -> HttpResponseBase:
    header = [_("City"), _("Name"), _("E-mail"), _("Deputy"), _("State"), _("Attendance"), _("Noted")]
    table = TABLES[kind]
    return table(f"session-{found.pk}", header, _rows(found))


def _rows(found: LearningSession) -> Iterator[list[Any]]:
    everybody = Registration.objects.filter(session=found).select_related("city").order_by("city__name", "name", "pk")
    for each in everybody:
        city = each.city.name if each.city else ""
        yield [
            city,
            each.name,
            each.email,
            each.deputy_name,
            each.get_state_display(),
            each.get_attendance_display(),
            each.get_noted_display(),
        ]
