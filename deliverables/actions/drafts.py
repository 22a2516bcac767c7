"""What a city does with its output: write a draft, submit a revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from deliverables.models import Deliverable, Revision, RevisionFile
from deliverables.states import OPEN_TO_THE_CITY, State, waived
from deliverables.uploads.check import MOST_FILES, check
from deliverables.uploads.keeping import Shelf, all_or_nothing
from milestones.actions.obligations import fulfil
from milestones.models import Obligation
from milestones.states import Kind, ObligationState
from workflow.moves import take
from workflow.refusals import NotAllowed, NotNow, Refusal


class NothingToSubmit(Refusal):
    """A revision without a file says nothing that could be reviewed."""


class TooManyFiles(Refusal):
    """More files than one revision holds."""


def save_draft(
    obligation: Obligation, *, note: str, by: Any, now: datetime, uploads: Sequence[UploadedFile] = ()
) -> Revision:
    """Keep the note and add the files to the draft, which begins here if there is none.

    Raises NotAllowed, NotNow, TooManyFiles, UploadRefused; then nothing is kept.
    """
    with all_or_nothing() as shelf:
        return _write(obligation, shelf, note, uploads, by, now)


def submit(
    obligation: Obligation, *, note: str, by: Any, now: datetime, uploads: Sequence[UploadedFile] = ()
) -> Deliverable:
    """Hand in the draft, with the files chosen in the same step: a revision nobody can change any more.

    The first one fulfils the obligation at `now`; what follows is the reviewer's clock. A revision submitted while
    an earlier one is being read takes its place. Raises NothingToSubmit and what `save_draft` raises.
    """
    with all_or_nothing() as shelf:
        revision = _write(obligation, shelf, note, uploads, by, now)
        if not revision.files.exists():
            raise NothingToSubmit(
                _("Please choose the file to hand in: a revision needs at least one."), field="uploads"
            )
        done = take(revision.deliverable, "submit", by=by, now=now, note=revision.note)
        revision.submitted_at, revision.submitted_by = now, by
        revision.save(update_fields=["submitted_at", "submitted_by"])
        if done.obligation.state == ObligationState.OPEN:
            fulfil(done.obligation, by=by, now=now, by_evidence=True)
    return done


def remove_file(file: RevisionFile, *, by: Any) -> None:
    """Take a file out of a draft. Raises NotAllowed, or NotNow when it was submitted meanwhile."""
    with transaction.atomic():
        _lock(file.revision.deliverable.obligation)
        revision = Revision.objects.select_related("deliverable__obligation__participation").get(pk=file.revision_id)
        _ask(revision.deliverable, by)
        if not revision.is_draft:
            raise NotNow(
                _("Revision %(number)s was submitted, so its files stay. Hand in a new revision to replace them.")
                % {"number": revision.number}
            )
        RevisionFile.objects.filter(pk=file.pk).delete()
        place = str(file.file)
        transaction.on_commit(lambda: default_storage.delete(place))


def _write(
    obligation: Obligation, shelf: Shelf, note: str, uploads: Sequence[UploadedFile], by: Any, now: datetime
) -> Revision:
    checked = [(upload, check(upload)) for upload in uploads]
    revision = _draft(_begun(_lock(obligation), by, now), by, now)
    revision.note = note
    revision.save(update_fields=["note"])
    if revision.files.count() + len(checked) > MOST_FILES:
        raise TooManyFiles(_("A revision holds at most %(n)s files.") % {"n": MOST_FILES}, field="uploads")
    for upload, found in checked:
        kept = shelf.keep(upload)
        RevisionFile.objects.create(
            revision=revision, file=kept.place, sha256=kept.sha256, name=found.name, size=upload.size or 0,
            content_type=found.content_type, by=by, at=now,
        )  # fmt: skip
    return revision


def _lock(obligation: Obligation) -> Obligation:
    """The obligation is locked before its output, always in this order, so that nobody waits for each other."""
    return Obligation.objects.select_for_update(of=("self",)).with_names().get(pk=obligation.pk)


def _begun(obligation: Obligation, by: Any, now: datetime) -> Deliverable:
    _ask(Deliverable.of(obligation), by)
    deliverable, _made = Deliverable.objects.get_or_create(obligation=obligation)
    return take(deliverable, "start", by=by, now=now) if deliverable.state == State.NOT_STARTED else deliverable


def _draft(deliverable: Deliverable, by: Any, now: datetime) -> Revision:
    last = deliverable.revisions.order_by("-number").first()
    if last and last.is_draft:
        return last
    return Revision.objects.create(
        deliverable=deliverable, number=last.number + 1 if last else 1, by=by, created_at=now
    )


def _ask(deliverable: Deliverable, by: Any) -> None:
    if deliverable.obligation.requirement.kind != Kind.OUTPUT:
        raise NotAllowed(_("Nothing is handed in for this: it is no output."))
    if not by.has_perm("deliverables.submit_deliverable", deliverable):
        raise NotAllowed(_("Only the city's own lead, second or deputy can write and submit its outputs."))
    if sentence := waived(deliverable):
        raise NotNow(sentence)
    if deliverable.state not in OPEN_TO_THE_CITY:
        raise NotNow(_("This output is approved. Ask the programme team to open it again if something must change."))
