"""Finding the date of a session: staff offer candidates, the invited answer, one click decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from learning.actions.polls import ask_for_date, decide_date
from learning.models import LearningSession
from learning.views.fetching import session_to_run
from polls import actions as polls
from polls.forms import AnswerForm, SlotsForm
from polls.models import Option, Poll
from polls.reading import grid, own_choices
from ui.guards import permitted, signed_in
from ui.templatetags.kit import when
from ui.views import refuse, refused, row_number
from workflow.refusals import Refusal


@signed_in
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid of a session's poll and one's own answers. Who is asked sees it while the session is still a draft."""
    session = get_object_or_404(LearningSession.objects.select_related("poll", "cohort"), pk=pk)
    poll = Poll.objects.visible_to(request.user).filter(pk=session.poll_id or 0).first()
    if poll is None:
        raise Http404
    may_answer = poll.state == "open" and not request.user.is_programme_staff
    form = None
    if may_answer:
        form = AnswerForm(request.POST or None, poll=poll, said=own_choices(poll, request.user))
        if request.method == "POST" and form.is_valid():
            try:
                polls.answer(poll, form.choices, by=request.user)
            except Refusal as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, _("Your answers are kept. You can change them until the date is set."))
                return redirect("learning:dates", pk)
    runs = request.user.has_perm("learning.run_session", session)
    context = {"session": session, "poll": poll, "form": form, "grid": grid(poll, request.user), "runs": runs}
    return render(request, "learning/dates.html", context, status=422 if form and form.errors else 200)


@permitted("learning.run_session")
def ask_date(request: HttpRequest, pk: int) -> HttpResponse:
    """The candidates."""
    session = session_to_run(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = SlotsForm(sent, zone=session.zone, minutes=session.minutes)
    if form.is_valid():
        try:
            ask_for_date(session, form.candidates, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Asked. Everybody who is invited gets a mail."))
            return redirect("learning:dates", pk)
    context = {"session": session, "form": form}
    return render(request, "learning/ask_date.html", context, status=422 if form.errors else 200)


@permitted("learning.run_session")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_to_run(request, pk)
    option = get_object_or_404(Option, pk=row_number(request.POST.get("option", "")), poll=session.poll_id or 0)
    try:
        moved = decide_date(session, option, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=session.get_absolute_url())
    messages.success(request, _("The date is set: %(when)s.") % {"when": when(moved.starts_at, moved.zone)})
    return redirect(session)
