"""Submitting: the draft is checked, frozen, and counts from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliverables.actions.drafts import closed_sections, not_named, write_draft
from deliverables.actions.endorsing import ask_for_endorsement
from deliverables.actions.reviews import silence_clocks
from deliverables.content.check import findings
from deliverables.content.document import Document, being_written, frozen, with_closed
from deliverables.content.lookups import names_for
from deliverables.content.schema import Form, form_of
from deliverables.models import Deliverable, OutputForm, Revision, RevisionFile
from goals.actions import take_over
from milestones.actions.obligations import fulfil
from milestones.states import ObligationState
from uploads.keeping import all_or_nothing
from uploads.states import Scan
from workflow.moves import take
from workflow.refusals import NotNow, Refusal


class NothingToSubmit(Refusal):
    """A revision that says nothing could not be reviewed."""


class StillMissing(Refusal):
    """The check found what blocks."""


class LateWithoutReason(Refusal):
    """After the last day a word is asked for: why it is late."""


def submit(
    obligation: Any, *, note: str, by: Any, now: datetime, uploads: Sequence[UploadedFile] = (), late_reason: str = ""
) -> Deliverable:
    """Hand in what was written, with the files chosen in the same step: a revision nobody can change any more.

    The first one fulfils the obligation at `now`; what follows is the reviewer's clock. A revision submitted while
    an earlier one is being read takes its place. Raises NothingToSubmit, StillMissing, LateWithoutReason and what
    `save_draft` raises; nothing is kept then.
    """
    with all_or_nothing(RevisionFile.SHELF) as shelf:
        revision = write_draft(obligation, shelf, note, uploads, by, now)
        # Whoever is saving now is waited for, and who comes later learns that it is submitted.
        Deliverable.objects.select_for_update().get(pk=obligation.pk)
        owed = revision.deliverable.obligation
        _ask_reason(owed, late_reason, now)
        _freeze(revision, by, now)
        done = take(
            revision.deliverable,
            "submit",
            by=by,
            now=now,
            note=note,
            also={"open_sections": None, "answer_by": None, "open_until": None},
        )
        revision.submitted_at, revision.submitted_by, revision.late_reason = now, by, late_reason.strip()[:500]
        revision.save(update_fields=["submitted_at", "submitted_by", "late_reason", "form", "content"])
        silence_clocks(done, "review", "endorse", "answer", "open")
        ask_for_endorsement(revision)
        if owed.state == ObligationState.OPEN:
            fulfil(owed, by=by, now=now, by_evidence=True)
    return done


def written(deliverable: Deliverable, revision: Revision | None) -> Document:
    """The text of the next revision with the files of its draft: what is written, and what is closed as it was."""
    owed = deliverable.obligation
    form = form_of(owed.requirement)
    names = names_for(form, owed.participation)
    parts = deliverable.parts.standing().select_related("by").order_by("section", "position", "at", "key")
    document = being_written(form, deliverable.pk, parts, revision.files.all() if revision else (), names)
    if not (closed := not_named(deliverable)):
        return document
    handed_in = deliverable.revisions.submitted().select_related("form").prefetch_related("files")
    return with_closed(document, handed_in.order_by("-number").first(), closed)


def is_by_document(form: Form, document: Document, revision: Revision) -> bool:
    """A whole document is handed in instead of the form: the form is empty, and a file stands in for it."""
    return form.takes_document and document.is_empty and revision.files.filter(section="").exists()


def _freeze(revision: Revision, by: Any, now: datetime) -> None:
    """Write what the form holds into the revision. Raises NothingToSubmit or StillMissing."""
    owed = revision.deliverable.obligation
    form = form_of(owed.requirement)
    if revision.files.exclude(scan=Scan.CLEAN).exists():
        raise NotNow(_("A file is still being checked for viruses, or was refused. Wait, or take it out."))
    document = written(revision.deliverable, revision)
    if is_by_document(form, document, revision):
        return
    if not form:
        raise NothingToSubmit(_("Please choose the file to hand in: a revision needs at least one."), field="uploads")
    closed = closed_sections(revision.deliverable, now)
    blocking = [each for each in findings(document, names_for(form, owed.participation), closed) if each.blocks]
    if blocking:
        first = blocking[0]
        sentence = ngettext(
            "One thing is still missing: %(where)s %(what)s.",
            "%(n)d things are still missing, the first: %(where)s %(what)s.",
            len(blocking),
        )
        raise StillMissing(sentence % {"n": len(blocking), "where": first.where, "what": first.sentence.rstrip(".")})
    revision.form, _made = OutputForm.objects.get_or_create(
        digest=form.digest, defaults={"schema": form.data, "first_at": now}
    )
    revision.content = frozen(document)
    _keep_goals(document, revision, by, now)


def _keep_goals(document: Document, revision: Revision, by: Any, now: datetime) -> None:
    """The goals of a roadmap become rows that visits, takeaways and stories point at."""
    for chapter in document:
        if chapter.section.keeps_goals:
            rows = [(row.key, dict(row.values)) for row in chapter.rows]
            take_over(revision.deliverable.obligation, rows, by=by, now=now)


def _ask_reason(owed: Any, late_reason: str, now: datetime) -> None:
    if owed.is_late(now) and not late_reason.strip():
        raise LateWithoutReason(
            _("The date has passed. That happens; please say in a sentence why, so that the team can plan."),
            field="late_reason",
        )
