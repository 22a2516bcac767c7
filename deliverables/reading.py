"""What one reader gets to see of an output: the working text or a submitted revision, and whether they write it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.rules import seats_of
from deliverables.actions.drafts import closed_sections, not_named, not_opened
from deliverables.actions.writing import Conflict
from deliverables.content.check import findings
from deliverables.content.document import Document, Row, being_written, of_revision, with_closed
from deliverables.content.lookups import Names, names_for
from deliverables.content.schema import Form, form_of
from deliverables.models import Deliverable, Part, Presence, Revision, WritingTrace
from deliverables.sheet import Pen, Sheet, reading_sheet, writing_sheet
from deliverables.states import State

SEEN_FOR = timedelta(seconds=60)
DAY = timedelta(days=1)
PARTICIPATION = "deliverable__obligation__participation"
WORKING_TEXT = "draft"
"""What `?revision=` says when the text that is being written is meant."""


@dataclass(frozen=True)
class Wish:
    """What the address asks for: a revision, a part to edit, the field to begin with; and what did not get saved."""

    revision: str = ""
    edit: UUID | None = None
    focus: str = ""
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)


@dataclass
class Reading:
    """`revisions` by number as far as the reader may see them; `moves` what they could do to the output now."""

    output: Deliverable
    user: Any
    revisions: Sequence[Revision]
    moves: set[str]
    now: datetime
    wish: Wish = field(default_factory=Wish)

    @cached_property
    def form(self) -> Form:
        return form_of(self.output.obligation.requirement)

    @property
    def draft(self) -> Revision | None:
        return next((each for each in self.revisions if each.is_draft), None)

    @property
    def handed_in(self) -> list[Revision]:
        """The newest first."""
        return [each for each in reversed(self.revisions) if not each.is_draft]

    @property
    def next_number(self) -> int:
        """The number of the revision that is being written, or would be."""
        return self.draft.number if self.draft else len(self.handed_in) + 1

    @property
    def has_document(self) -> bool:
        """A whole document lies in the draft in place of the form."""
        files = self.draft.files.all() if self.draft else ()
        return self.form.takes_document and self.document.is_empty and any(not each.section for each in files)

    @cached_property
    def shut(self) -> str:
        """Why the day for changes is over; "" while it is not."""
        return not_opened(self.output, self.now)

    @property
    def is_writer(self) -> bool:
        """Belongs to those who write this output, whatever stands in the way just now."""
        return bool(self.moves & {"start", "submit"})

    @property
    def writes(self) -> bool:
        """May type into the form now: while a revision is being read, only after the next was begun."""
        waits = self.output.state == State.SUBMITTED and self.draft is None
        return self.is_writer and not self.shut and not waits

    @property
    def may_begin_next(self) -> bool:
        return self.is_writer and self.output.state == State.SUBMITTED and self.draft is None

    @cached_property
    def revision(self) -> Revision | None:
        """The submitted revision that is read; None for the working text."""
        asked = next((each for each in self.handed_in if str(each.number) == self.wish.revision), None)
        if asked or not self.handed_in:
            return asked
        return None if self._wants_working_text() else self.handed_in[0]

    @property
    def is_working_text(self) -> bool:
        return self.revision is None

    @property
    def has_earlier_form(self) -> bool:
        """The revision answers a form that the cohort has replaced since."""
        return self.revision is not None and self.revision.form_id not in (None, self.form.digest)

    @cached_property
    def names(self) -> Names:
        return names_for(self.form, self.output.obligation.participation)

    @cached_property
    def parts(self) -> list[Part]:
        """The working text, also what was taken out; nothing for those who may not read drafts."""
        if self.output._state.adding:
            return []
        parts = Part.objects.visible_to(self.user).filter(deliverable=self.output.pk).select_related("by")
        return list(parts.order_by("section", "position", "at", "key"))

    @cached_property
    def document(self) -> Document:
        if self.revision:
            return of_revision(self.revision)
        standing = [each for each in self.parts if not each.dropped_at]
        files = self.draft.files.all() if self.draft else ()
        document = being_written(self.form, self.output.pk, standing, files, self.names)
        return with_closed(document, next(iter(self.handed_in), None), not_named(self.output))

    @cached_property
    def sheet(self) -> Sheet:
        if self.revision:
            return reading_sheet(self.document)
        closed = closed_sections(self.output, self.now)
        pen = Pen(
            self.names,
            self.writes,
            closed,
            self.wish.edit,
            self.wish.focus,
            self.wish.conflicts,
            self.here if self.form else {},
            self._dropped() if self.writes else {},
        )
        return writing_sheet(self.document, findings(self.document, self.names, closed), pen)

    @cached_property
    def here(self) -> dict[UUID, str]:
        """Who else is writing where, as a sentence for each part."""
        if self.output._state.adding:
            return {}
        seen = Presence.objects.visible_to(self.user).filter(deliverable=self.output.pk).exclude(user=self.user)
        people: dict[UUID, list[str]] = {}
        for each in seen.filter(seen_at__gt=self.now - SEEN_FOR).select_related("user"):
            people.setdefault(each.part, []).append(str(each.user))
        return {key: is_writing(names) for key, names in people.items()}

    @property
    def homeless(self) -> list[Part]:
        """Text of sections that the form does not have any more: kept and shown, and part of no revision."""
        lost = [each for each in self.parts if not each.dropped_at and self.form.section(each.section) is None]
        return [each for each in lost if self.is_working_text and any(each.values.values())]

    def _wants_working_text(self) -> bool:
        """Who writes sees what is being written; the programme team what was handed in."""
        if self.wish.revision or self.wish.edit:
            return self.wish.revision in ("", WORKING_TEXT) and self._reads_drafts()
        return self._reads_drafts() and self._is_being_written() and not self._reads_as_staff()

    @property
    def is_inside(self) -> bool:
        """Belongs to the city or to the programme team: may follow where an answer comes from."""
        return self._reads_drafts()

    def _reads_drafts(self) -> bool:
        participation = self.output.obligation.participation
        return self.user.is_programme_staff or participation.city_id in self._cities

    def _reads_as_staff(self) -> bool:
        return self.user.is_programme_staff and not self.is_writer

    def _is_being_written(self) -> bool:
        return self.draft is not None or self.output.state == State.CHANGES_ASKED

    @cached_property
    def _cities(self) -> set[int]:
        return {seat.city_id for seat in seats_of(self.user)}

    def _dropped(self) -> dict[str, list[Row]]:
        """Rows that were taken out and say something: what can be brought back, by section."""
        found: dict[str, list[Row]] = {}
        for each in self.parts:
            section = self.form.section(each.section)
            if each.dropped_at and section and section.has_rows:
                rows = found.setdefault(section.slug, [])
                rows.append(Row(section, each.key, len(rows) + 1, each.values, {}, by=each.by, at=each.dropped_at))
        return found


def is_writing(names: Sequence[str]) -> str:
    """Radu is writing here; Mara and Radu are writing here."""
    sentence = ngettext("%(names)s is writing here", "%(names)s are writing here", len(names))
    return sentence % {"names": get_text_list(sorted(names), _("and"))}


@dataclass(frozen=True)
class Worked:
    """An output somebody wrote in: on which days, and in how many quarter hours of each."""

    output: Deliverable
    quarters: Mapping[date, int]


def worked(user: Any, first: date, last: date) -> list[Worked]:
    """What this person wrote in between two days, as their months propose it to them and to nobody else.

    The days are those of the output's city. In one statement.
    """
    around = (datetime.combine(first, time.min, UTC) - DAY, datetime.combine(last, time.max, UTC) + DAY)
    traces = WritingTrace.objects.visible_to(user).filter(quarter__range=around)
    outputs: dict[int, Deliverable] = {}
    found: dict[int, Counter[date]] = {}
    for trace in traces.select_related("deliverable__obligation__requirement", f"{PARTICIPATION}__city"):
        output = outputs.setdefault(trace.deliverable_id, trace.deliverable)
        zone = ZoneInfo(output.obligation.participation.city.time_zone)
        day = trace.quarter.astimezone(zone).date()
        if first <= day <= last:
            found.setdefault(output.pk, Counter())[day] += 1
    return [Worked(outputs[pk], quarters) for pk, quarters in found.items()]
