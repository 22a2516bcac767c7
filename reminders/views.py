"""The chase on the desk: who is late, what comes by itself, what was sent, what nobody will be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliverables.models import Deliverable
from mailing.models import Message
from mailing.querysets import MessageQuerySet
from milestones.models import Obligation
from milestones.querysets import ObligationQuerySet
from reminders import emails, tables
from reminders.actions import write_note
from reminders.chase import Chase, look, with_contacts
from reminders.clocks import with_clocks
from reminders.filters import LISTS, ChaseFilter
from reminders.forecast import Coming, forecast
from reminders.forms import NoteForm
from reminders.notes import Addressed, Words, address_to
from reminders.reading import Notice, world
from ui.export import csv_table
from ui.guards import staff_only
from ui.views import page_or_part, refuse, row_number
from workflow.refusals import Refusal

ON_A_PAGE = 25
AT_FIRST = 8
"""How many of the other lists stand below the chase list."""


@dataclass(frozen=True)
class Desk:
    """The four lists under the filters in the address, and which of them has the page."""

    filter: ChaseFilter
    chase: Chase
    which: str

    @property
    def rows(self) -> Any:
        lists = {"chase": self.chase.lines, "coming": self.chase.coming, "silent": self.chase.silent}
        return lists[self.which] if self.which in lists else sent()


@staff_only
def programme(request: HttpRequest) -> HttpResponse:
    """The chase list with the beginning of the others; `?list=` gives one of them the page."""
    desk = _desk(request)
    page = Paginator(desk.rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": desk.filter,
        "kept": _kept(request),
        "which": desk.which,
        "page_obj": page,
        "chase": desk.chase,
        "late": [line.obligation.pk for line in desk.chase.late],
        "rows": with_contacts(page.object_list) if desk.which == "chase" else page.object_list,
        "first": AT_FIRST,
    }
    if desk.which == "chase":
        context["sent"] = sent()[:AT_FIRST]
    return render(request, "reminders/programme.html", context)


@staff_only
def export(request: HttpRequest) -> HttpResponseBase:
    """What is on the screen, all pages of it."""
    desk = _desk(request)
    return csv_table(f"reminders-{desk.which}", *tables.MADE_OF[desk.which](desk.rows))


@staff_only
def preview(request: HttpRequest) -> HttpResponse:
    """The mail of a coming notice as it stands now: `?of=` obligation, `step=` its word, `nr=` of its recipients."""
    now, upcoming = timezone.now(), Obligation.objects.visible_to(request.user)
    outputs = Deliverable.objects.filter(obligation__in=upcoming.values("pk"))
    everything = forecast(with_clocks(world(upcoming), outputs, now=now), now=now)
    coming = _coming(request, everything)
    number = min(_number(request, "nr") or 0, len(coming.notices) - 1)
    chosen = coming.notices[number]
    notices = _same_mail(everything, coming, chosen)
    context = {
        "coming": coming,
        "number": number,
        "seat": chosen.seat,
        "day": coming.day,
        "letter": emails.preview(coming.day, notices),
        "others": len(notices) - 1,
    }
    return page_or_part(request, "reminders/preview.html", "reminders/_preview.html", context)


@staff_only
def write(request: HttpRequest) -> HttpResponse:
    """A note to the people behind the chosen obligations (`?of=1&of=2`): the mail is on the page before it goes."""
    open_ones = Obligation.objects.visible_to(request.user).standing().open()
    wanted = (request.POST if request.method == "POST" else request.GET).getlist("of")
    chosen = open_ones.filter(pk__in=[row_number(each) for each in wanted])
    start = {
        "title": _("What is open"),
        "text": _("can we help with this? Please write back in a line or two."),
        "sending": uuid4(),
        "of": chosen,
    }
    form = NoteForm(request.POST or None, open_ones=open_ones, initial=start)
    if request.method == "POST" and form.is_valid() and "look" not in request.POST and _send(request, form, chosen):
        return redirect("reminders:programme")
    addressed = address_to(world(chosen))
    context = {"form": form, **_shown(request, form, addressed)}
    return render(request, "reminders/write.html", context, status=422 if form.errors else 200)


def sent() -> MessageQuerySet:
    return Message.objects.filter(kind__in=["reminder", "note"]).defer("text", "html")


def _desk(request: HttpRequest) -> Desk:
    found = ChaseFilter.of(request.GET, Obligation.objects.visible_to(request.user))
    answers = found.form.cleaned_data if found.form.is_bound and found.form.is_valid() else {}
    which = request.GET.get("list", "")
    chase = look(found.qs, now=timezone.now())
    if answers.get("step") or answers.get("audience"):
        chase = chase.only(answers.get("step", ""), answers.get("audience", ""))
    return Desk(found, chase, which if which in LISTS else LISTS[0])


def _kept(request: HttpRequest) -> str:
    """The filters of the address, for links to another list of the same page."""
    query = request.GET.copy()
    for name in ("page", "list"):
        query.pop(name, None)
    return query.urlencode()


def _number(request: HttpRequest, name: str) -> int | None:
    try:
        return int(request.GET.get(name, ""))
    except ValueError:
        return None


def _coming(request: HttpRequest, everything: list[Coming]) -> Coming:
    """The step that was asked for; one that has gone out meanwhile, or never comes, does not exist."""
    wanted = (_number(request, "of"), request.GET.get("step", ""))
    for each in everything:
        if (each.obligation.pk, each.step.word) == wanted:
            return each
    raise Http404


def _same_mail(everything: list[Coming], coming: Coming, chosen: Notice) -> list[Notice]:
    """All that this person is told on that day."""
    notices = [
        notice
        for each in everything
        if each.day == coming.day
        for notice in each.notices
        if notice.seat.email == chosen.seat.email
    ]
    return sorted(
        notices, key=lambda each: (each.debt.due_on, each.obligation.requirement.position, each.debt.obligation_id)
    )


def _send(request: HttpRequest, form: NoteForm, chosen: ObligationQuerySet) -> bool:
    try:
        mails = write_note(chosen, _words(form), by=request.user, now=timezone.now())
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    text = ngettext("%d mail is on its way.", "%d mails are on their way.", len(mails))
    messages.success(request, text % len(mails))
    return True


def _words(form: NoteForm) -> Words:
    answers = form.cleaned_data
    return Words(answers["sending"], answers["title"], answers["text"])


def _shown(request: HttpRequest, form: NoteForm, addressed: Addressed) -> dict[str, Any]:
    """Who gets it, and one of the mails: the first, or the one asked for."""
    notes = addressed.notes
    number = min(row_number(request.POST.get("look", "")), len(notes) - 1)
    words = (
        _words(form)
        if form.is_bound and form.is_valid()
        else Words(uuid4(), form["title"].value(), form["text"].value())
    )
    letter = emails.preview_note(notes[number], words, by=request.user) if notes else None
    return {
        "notes": notes,
        "unreachable": addressed.unreachable,
        "number": number,
        "letter": letter,
        "seat": notes[number].seat if notes else None,
    }
