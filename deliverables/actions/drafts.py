"""The draft of a city's next revision: who may write it, where it begins, its note and its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.defaultfilters import date as day
from django.utils.translation import gettext as _

from deliverables.content.schema import Section, form_of
from deliverables.models import Deliverable, Part, Revision, RevisionFile
from deliverables.states import OPEN_TO_THE_CITY, State, waived
from milestones.dates import end_of_day
from milestones.models import Obligation
from milestones.states import Kind
from uploads.check import MOST_FILES, check
from uploads.keeping import Shelf, all_or_nothing
from uploads.scanning import first_state, ring_the_scanner
from uploads.states import Scan
from workflow.moves import take
from workflow.refusals import NotAllowed, NotNow, Refusal

Writers = Revision.writers.through


class NoSuchPlace(Refusal):
    """The form asks no such question, or the row was taken out meanwhile."""


class TooManyFiles(Refusal):
    """More files than one place of a revision holds."""


class Place(NamedTuple):
    """Where in an output a file belongs; without a section it is the document itself, or stands beside the form."""

    section: str = ""
    row: UUID | None = None
    field: str = ""


BESIDE = Place()


def save_draft(
    obligation: Obligation, *, note: str, by: Any, now: datetime, uploads: Sequence[UploadedFile] = ()
) -> Revision:
    """Keep the note and add the files to the draft, which begins here if there is none.

    Raises NotAllowed, NotNow, TooManyFiles, UploadRefused; then nothing is kept.
    """
    with all_or_nothing(RevisionFile.SHELF) as shelf:
        return write_draft(obligation, shelf, note, uploads, by, now)


def attach(obligation: Obligation, *, place: Place, uploads: Sequence[UploadedFile], by: Any, now: datetime) -> None:
    """Add files to a row or a field of the draft. Raises NoSuchPlace and what `save_draft` raises."""
    section = _room_for_files(obligation, place)
    with all_or_nothing(RevisionFile.SHELF) as shelf:
        revision = noted_writer(begun(lock(obligation), by, now, section=section), by, now)
        _keep_files(revision, shelf, uploads, by, now, place)


def remove_file(file: RevisionFile, *, by: Any, now: datetime) -> None:
    """Take a file out of a draft. Raises NotAllowed, or NotNow when it was submitted meanwhile."""
    with transaction.atomic():
        lock(file.revision.deliverable.obligation)
        revision = Revision.objects.select_related("deliverable__obligation__participation").get(pk=file.revision_id)
        section = form_of(revision.deliverable.obligation.requirement).section(file.section)
        ask_writing(revision.deliverable, by, now, section=section)
        if not revision.is_draft:
            raise NotNow(
                _("Revision %(number)s was submitted, so its files stay. Hand in a new revision to replace them.")
                % {"number": revision.number}
            )
        RevisionFile.objects.filter(pk=file.pk).delete()
        place = str(file.file)
        if not RevisionFile.objects.filter(file=place).exists():
            transaction.on_commit(lambda: default_storage.delete(place))


def write_draft(
    obligation: Obligation, shelf: Shelf, note: str, uploads: Sequence[UploadedFile], by: Any, now: datetime
) -> Revision:
    """The draft with its note and files, inside the caller's transaction."""
    revision = draft_of(begun(lock(obligation), by, now), by, now)
    revision.note = note
    revision.save(update_fields=["note"])
    revision.writers.add(by)
    _keep_files(revision, shelf, uploads, by, now, BESIDE)
    return revision


def lock(obligation: Obligation) -> Obligation:
    """The obligation is locked before its output, always in this order, so that nobody waits for each other."""
    return Obligation.objects.select_for_update(of=("self",)).with_names().get(pk=obligation.pk)


def begun(obligation: Obligation, by: Any, now: datetime, *, section: Section | None = None) -> Deliverable:
    """The output with a row of its own; its first writer starts the draft."""
    ask_writing(Deliverable.of(obligation), by, now, section=section)
    deliverable, _made = Deliverable.objects.get_or_create(obligation=obligation)
    return take(deliverable, "start", by=by, now=now) if deliverable.state == State.NOT_STARTED else deliverable


def draft_of(deliverable: Deliverable, by: Any, now: datetime) -> Revision:
    """The revision that is being written; the files of the form's sections go along from the last one."""
    last = deliverable.revisions.order_by("-number").first()
    if last and last.is_draft:
        return last
    draft = Revision.objects.create(
        deliverable=deliverable, number=last.number + 1 if last else 1, by=by, created_at=now
    )
    for file in last.files.exclude(section="") if last else []:
        file.pk, file.revision = None, draft
        file.save(force_insert=True)
    return draft


