"""After a session: feedback, one's quote, the catch-up task."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from learning.actions import afterwards
from learning.forms.afterwards import CatchUpForm, FeedbackForm
from learning.invited import own_seats
from learning.models import CatchUp, Quote, Registration
from learning.views.fetching import session_or_404
from ui.guards import demand, permitted, signed_in
from ui.views import refuse, visible_or_404
from workflow.refusals import Refusal


@signed_in
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_or_404(request, pk)
    place = get_object_or_404(Registration.objects.of(request.user).with_names(), session=found)
    form = FeedbackForm(request.POST or None)
    if form.is_valid() and take_feedback(form, place):
        messages.success(request, _("Thank you. Your answers are kept without your name."))
        return redirect(found)
    done = afterwards.has_given_feedback(place)
    context = {"session": found, "form": form, "done": done, "quote": quote_of(place)}
    return render(request, "learning/feedback.html", context, status=422 if form.errors else 200)


def take_feedback(form: FeedbackForm, place: Registration) -> bool:
    """Whether it was kept. What was wrong stands in the form."""
    try:
        afterwards.give_feedback(place, form.answers, now=timezone.now())
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True


@permitted("learning.withdraw_quote")
@require_POST
def withdraw_quote(request: HttpRequest, pk: int) -> HttpResponse:
    """As easily as it was given."""
    quote = visible_or_404(Quote, request, pk=pk)
    demand(request.user, "learning.withdraw_quote", quote)
    afterwards.withdraw_quote(quote, now=timezone.now())
    messages.success(request, _("The line is withdrawn. Nobody publishes it any more."))
    return redirect("learning:quotes") if request.user.is_programme_staff else redirect(quote.session)


@signed_in
def catch_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The recording and two questions."""
    found = session_or_404(request, pk)
    cities = [seat.city for seat in own_seats(found, request.user)]
    form = CatchUpForm(request.POST or None, cities=cities)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            afterwards.catch_up(
                found,
                learned=answers["learned"],
                use=answers["use"],
                city=form.chosen,
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Thank you: you have caught up on this session."))
            return redirect(found)
    done = CatchUp.objects.filter(session=found, user=request.user.pk).first()
    context = {"session": found, "form": form, "done": done, "may": bool(cities)}
    return render(request, "learning/catch_up.html", context, status=422 if form.errors else 200)


def quote_of(place: Registration) -> Quote | None:
    """The line this person lets be published, while the consent stands."""
    return Quote.objects.offered().filter(registration=place).first()
