"""Coming to a session: one's own place, a colleague's, a deputy, checking in."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from learning.actions import attendance, registering
from learning.forms.registering import CityForm, CodeForm, ColleagueForm, DeputyForm
from learning.invited import colleagues, own_seats
from learning.models import Registration
from learning.states import RegistrationState
from learning.views.fetching import registration_to_change, session_or_404
from learning.views.rooms import show
from ui.guards import demand, permitted, signed_in
from ui.views import refuse, refused
from workflow.refusals import Refusal


@permitted("learning.register_for_session")
@require_POST
def register(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_or_404(request, pk)
    demand(request.user, "learning.register_for_session", found)
    form = CityForm(request.POST, cities=[seat.city for seat in own_seats(found, request.user)])
    if not form.is_valid():
        return show(request, found, 422, city_form=form)
    try:
        place = registering.register(found, city=form.chosen, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=found.get_absolute_url())
    messages.success(request, said_of(place))
    return redirect(found)


@permitted("learning.register_for_session")
@require_POST
def register_colleague(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_or_404(request, pk)
    demand(request.user, "learning.register_for_session", found)
    form = ColleagueForm(request.POST, seats=colleagues(found, request.user))
    if form.is_valid():
        try:
            place = registering.register_colleague(
                found, form.cleaned_data["seat"], by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(
                request,
                _("%(name)s: %(state)s. A mail tells them.")
                % {
                    "name": place.name,
                    "state": place.get_state_display(),
                },
            )
            return redirect(found)
    return show(request, found, 422, colleague_form=form)


@permitted("learning.change_registration")
@require_POST
def cancel_registration(request: HttpRequest, pk: int) -> HttpResponse:
    place = registration_to_change(request, pk)
    try:
        registering.give_up(place, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=place.session.get_absolute_url())
    messages.success(request, _("The registration of %(name)s is cancelled.") % {"name": place.name})
    return redirect(place.session)


@permitted("learning.change_registration")
def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes instead."""
    place = registration_to_change(request, pk)
    form = DeputyForm(request.POST or None)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            registering.send_deputy(
                place,
                name=answers["deputy_name"],
                email=answers["deputy_email"].lower(),
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%(name)s is told by mail.") % {"name": answers["deputy_name"]})
            return redirect(place.session)
    context = {"registration": place, "session": place.session, "form": form}
    return render(request, "learning/deputy.html", context, status=422 if form.errors else 200)


@permitted("learning.change_registration")
@require_POST
def come_oneself(request: HttpRequest, pk: int) -> HttpResponse:
    place = registration_to_change(request, pk)
    try:
        registering.come_oneself(place, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=place.session.get_absolute_url())
    messages.success(request, _("No deputy comes instead of %(name)s.") % {"name": place.name})
    return redirect(place.session)


@signed_in
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Typing the code of the slide."""
    found = session_or_404(request, pk)
    place = get_object_or_404(Registration.objects.of(request.user), session=found)
    form = CodeForm(request.POST or None)
    if form.is_valid() and take_code(request, form, place):
        messages.success(request, _("You are checked in. Welcome."))
        return redirect(found)
    context = {"session": found, "form": form, "is_open": found.takes_check_ins(timezone.now()), "mine": place}
    return render(request, "learning/check_in.html", context, status=422 if form.errors else 200)


def take_code(request: HttpRequest, form: CodeForm, place: Registration, *, as_deputy: bool = False) -> bool:
    """Whether the code was right; guesses are counted for each place. What was wrong stands in the form."""
    if not ratelimit.consume(request, action="session_code", key=str(place.pk)):
        form.add_error(
            "code", _("Too many tries. Wait ten minutes, or ask the programme team to tick you on the list.")
        )
        return False
    try:
        attendance.check_in(place, form.cleaned_data["code"], as_deputy=as_deputy, now=timezone.now())
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True


def said_of(place: Registration) -> str:
    if place.state == RegistrationState.REGISTERED:
        return _("You are registered. A mail has all you need.")
    return _("All places are taken: you are on the waiting list and move up by yourself. A mail tells you.")
