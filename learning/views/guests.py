"""Open sessions for people without a login. No cookie, no account; whoever holds the mailbox decides.

These pages use nobody's rights, so there is nothing a foreign page could make a visitor do with theirs: the forms
carry no CSRF token, which would need a cookie.
"""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from learning.actions import guests, registering
from learning.actions.afterwards import has_given_feedback, may_give_feedback, withdraw_quote
from learning.forms.afterwards import FeedbackForm
from learning.forms.registering import CodeForm, GuestForm
from learning.links import NotALink, read_place, read_wish
from learning.models import LearningSession, Registration
from learning.states import COMING, RegistrationState
from learning.views.afterwards import quote_of, take_feedback
from learning.views.city import take_code
from ui.guards import public
from ui.views import refuse
from ui.visitors import kept_for_visitors
from workflow.refusals import Refusal


@public
@require_safe
@kept_for_visitors
def open_sessions(request: HttpRequest) -> HttpResponse:
    """What is ahead and open to everybody."""
    ahead = LearningSession.objects.open_to_all().announced().ahead(timezone.now()).with_names()
    return render(request, "learning/open_sessions.html", {"sessions": ahead.order_by("starts_at", "pk")})


@public
@csrf_exempt
def open_session(request: HttpRequest, pk: int) -> HttpResponse:
    """One open session; by POST a mail is asked for, and the answer is the same for every address."""
    found = get_object_or_404(LearningSession.objects.open_to_all().with_names(), pk=pk)
    now = timezone.now()
    others = LearningSession.objects.open_to_all().announced().ahead(now).filter(cohort=found.cohort).exclude(pk=pk)
    form = GuestForm(request.POST or None, others=others)
    context = {"session": found, "form": form, "is_open": found.takes_registrations(now), "asked": False}
    if form.is_valid() and context["is_open"] and _may_ask(request, form):
        wish = form.wish(found, language=get_language() or "en", zone=found.zone)
        guests.ask_to_confirm([found, *form.cleaned_data.get("also", [])], wish, now=now)
        context |= {"asked": True, "email": wish.email}
    return render(request, "learning/open_session.html", context, status=422 if form.errors else 200)


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of that mail: it shows what it will do, its button does it (mail scanners open links)."""
    now = timezone.now()
    try:
        wish = read_wish(token, now=now)
        if request.method == "POST":
            places = guests.confirm(token, now=now)
            return render(request, "learning/confirmed.html", {"places": places, "wish": wish})
    except NotALink as refusal:
        return gone(request, refusal)
    return render(request, "learning/confirm.html", {"wish": wish, "sessions": guests.open_ones(wish, now=now)})


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, token: str) -> HttpResponse:
    """One's own place: the link to join, checking in, feedback, and giving it up."""
    try:
        registration, as_deputy = read_place(token)
    except NotALink as refusal:
        return gone(request, refusal)
    forms = {"code": CodeForm(), "feedback": FeedbackForm()}
    if request.method == "POST":
        answer = _do(request, registration, as_deputy, forms)
        if answer is not None:
            return answer
    wrong = any(form.errors for form in forms.values())
    return render(request, "learning/place.html", _shown(registration, as_deputy, forms), status=422 if wrong else 200)


def _do(request: HttpRequest, registration: Registration, as_deputy: bool, forms: dict) -> HttpResponse | None:
    """What one of the buttons does; None when its form came back with an error."""
    what = request.POST.get("do")
    if what == "check_in":
        forms["code"] = CodeForm(request.POST)
        if forms["code"].is_valid() and take_code(request, forms["code"], registration, as_deputy=as_deputy):
            return redirect(request.path)
    if what == "feedback" and not as_deputy:
        forms["feedback"] = FeedbackForm(request.POST)
        if forms["feedback"].is_valid() and take_feedback(forms["feedback"], registration):
            return redirect(request.path)
    if what == "withdraw" and (quote := quote_of(registration)) and not as_deputy:
        withdraw_quote(quote, now=timezone.now())
        return redirect(request.path)
    if what == "give_up" and not as_deputy:
        return _give_up(request, registration)
    return None


def _give_up(request: HttpRequest, registration: Registration) -> HttpResponse:
    try:
        registering.give_up(registration, by=None, now=timezone.now())
    except Refusal as refusal:
        return gone(request, refusal)
    return render(request, "learning/given_up.html", {"session": registration.session})


def _shown(registration: Registration, as_deputy: bool, forms: dict) -> dict:
    now, session = timezone.now(), registration.session
    has_place = registration.state == RegistrationState.REGISTERED
    gives = has_place and session.has_ended(now) and not as_deputy and may_give_feedback(registration)
    return {
        "registration": registration,
        "session": session,
        "as_deputy": as_deputy,
        "has_place": has_place,
        "name": registration.deputy_name if as_deputy else registration.name,
        "checks_in": has_place and session.takes_check_ins(now),
        "code_form": forms["code"],
        "feedback_form": forms["feedback"] if gives and not has_given_feedback(registration) else None,
        "quote": None if as_deputy else quote_of(registration),
        "may_give_up": not as_deputy and registration.state in COMING and session.takes_registrations(now),
    }


def _may_ask(request: HttpRequest, form: GuestForm) -> bool:
    """Limits by visitor and by address, so that nobody makes the portal write to strangers."""
    if ratelimit.consume(request, action="session_guest", key=form.cleaned_data["email"].lower()):
        return True
    refuse(form, Refusal(_("Too many tries. Look into your mailbox, or come back in an hour.")))
    return False


def gone(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "learning/gone.html", {"sentence": str(refusal)}, status=refusal.status)
