"""Writing in the form: saving a part, its rows and files, who is here. Scripts get JSON, plain forms get pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliverables.actions import drafts, writing
from deliverables.actions.writing import Change, Conflict, digest_of
from deliverables.content.document import Row
from deliverables.content.lookups import names_for
from deliverables.content.schema import Section, form_of
from deliverables.models import Deliverable, Part
from deliverables.reading import Reading, Wish
from deliverables.sheet import Clash
from deliverables.views.room import key_of, output_or_404, show
from ui.guards import demand, permitted, signed_in
from ui.views import refused
from workflow.refusals import NotAllowed, Refusal

THEIRS, MINE = "theirs", "mine"
"""The answers to two texts for one question: take the other one, or put this one over it."""


class SomebodyElse(NotAllowed):
    """The page was opened by one person, and another has signed in since."""


@permitted("deliverables.submit_deliverable")
@require_POST
def save_part(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Keep what was typed into one part. Who may is asked by the action, once."""
    output, now, typed = output_or_404(request, pk), timezone.now(), typed_in(request.POST)
    section = form_of(output.obligation.requirement).section(request.POST.get("section", ""))
    changes = {field: each for field, each in typed.items() if digest_of(each.value) != each.was}
    try:
        _ask_same_person(request)
        saved = writing.save(
            output.obligation,
            section=request.POST.get("section", ""),
            key=key,
            changes=changes,
            by=request.user,
            now=now,
        )
    except Refusal as refusal:
        return _not_saved(request, output, refusal, section, typed)
    if _is_script(request) and section:
        return _answer(output, section, saved, typed, now)
    if saved.conflicts:
        wish = Wish(edit=key, conflicts={each.field: each for each in saved.conflicts})
        return show(request, output_or_404(request, pk), wish=wish, status=409)
    return redirect(f"{output.get_absolute_url()}#part-{key}")


@permitted("deliverables.submit_deliverable")
@require_POST
def add_row(request: HttpRequest, pk: int) -> HttpResponse:
    def add(output: Deliverable, now: datetime) -> str:
        section = request.POST.get("section", "")
        part = writing.add_row(output.obligation, section=section, by=request.user, now=now)
        return f"?edit={part.key}#part-{part.key}"

    return _do(request, pk, add)