def noted_writer(deliverable: Deliverable, by: Any, now: datetime) -> Revision:
    """The draft, which knows all who wrote in it. While a revision is being read, the next is begun on purpose only."""
    wrote = Writers.objects.filter(revision=OuterRef("pk"), user=by)
    found = deliverable.revisions.filter(submitted_at=None).annotate(has_written=Exists(wrote)).first()
    if found and found.has_written:
        return found
    if found is None and deliverable.state == State.SUBMITTED:
        raise NotNow(_("This revision was submitted. Begin the next one to go on writing."))
    draft = found or draft_of(deliverable, by, now)
    draft.writers.add(by)
    return draft


def ask_writing(deliverable: Deliverable, by: Any, now: datetime, *, section: Section | None = None) -> None:
    """Refuse who may not write, or what is not open. Raises NotAllowed or NotNow with the reason."""
    if deliverable.obligation.requirement.kind != Kind.OUTPUT:
        raise NotAllowed(_("Nothing is handed in for this: it is no output."))
    if not by.has_perm("deliverables.submit_deliverable", deliverable):
        raise NotAllowed(_("Only the city's own lead, second or deputy can write and submit its outputs."))
    if nothing_owed := waived(deliverable):
        raise NotNow(nothing_owed)
    if deliverable.state not in OPEN_TO_THE_CITY:
        raise NotNow(_("This output is approved. Ask the programme team to open it again if something must change."))
    if closed := not_opened(deliverable, now, section):
        raise NotNow(closed)


def not_opened(deliverable: Deliverable, now: datetime, section: Section | None = None) -> str:
    """Why the limits of the last answer keep an output, or one section of it, closed; "" when they do not."""
    zone = ZoneInfo(deliverable.obligation.participation.city.time_zone)
    if deliverable.open_until and now >= end_of_day(deliverable.open_until, zone):
        return _("This output was open until %(day)s. Ask the programme team if it must change again.") % {
            "day": day(deliverable.open_until)
        }
    if section and section.slug in not_named(deliverable):
        return _("“%(section)s” is closed: only what the programme team named can change.") % {"section": section.title}
    return ""


def not_named(deliverable: Deliverable) -> set[str]:
    """The slugs of the sections that the last answer did not open; none where it named no sections."""
    if deliverable.open_sections is None:
        return set()
    return {section.slug for section in form_of(deliverable.obligation.requirement)} - set(deliverable.open_sections)


def closed_sections(deliverable: Deliverable, now: datetime) -> dict[str, str]:
    """By slug why a section cannot be changed now; those that can are left out."""
    form = form_of(deliverable.obligation.requirement)
    return {section.slug: why for section in form if (why := not_opened(deliverable, now, section))}


def _room_for_files(obligation: Obligation, place: Place) -> Section:
    """The section a file is for. Raises NoSuchPlace where the form has no such section, row or field."""
    section = form_of(obligation.requirement).section(place.section)
    if section is None:
        raise NoSuchPlace(_("This output has no such section. Please load the page again."))
    field = section.field(place.field) if place.field else None
    if place.field and (field is None or field.type != "file"):
        raise NoSuchPlace(_("“%(section)s” has no such question.") % {"section": section.title})
    parts = Part.objects.standing().filter(deliverable=obligation.pk, section=section.slug)
    is_there = place.row is not None and parts.filter(key=place.row).exists()
    if place.row != Part.only_key(obligation.pk, section.slug) and not is_there:
        raise NoSuchPlace(_("This row is not there any more. Please load the page again."))
    return section


def _keep_files(
    revision: Revision, shelf: Shelf, uploads: Sequence[UploadedFile], by: Any, now: datetime, place: Place
) -> None:
    checked = [(upload, check(upload)) for upload in uploads]
    if revision.files.filter(section=place.section).count() + len(checked) > MOST_FILES:
        raise TooManyFiles(_("There is room for at most %(n)s files here.") % {"n": MOST_FILES}, field="uploads")
    for upload, found in checked:
        kept = shelf.keep(upload)
        RevisionFile.objects.create(
            revision=revision,
            file=kept.place,
            sha256=kept.sha256,
            name=found.name,
            size=upload.size or 0,
            content_type=found.content_type,
            scan=first_state(),
            by=by,
            at=now,
            **place._asdict(),
        )
    if checked and first_state() == Scan.WAITING:
        transaction.on_commit(partial(ring_the_scanner, "deliverables.tasks.scan"))
