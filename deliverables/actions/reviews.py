"""What the programme team answers to a submitted revision. A verdict names the revision it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import transaction
from django.template.defaultfilters import date as day
from django.utils.translation import gettext as _

from deliverables import emails
from deliverables.actions.drafts import lock
from deliverables.awaited import awaited
from deliverables.content.schema import form_of
from deliverables.models import Deliverable, Review, Revision
from deliverables.states import Tick, Verdict
from goals.actions import agree
from mailing.actions import take_back
from milestones.actions.obligations import local_date, note_approval, take_back_approval
from workflow.moves import take
from workflow.refusals import NotNow, Refusal


class RevisionOvertaken(Refusal):
    """Something happened between reading the revision and giving the verdict."""


class BadAnswer(Refusal):
    """The verdict names a section, a question or a day that cannot be."""


class Limits(NamedTuple):
    """What may change and until when: the slugs of sections (None: all of them), and a day (None: no day)."""

    sections: Sequence[str] | None = None
    on: date | None = None


NO_LIMITS = Limits()
NOTHING_TICKED: Mapping[str, str] = MappingProxyType({})


def approve(
    revision: Revision, *, by: Any, now: datetime, note: str = "", checklist: Mapping[str, str] = NOTHING_TICKED
) -> Review:
    """This revision is good as it is: its content is frozen by its fingerprint, and the city is told.

    Raises RevisionOvertaken (a newer revision, another verdict), NotAllowed (not staff, or a part in it), NotNow
    (the pilot side is still asked), BadAnswer.
    """
    with transaction.atomic():
        review = _judge(revision, Review(verdict=Verdict.APPROVED, note=note, checklist=dict(checklist)), by, now)
        owed = review.revision.deliverable.obligation
        note_approval(owed, now=now)
        if any(section.keeps_goals for section in form_of(owed.requirement)):
            agree(owed.participation, now=now)
        emails.approved(review)
    return review


def ask_for_changes(
    revision: Revision,
    *,
    by: Any,
    now: datetime,
    note: str,
    checklist: Mapping[str, str] = NOTHING_TICKED,
    limits: Limits = NO_LIMITS,
) -> Review:
    """The city is asked for another revision; `note` says what should change, `limits` where and by when.

    Raises what `approve` raises.
    """
    review = Review(
        verdict=Verdict.CHANGES_ASKED,
        note=note,
        checklist=dict(checklist),
        sections=None if limits.sections is None else list(limits.sections),
        due_on=limits.on,
    )
    with transaction.atomic():
        review = _judge(revision, review, by, now)
        emails.changes_asked(review)
    return review


def reopen(deliverable: Deliverable, *, by: Any, now: datetime, note: str, limits: Limits = NO_LIMITS) -> Deliverable:
    """An approved output is opened again for a stated reason, within limits.

    What was approved stays as it was handed in. Raises NotAllowed, NotNow, BadAnswer.
    """
    _ask_limits(deliverable, limits, now)
    with transaction.atomic():
        lock(deliverable.obligation)
        opened = take(
            deliverable,
            "reopen",
            by=by,
            now=now,
            note=note,
            also={"open_sections": None if limits.sections is None else list(limits.sections), "open_until": limits.on},
        )
        take_back_approval(opened.obligation)
        emails.opened_again(opened, reason=note, now=now)
    return opened


def close(deliverable: Deliverable, *, by: Any, now: datetime, note: str = "") -> Deliverable:
    """Nothing came of opening it again: what was approved holds as before. A draft begun meanwhile stays a draft."""
    with transaction.atomic():
        lock(deliverable.obligation)
        closed = take(
            deliverable,
            "close",
            by=by,
            now=now,
            note=note,
            also={"open_sections": None, "open_until": None, "answer_by": None},
        )
        note_approval(closed.obligation, now=now)
        silence_clocks(closed, "answer", "open")
    return closed


def under_review(revision: Revision) -> Revision:
    """The revision somebody has read, with its output under lock, if it is still the one to answer.

    Raises RevisionOvertaken, which says what happened since it was opened.
    """
    lock(revision.deliverable.obligation)
    deliverable = Deliverable.objects.select_for_update(of=("self",)).with_names().get(pk=revision.deliverable_id)
    submitted = deliverable.revisions.submitted().select_related("submitted_by", "review__by", "endorsement__by")
    latest = submitted.order_by("-number").first()
    if latest is None or latest.pk != revision.pk:
        raise RevisionOvertaken(_newer_than(revision, latest))
    if hasattr(latest, "review"):
        raise RevisionOvertaken(_already(latest.review))
    latest.deliverable = deliverable
    return latest


def silence_clocks(deliverable: Deliverable, *clocks: str) -> None:
    """Stop the reminders of these clocks that wait in the outbox: what they ask for has happened.

    The clocks are those of `reminders/catalogue.py`, by their slugs.
    """
    for clock in clocks:
        take_back(f"reminder:{deliverable.pk}:{clock}@", reason="answered")


def _judge(revision: Revision, review: Review, by: Any, now: datetime) -> Review:
    latest = under_review(revision)
    deliverable = latest.deliverable
    if (waiting := awaited(deliverable, latest)) and not waiting.is_over(now):
        raise NotNow(waiting.sentence())
    _ask_limits(deliverable, Limits(review.sections, review.due_on), now)
    _ask_checklist(deliverable, review.checklist)
    name = "approve" if review.verdict == Verdict.APPROVED else "ask_for_changes"
    limits = {"open_sections": review.sections, "answer_by": review.due_on, "open_until": None}
    latest.deliverable = take(deliverable, name, by=by, now=now, note=review.note, also=limits)
    review.revision, review.fingerprint, review.by, review.at = latest, latest.fingerprint(), by, now
    review.save(force_insert=True)
    silence_clocks(deliverable, "review", "endorse")
    return review


def _ask_checklist(deliverable: Deliverable, checklist: Mapping[str, str]) -> None:
    asked = form_of(deliverable.obligation.requirement).checklist
    if any(slug not in asked or said not in Tick.values for slug, said in checklist.items()):
        raise BadAnswer(_("The checklist has changed meanwhile. Please load the page again."))


def _ask_limits(deliverable: Deliverable, limits: Limits, now: datetime) -> None:
    form = form_of(deliverable.obligation.requirement)
    if limits.sections is not None and not limits.sections:
        raise BadAnswer(_("Name at least one section that should change, or all of them."), field="sections")
    if any(form.section(slug) is None for slug in limits.sections or ()):
        raise BadAnswer(_("One of these sections is not in the form. Please load the page again."), field="sections")
    if limits.on and limits.on < local_date(deliverable.obligation, now):
        raise BadAnswer(_("This day has passed. Name a day from today on."), field="due_on")


def _newer_than(read: Revision, latest: Revision | None) -> str:
    if latest is None:
        return _("Revision %(read)s is a draft: it can be reviewed once the city has submitted it.") % {
            "read": read.number
        }
    return _(
        "%(who)s submitted revision %(new)s on %(day)s, after you opened revision %(read)s. "
        "Please read the newer one; nothing was changed."
    ) % {"who": latest.submitted_by, "new": latest.number, "day": day(latest.submitted_at), "read": read.number}


def _already(review: Review) -> str:
    words = {"who": review.by, "day": day(review.at)}
    if review.verdict == Verdict.APPROVED:
        return _("%(who)s approved this revision on %(day)s, so your answer was not saved.") % words
    return _("%(who)s asked for changes to this revision on %(day)s, so your answer was not saved.") % words
