"""A Word document made from the form comes back: what it would change is shown first, and only what is ticked is kept.

Nothing of the file is stored. Each proposed change carries everything it needs, with the digest of the text it would
replace; so it is saved like any other typing, and never over somebody's newer text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from deliverables.actions.drafts import ask_writing, not_opened
from deliverables.actions.handing_in import written
from deliverables.actions.writing import Change, NoSuchPlace, TooLong, add_row, digest_of, save
from deliverables.comparing.words import Patience, Stretch, compare, stretches
from deliverables.content.document import Document, Row
from deliverables.content.lookups import Names, names_for
from deliverables.content.values import complaint, shown
from deliverables.exports.docx_reading import Unreadable, read
from deliverables.exports.marks import normal
from deliverables.exports.recognising import Found, Stranger, folded, recognise, understood
from deliverables.models import Deliverable, Part
from deliverables.states import State
from milestones.models import Obligation
from uploads.check import check
from uploads.names import ending
from workflow.refusals import NotNow, Refusal

NEW, REPLACED, NEWER, EMPTIED, REFUSED = "new", "replaced", "newer", "emptied", "refused"
"""What a proposal is: an answer where there was none; a text that takes another's place; one that changed here since
the file was made; an answer that is empty in the file; and what cannot be saved, with the reason."""


class BadSelection(Refusal):
    """What was sent is no proposal of ours."""


class Packed(NamedTuple):
    """One change as it travels through the page and back."""

    section: str
    row: str
    is_new_row: bool
    field: str
    value: str
    was: str


@dataclass(frozen=True)
class Proposal:
    """One answer of the file that differs from what stands here."""

    kind: str
    where: str
    label: str
    stretches: Sequence[Stretch]
    packed: str = ""
    reason: str = ""

    @property
    def is_ticked(self) -> bool:
        """Taken unless somebody says otherwise: what can hardly be a mistake."""
        return self.kind in (NEW, REPLACED)


@dataclass(frozen=True)
class Preview:
    proposals: Sequence[Proposal]
    unchanged: int
    strangers: Sequence[Stranger]
    missing: Sequence[Row]
    """Rows that stand here and not in the file; they stay."""

    @property
    def is_empty(self) -> bool:
        return not (self.proposals or self.strangers)


@dataclass
class Brought:
    """What was saved, and in a sentence each what was not."""

    saved: int = 0
    left: list[str] = field(default_factory=list)


@dataclass
class _Reader:
    """What one answer of the file is held against."""

    output: Deliverable
    document: Document
    names: Names
    now: datetime
    dropped: set[UUID]
    patience: Patience = field(default_factory=Patience)
    fresh: dict[UUID, UUID] = field(default_factory=dict)

    def proposal(self, found: Found) -> Proposal | None:
        """What the file would change there; None where it says what stands here, or nothing was written in it."""
        row = self.document.row(found.row)
        stored = row.values.get(found.field.slug, "") if row else ""
        value = understood(found.field, found.text, self.names)
        if _same(found, stored, value, self.names) or (found.was and digest_of(normal(value)) == found.was):
            return None
        before, after = shown(found.field, stored, self.names) or stored, shown(found.field, value, self.names) or value
        refusal = self._refusal(found, value)
        kind, reason = (REFUSED, refusal) if refusal else self._kind(found, row, stored, value)
        packed = "" if refusal else self._packed(found, row, stored, value)
        where = f"{found.section.row_name} {found.number}" if found.section.has_rows else found.section.title
        pieces = stretches(compare(before, after, self.patience))
        return Proposal(kind, where, found.field.label, pieces, packed, reason)

    def _refusal(self, found: Found, value: str) -> str:
        """Why this answer cannot be saved; "" when it can."""
        if closed := not_opened(self.output, self.now, found.section):
            return closed
        wrong = value and complaint(found.field, value, self.names)
        if wrong and self.names.choices(found.field):
            return _("This is not in the list. Write one of the words under the question, or choose it in the portal.")
        return str(wrong or "")

    def _kind(self, found: Found, row: Row | None, stored: str, value: str) -> tuple[str, str]:
        if row is None and found.row in self.dropped:
            return NEWER, _("This row was taken out in the portal. Tick it to have it again as a new row.")
        if not value:
            return EMPTIED, _("Your file has no answer here.")
        if not stored:
            return NEW, ""
        if found.was and digest_of(normal(stored)) != found.was:
            return NEWER, _("Somebody changed this in the portal after the file was made.")
        return REPLACED, ""

    def _packed(self, found: Found, row: Row | None, stored: str, value: str) -> str:
        key = found.row if row else self._fresh(found.row)
        change = Packed(found.section.slug, str(key), row is None, found.field.slug, value, digest_of(stored))
        return json.dumps(change, ensure_ascii=False)

    def _fresh(self, key: UUID) -> UUID:
        """The identity of a new row: the one it has in the file, unless that belongs to another row already."""
        if key not in self.fresh:
            taken = Part.objects.filter(key=key).exists()
            self.fresh[key] = uuid4() if taken else key
        return self.fresh[key]


def preview(obligation: Obligation, upload: UploadedFile, *, by: Any, now: datetime) -> Preview:
    """What this file would change. Raises UploadRefused, Unreadable, NotAllowed, NotNow; changes nothing."""
    output = Deliverable.of(obligation)
    ask_writing(output, by, now)
    if ending(check(upload).name) != "docx":
        raise Unreadable(_("Please choose the Word document (DOCX) that you made from this form."))
    draft = None if output._state.adding else output.revisions.filter(submitted_at=None).first()
    if draft is None and output.state == State.SUBMITTED:
        raise NotNow(_("This revision was submitted. Begin the next one to go on writing."))
    document = written(output, draft)
    names = names_for(document.form, obligation.participation)
    upload.seek(0)
    found = recognise(read(upload), document, names)
    if not found.answers:
        raise Unreadable(_("No question of this form was found in the file. Was it made from another form?"))
    dropped = {part.key for part in output.parts.exclude(dropped_at=None)} if draft else set()
    reader = _Reader(output, document, names, now, dropped)
    proposals = [each for each in map(reader.proposal, found.answers) if each]
    missing = [row for row in document.rows() if row.section.has_rows and row.key not in found.rows]
    strangers = [each for each in found.strangers if each.text]
    return Preview(proposals, len(found.answers) - len(proposals), strangers, missing)


def take(obligation: Obligation, *, chosen: Sequence[str], by: Any, now: datetime) -> Brought:
    """Save what was ticked. What was changed, closed or taken out since the preview is left as it is and reported.

    Raises NotAllowed, NotNow and BadSelection; then nothing is saved.
    """
    rows: dict[tuple[str, str, bool], dict[str, Change]] = {}
    for each in map(_unpacked, chosen):
        rows.setdefault((each.section, each.row, each.is_new_row), {})[each.field] = Change(each.value, each.was)
    brought = Brought()
    with transaction.atomic():
        ask_writing(Deliverable.of(obligation), by, now)
        for (section, row, is_new), changes in rows.items():
            _take_row(obligation, section, UUID(row), changes, brought, new=is_new, by=by, now=now)
    return brought


def _take_row(  # noqa: PLR0913 - where, what, and who
    obligation: Obligation, section: str, key: UUID, changes: dict[str, Change], brought: Brought, *,
    new: bool, by: Any, now: datetime,
) -> None:  # fmt: skip
    try:
        with transaction.atomic():
            if new and not Part.objects.filter(key=key).exists():
                values = {name: change.value for name, change in changes.items()}
                add_row(obligation, section=section, key=key, values=values, by=by, now=now)
                brought.saved += len(changes)
                return
            done = save(obligation, section=section, key=key, changes=changes, by=by, now=now)
    except (NoSuchPlace, TooLong, NotNow) as refusal:
        brought.left.append(str(refusal))
        return
    brought.saved += len(changes) - len(done.conflicts)
    for conflict in done.conflicts:
        sentence = _("“%(text)s” was not saved: somebody changed that answer while you looked.")
        brought.left.append(sentence % {"text": conflict.yours[:60]})


def _same(found: Found, stored: str, value: str, names: Names) -> bool:
    """The file says what stands here, in the same or in other words."""
    label = shown(found.field, stored, names)
    return normal(value) == normal(stored) or bool(label and folded(label) == folded(found.text))


def _unpacked(text: str) -> Packed:
    try:
        read = Packed(*json.loads(text))
        UUID(read.row)
    except (ValueError, TypeError, AttributeError) as broken:
        raise _bad() from broken
    if not all(isinstance(each, str) for each in (read.section, read.field, read.value, read.was)):
        raise _bad()
    return read


def _bad() -> BadSelection:
    return BadSelection(_("This selection cannot be read. Please choose the file again."))
