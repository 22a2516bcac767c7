"""Talking about an output: threads with a named audience that never changes, resolved when they are settled."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.template.defaultfilters import date as day
from django.utils.translation import gettext as _

from deliverables import emails
from deliverables.actions.drafts import BESIDE, NoSuchPlace, Place, lock
from deliverables.content.schema import form_of
from deliverables.models import Comment, Deliverable, Part, Thread
from deliverables.rules import audiences_of
from deliverables.states import Audience
from milestones.models import Obligation
from workflow.refusals import NotAllowed, NotNow, Refusal

LONGEST_COMMENT = 4000


class NothingSaid(Refusal):
    """A comment without words, or with too many."""


def open_thread(
    obligation: Obligation, *, audience: Audience, text: str, by: Any, now: datetime, place: Place = BESIDE
) -> Thread:
    """Begin a conversation about an output, or about one section or row of it, with those its audience names.

    The same words sent twice in a row (a button pressed twice) are said once. Raises NotAllowed (this person does
    not speak to this audience), NothingSaid, NoSuchPlace.
    """
    with transaction.atomic():
        owed = lock(obligation)
        words = _asked(Deliverable.of(owed), audience, text, by)
        _ask_place(owed, place)
        deliverable, _made = Deliverable.objects.get_or_create(obligation=owed)
        if said := _said_just_now(deliverable, audience, place, words, by):
            return said
        last = deliverable.revisions.submitted().aggregate(number=Max("number"))["number"]
        thread = Thread.objects.create(
            deliverable=deliverable, section=place.section, row=place.row, audience=audience, revision=last or 1
        )
        _say(thread, words, by, now)
    return thread


def answer(thread: Thread, *, text: str, by: Any, now: datetime) -> Comment:
    """Say something in a thread, to the audience it has. One that was resolved is open again by it.

    Raises NotAllowed, NothingSaid.
    """
    with transaction.atomic():
        locked = _locked(thread)
        words = _asked(locked.deliverable, locked.audience, text, by)
        last = locked.comments.last()
        if last and (last.by_id, last.text) == (by.pk, words):
            return last
        _turn(locked, None, None)
        return _say(locked, words, by, now)


def resolve(thread: Thread, *, by: Any, now: datetime) -> Thread:
    """What was asked here is settled. Raises NotAllowed, or NotNow when somebody did so before."""
    with transaction.atomic():
        locked = _locked(thread)
        _ask_settling(locked, by)
        if locked.resolved_at:
            raise NotNow(
                _("%(who)s resolved this thread on %(day)s already.")
                % {"who": locked.resolved_by, "day": day(locked.resolved_at)}
            )
        return _turn(locked, by, now)


def open_again(thread: Thread, *, by: Any) -> Thread:
    """It is not settled after all. Raises NotAllowed; a thread that is open stays so."""
    with transaction.atomic():
        locked = _locked(thread)
        _ask_settling(locked, by)
        return _turn(locked, None, None)


def _locked(thread: Thread) -> Thread:
    """The thread, locked; its output with all that rules ask for."""
    found = Thread.objects.select_for_update(of=("self",)).select_related("resolved_by").get(pk=thread.pk)
    found.deliverable = Deliverable.objects.with_names().get(pk=found.deliverable_id)
    return found


def _asked(deliverable: Deliverable, audience: str, text: str, by: Any) -> str:
    """The words as they are kept, when this person may say them to this audience."""
    if audience not in audiences_of(by, deliverable):
        raise NotAllowed(_("You cannot write to “%(audience)s” here.") % {"audience": Audience(audience).label})
    words = text.strip()
    if not words:
        raise NothingSaid(_("Please write something first."), field="text")
    if len(words) > LONGEST_COMMENT:
        raise NothingSaid(
            _("A comment has at most %(n)d characters; this one has %(has)d.")
            % {"n": LONGEST_COMMENT, "has": len(words)},
            field="text",
        )
    return words


def _ask_place(owed: Obligation, place: Place) -> None:
    known = not place.section or form_of(owed.requirement).section(place.section) is not None
    if place.row:
        known = _is_row(owed.pk, place.section, place.row)
    if not known:
        raise NoSuchPlace(_("What you comment on is not in this output any more. Please load the page again."))


def _is_row(output: int, section: str, row: UUID) -> bool:
    """A row that stands or stood in this section; the only row of a section that has just one is there unwritten."""
    if row == Part.only_key(output, section):
        return True
    return Part.objects.filter(deliverable=output, section=section, key=row).exists()


def _ask_settling(thread: Thread, by: Any) -> None:
    """The programme team and the city settle what they read, everybody else what they began."""
    reads = Thread.objects.visible_to(by).filter(pk=thread.pk).exists()
    speaks_to = audiences_of(by, thread.deliverable) if reads else []
    began = thread.comments.filter(by=by).first() == thread.comments.first()
    if thread.audience not in speaks_to or not (Audience.CITY in speaks_to or began):
        raise NotAllowed(_("The programme team, the city or whoever began this thread can do that."))


def _said_just_now(deliverable: Deliverable, audience: str, place: Place, words: str, by: Any) -> Thread | None:
    """The thread that the same press of a button has made a moment ago: nothing was said in this output since."""
    last = Comment.objects.filter(thread__deliverable=deliverable).order_by("-pk").select_related("thread").first()
    if last is None or (last.by_id, last.text) != (by.pk, words):
        return None
    thread = last.thread
    same = (thread.section, thread.row, thread.audience) == (place.section, place.row, audience)
    return thread if same and thread.comments.count() == 1 else None


def _say(thread: Thread, words: str, by: Any, now: datetime) -> Comment:
    comment = Comment.objects.create(thread=thread, text=words, by=by, at=now)
    emails.commented(comment)
    return comment


def _turn(thread: Thread, by: Any, at: datetime | None) -> Thread:
    if thread.resolved_at != at:
        thread.resolved_by, thread.resolved_at = by, at
        thread.save(update_fields=["resolved_by", "resolved_at"])
    return thread
