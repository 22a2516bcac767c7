"""What the programme team answers to a submitted revision. A verdict names the revision it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.defaultfilters import date as day
from django.utils.translation import gettext as _

from deliverables import emails
from deliverables.models import Deliverable, Review, Revision
from deliverables.states import Verdict
from milestones.actions.obligations import note_approval, take_back_approval
from workflow.moves import take
from workflow.refusals import Refusal


class RevisionOvertaken(Refusal):
    """Something happened between reading the revision and giving the verdict."""


def approve(revision: Revision, *, by: Any, now: datetime, note: str = "") -> Review:
    """This revision is good as it is: its content is frozen by its fingerprint, and the city is told.

    Raises RevisionOvertaken (a newer revision, another verdict), NotAllowed (not staff, or a part in it), NotNow.
    """
    with transaction.atomic():
        review = _judge(revision, Verdict.APPROVED, "approve", note, by, now)
        note_approval(review.revision.deliverable.obligation, now=now)
        emails.approved(review)
    return review


def ask_for_changes(revision: Revision, *, by: Any, now: datetime, note: str) -> Review:
    """The city is asked for another revision; `note` says what should change. Raises what `approve` raises."""
    with transaction.atomic():
        review = _judge(revision, Verdict.CHANGES_ASKED, "ask_for_changes", note, by, now)
        emails.changes_asked(review)
    return review


def reopen(deliverable: Deliverable, *, by: Any, now: datetime, note: str) -> Deliverable:
    """An approved output is opened again for a stated reason. What was approved stays as it was handed in."""
    with transaction.atomic():
        opened = take(deliverable, "reopen", by=by, now=now, note=note)
        take_back_approval(opened.obligation)
        emails.opened_again(opened, reason=note, now=now)
    return opened


def _judge(revision: Revision, verdict: Verdict, name: str, note: str, by: Any, now: datetime) -> Review:
    deliverable = Deliverable.objects.select_for_update(of=("self",)).with_names().get(pk=revision.deliverable_id)
    latest = deliverable.revisions.submitted().select_related("submitted_by", "review__by").order_by("-number").first()
    if latest is None or latest.pk != revision.pk:
        raise RevisionOvertaken(_newer_than(revision, latest))
    if hasattr(latest, "review"):
        raise RevisionOvertaken(_already(latest.review))
    latest.deliverable = take(deliverable, name, by=by, now=now, note=note)
    return Review.objects.create(
        revision=latest, verdict=verdict, note=note, fingerprint=latest.fingerprint(), by=by, at=now
    )


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