@permitted("deliverables.submit_deliverable")
@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin rows about what waits for one: all of it, or what `only` names. A single row is opened."""

    def take(output: Deliverable, now: datetime) -> str:
        section, only = request.POST.get("section", ""), request.POST.getlist("only")
        parts = writing.take_in(output.obligation, section=section, only=only, by=request.user, now=now)
        if not parts:
            messages.info(request, _("Somebody was faster: these rows are here already."))
            return f"#section-{section}"
        return f"?edit={parts[0].key}#part-{parts[0].key}" if len(parts) == 1 else f"#part-{parts[0].key}"

    return _do(request, pk, take)


@permitted("deliverables.submit_deliverable")
@require_POST
def drop_row(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    def drop(output: Deliverable, now: datetime) -> str:
        part = writing.drop_row(output.obligation, key=key, by=request.user, now=now)
        messages.success(request, _("Taken out. It is kept below its section, from where you can bring it back."))
        return f"?dropped={part.section}#section-{part.section}-dropped"

    return _do(request, pk, drop)


@permitted("deliverables.submit_deliverable")
@require_POST
def bring_back(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    def bring(output: Deliverable, now: datetime) -> str:
        writing.bring_back(output.obligation, key=key, by=request.user, now=now)
        return f"#part-{key}"

    return _do(request, pk, bring)


@permitted("deliverables.submit_deliverable")
@require_POST
def move_row(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    def move(output: Deliverable, now: datetime) -> str:
        writing.move_row(output.obligation, key=key, by=request.user, now=now, up=request.POST.get("to") == "up")
        return f"#part-{key}"

    return _do(request, pk, move)


@permitted("deliverables.submit_deliverable")
@require_POST
def attach(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    def keep(output: Deliverable, now: datetime) -> str:
        place = drafts.Place(request.POST.get("section", ""), key, request.POST.get("field", ""))
        uploads = request.FILES.getlist("uploads")
        drafts.attach(output.obligation, place=place, uploads=uploads, by=request.user, now=now)
        return f"?edit={key}#files-{key}"

    return _do(request, pk, keep)


@permitted("deliverables.submit_deliverable")
@require_POST
def begin_next(request: HttpRequest, pk: int) -> HttpResponse:
    def begin(output: Deliverable, now: datetime) -> str:
        draft = writing.begin_next(output.obligation, by=request.user, now=now)
        messages.success(request, _("Revision %(n)d is begun. It starts from what you wrote.") % {"n": draft.number})
        return ""

    return _do(request, pk, begin)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, pk: int) -> JsonResponse:
    """What happens in the text meanwhile: who writes where, and since when each part is as it is.

    A POST with `part` also says that this person is writing there.
    """
    output, now = output_or_404(request, pk), timezone.now()
    if request.method == "POST":
        demand(request.user, "deliverables.submit_deliverable", output)
        if part := key_of(request.POST.get("part", "")):
            try:
                writing.come_in(output, part=part, by=request.user, now=now)
            except Refusal as refusal:
                return JsonResponse({"refused": str(refusal)}, status=refusal.status)
    reading = Reading(output, request.user, [], set(), now)
    standing = [each for each in reading.parts if not each.dropped_at and reading.form.section(each.section)]
    texts = {str(each.key): _last_word(each, request.user) for each in standing}
    return JsonResponse({"here": {str(key): words for key, words in reading.here.items()}, "texts": texts})


def typed_in(post: QueryDict) -> dict[str, Change]:
    """Every answer of a sent part, with what it started from; the answers that give way to the other text are out."""
    typed = {}
    for name in post:
        if name.startswith("f-"):
            field = name.removeprefix("f-")
            choice = post.get(f"keep-{field}")
            was = post.get(f"theirs-{field}" if choice == MINE else f"was-{field}", "")
            if choice != THEIRS:
                typed[field] = Change(post[name].replace("\r\n", "\n"), was)
    return typed


def _do(request: HttpRequest, pk: int, act: Callable[[Deliverable, datetime], str]) -> HttpResponse:
    """Let a writer act on the output, and lead back to its page, to the place `act` answers."""
    output = output_or_404(request, pk)
    demand(request.user, "deliverables.submit_deliverable", output)
    try:
        place = act(output, timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=output.get_absolute_url())
    return redirect(f"{output.get_absolute_url()}{place}")


def _is_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _ask_same_person(request: HttpRequest) -> None:
    """Two people share a browser: what one typed is not saved in the name of the other."""
    writer = request.POST.get("writer", "")
    if writer and writer != str(request.user.pk):
        raise SomebodyElse(_("%(name)s is signed in here now. Sign in as yourself again.") % {"name": request.user})


def _answer(
    output: Deliverable, section: Section, saved: writing.Saved, typed: Mapping[str, Change], now: datetime
) -> JsonResponse:
    row = Row(section, saved.part.key, 1, saved.part.values, {})
    refused = {each.field for each in saved.conflicts}
    return JsonResponse(
        {
            "saved_at": formats.date_format(timezone.localtime(now), "TIME_FORMAT"),
            "at": saved.part.at.isoformat(),
            "was": {field: digest_of(each.value) for field, each in typed.items() if field not in refused},
            "conflicts": [{"field": each.field, "html": _both_texts(output, row, each)} for each in saved.conflicts],
            "words": row.words,
        },
        status=409 if refused else 200,
    )


def _both_texts(output: Deliverable, row: Row, conflict: Conflict) -> str:
    field = row.section.field(conflict.field)
    names = names_for(form_of(output.obligation.requirement), output.obligation.participation)
    clash = Clash.of(row, field, conflict, names) if field else None
    return render_to_string("deliverables/_clash.html", {"clash": clash})


def _not_saved(
    request: HttpRequest, output: Deliverable, refusal: Refusal, section: Section | None, typed: Mapping[str, Change]
) -> HttpResponse:
    """A refusal never costs the words: a script still has them, a page shows them to be copied."""
    if _is_script(request):
        return JsonResponse({"refused": str(refusal)}, status=refusal.status)
    known = {each.slug: each.label for each in section.fields} if section else {}
    unsaved = [(known.get(field, field), each.value) for field, each in typed.items() if each.value.strip()]
    return show(request, output, status=refusal.status, refusal=str(refusal), unsaved=unsaved)


def _last_word(part: Part, reader: Any) -> dict[str, str]:
    """When a part was written last, and the sentence that says so to those who look at an older text."""
    time = formats.date_format(timezone.localtime(part.at), "TIME_FORMAT")
    says = "" if part.by_id == reader.pk else _("%(name)s changed this at %(time)s.") % {"name": part.by, "time": time}
    return {"at": part.at.isoformat(), "says": says}
