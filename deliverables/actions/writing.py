"""Writing in the form: field by field, row by row, several people at once, nothing overwritten unseen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from deliverables.actions.drafts import NoSuchPlace, ask_writing, begun, draft_of, lock, noted_writer
from deliverables.actions.tracing import leave_trace
from deliverables.content.schema import Section, form_of
from deliverables.content.sources import Source, sources_for, waiting
from deliverables.models import Deliverable, Part, Presence, Revision
from milestones.models import Obligation
from workflow.refusals import NotNow, Refusal

LONGEST_ANSWER = 20_000
MOST_ROWS = 200


class TooLong(Refusal):
    """More text than one answer holds."""


class Change(NamedTuple):
    """What somebody typed into a field, and the digest (`digest_of`) of the text they started from."""

    value: str
    was: str


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed meanwhile: theirs is kept, yours was not saved. `by` and `at`: who, when."""

    field: str
    yours: str
    theirs: str
    by: Any = None
    at: datetime | None = None


@dataclass(frozen=True)
class Saved:
    """What `save` did: the part as it is now, and the fields it did not touch."""

    part: Part
    conflicts: Sequence[Conflict]


def digest_of(value: str) -> str:
    """A short name of a text, by which a page says what it started from."""
    return sha256(value.encode()).hexdigest()[:16]


def save(
    obligation: Obligation, *, section: str, key: UUID, changes: Mapping[str, Change], by: Any, now: datetime
) -> Saved:
    """Keep what was typed into one row. A field that somebody changed meanwhile is left as it is and reported.

    Raises NotAllowed (who), NotNow (approved, submitted, not opened for changes), NoSuchPlace, TooLong.
    """
    place = _place(obligation, section, changes)
    with transaction.atomic():
        part = _locked(obligation, place, key, by, now)
        noted_writer(part.deliverable, by, now)
        conflicts, written = [], {}
        for field, change in changes.items():
            stored = part.values.get(field, "")
            if digest_of(stored) == change.was:
                written[field] = change.value
            elif stored != change.value:
                conflicts.append(_conflict(part, field, change.value))
        if written:
            _write(part, written, by, now)
            part.save(update_fields=["values", "hands", "by", "at"])
            leave_trace(part.deliverable, by=by, now=now)
    return Saved(part, conflicts)


def add_row(
    obligation: Obligation,
    *,
    section: str,
    by: Any,
    now: datetime,
    values: Mapping[str, str] | None = None,
    key: UUID | None = None,
) -> Part:
    """A new row at the end of a section. Raises NoSuchPlace, TooManyRows as NotNow, and what `save` raises."""
    place = _place(obligation, section, values or {})
    if not place.has_rows:
        raise NoSuchPlace(_("“%(section)s” has no rows.") % {"section": place.title})
    with transaction.atomic():
        deliverable = _writing(obligation, place, by, now)
        rows = deliverable.parts.filter(section=section)
        if rows.standing().count() >= MOST_ROWS:
            raise NotNow(_("%(n)d rows are the most one section holds.") % {"n": MOST_ROWS})
        last = rows.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        part = Part(key=key or uuid4(), deliverable=deliverable, section=section, position=position)
        _write(part, dict(values or {}), by, now)
        part.save(force_insert=True)
        leave_trace(deliverable, by=by, now=now)
    return part


def take_in(obligation: Obligation, *, section: str, by: Any, now: datetime, only: Collection[str] = ()) -> list[Part]:
    """Begin a row about each source of a section that waits for one, or of those in `only` (keys of sources).

    A row about it that was taken out comes back as it was. Whoever comes second finds nothing waiting and gets no
    rows. Raises what `add_row` raises.
    """
    place = _place(obligation, section, {})
    with transaction.atomic():
        deliverable = _writing(obligation, place, by, now)
        rows = list(deliverable.parts.filter(section=section).order_by("position", "at", "key"))
        sources = sources_for(form_of(obligation.requirement), obligation.participation)
        found = waiting(place, [row.values for row in rows if not row.dropped_at], sources)
        found = [each for each in found if not only or each.key in only]
        if len(found) + sum(not row.dropped_at for row in rows) > MOST_ROWS:
            raise NotNow(_("%(n)d rows are the most one section holds.") % {"n": MOST_ROWS})
        parts = [_about(each, place, rows, by, now) for each in found]
        for position, part in enumerate(parts, 1 + max((row.position for row in rows), default=-1)):
            part.deliverable, part.position = deliverable, position
        Part.objects.bulk_create(
            parts, update_conflicts=True, unique_fields=["key"], update_fields=["position", "by", "at", "dropped_at"]
        )
        if parts:
            leave_trace(deliverable, by=by, now=now)
    return parts


def drop_row(obligation: Obligation, *, key: UUID, by: Any, now: datetime) -> Part:
    """Take a row out. Its text stays and can be brought back; revisions that showed it are not touched."""
    return _turn(obligation, key, by, now, dropped_at=now)


def bring_back(obligation: Obligation, *, key: UUID, by: Any, now: datetime) -> Part:
    """Put a row that was taken out into its place again."""
    return _turn(obligation, key, by, now, dropped_at=None)


def move_row(obligation: Obligation, *, key: UUID, by: Any, now: datetime, up: bool) -> None:
    """Change places with the neighbour above or below; at the end of the section nothing happens."""
    with transaction.atomic():
        part = _known_part(obligation, key)
        place = _place(obligation, part.section, {})
        deliverable = _writing(obligation, place, by, now)
        rows = list(deliverable.parts.filter(section=part.section).standing().order_by("position", "at", "key"))
        at = next(n for n, row in enumerate(rows) if row.key == key)
        to = at - 1 if up else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
            for position, row in enumerate(rows):
                row.position = position
            Part.objects.bulk_update(rows, ["position"])


def come_in(deliverable: Deliverable, *, part: UUID, by: Any, now: datetime) -> None:
    """Somebody is in this part now, and in no other; before the first word nobody is. Raises what `save` raises."""
    ask_writing(deliverable, by, now)
    if not deliverable._state.adding:
        Presence.objects.update_or_create(deliverable=deliverable, user=by, defaults={"part": part, "seen_at": now})


def begin_next(obligation: Obligation, *, by: Any, now: datetime) -> Revision:
    """Begin the next revision while the last one is being read. Raises what `save` raises."""
    with transaction.atomic():
        return draft_of(begun(lock(obligation), by, now), by, now)


def _write(part: Part, written: dict[str, str], by: Any, now: datetime) -> None:
    part.values = part.values | written
    part.hands = part.hands | {field: [by.pk, now.isoformat()] for field in written}
    part.by, part.at = by, now


def _about(source: Source, place: Section, rows: Sequence[Part], by: Any, now: datetime) -> Part:
    """The row about a source: the last one that was taken out, as it was, or a new one."""
    pointer = place.pointer
    gone = [row for row in rows if row.dropped_at and pointer and row.values.get(pointer.slug) == source.key]
    part = gone[-1] if gone else Part(section=place.slug)
    _write(part, {} if gone else dict(source.values), by, now)
    part.dropped_at = None
    return part


def _conflict(part: Part, field: str, yours: str) -> Conflict:
    """Both texts, and who wrote the one that stands."""
    by, at = part.hands.get(field) or (part.by_id, part.at.isoformat())
    author = get_user_model().objects.filter(pk=by).first()
    return Conflict(field, yours, part.values.get(field, ""), author, datetime.fromisoformat(at))


def _place(obligation: Obligation, section: str, values: Mapping[str, Any]) -> Section:
    """The section, if all that was sent belongs into it."""
    found = form_of(obligation.requirement).section(section)
    if found is None:
        raise NoSuchPlace(_("This output has no such section. Please load the page again."))
    for field, sent in values.items():
        value = sent.value if isinstance(sent, Change) else sent
        asked = found.field(field)
        if asked is None or asked.type == "file":
            raise NoSuchPlace(_("“%(section)s” has no such question.") % {"section": found.title})
        if len(value) > LONGEST_ANSWER:
            raise TooLong(
                _("“%(field)s” is longer than %(n)d characters. Shorten it, or attach it as a file.")
                % {"field": asked.label, "n": LONGEST_ANSWER},
                field=field,
            )
    return found


def _locked(obligation: Obligation, place: Section, key: UUID, by: Any, now: datetime) -> Part:
    """The part, begun here where nobody has written yet. Its output is locked first: who writes in it waits in line."""
    known = Deliverable.objects.filter(pk=obligation.pk, parts__key=key, parts__section=place.slug)
    output = known.select_for_update(of=("self",)).first()
    if output is None:
        return _first_in(obligation, place, key, by, now)
    output.obligation = obligation
    ask_writing(output, by, now, section=place)
    part = Part.objects.get(pk=key)
    part.deliverable = output
    if part.dropped_at:
        raise NoSuchPlace(_("Somebody took this row out. Bring it back first; your text was not saved."))
    return part


def _first_in(obligation: Obligation, place: Section, key: UUID, by: Any, now: datetime) -> Part:
    """The one part of a section without rows, made by whoever writes there first."""
    if place.has_rows or key != Part.only_key(obligation.pk, place.slug):
        raise NoSuchPlace(_("This row is not there any more. Please load the page again."))
    made = {"deliverable": _writing(obligation, place, by, now), "section": place.slug, "by": by, "at": now}
    return Part.objects.get_or_create(key=key, defaults=made)[0]


def _writing(obligation: Obligation, place: Section, by: Any, now: datetime) -> Deliverable:
    """The output, locked and begun, into whose section this person writes."""
    deliverable = begun(lock(obligation), by, now, section=place)
    Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    noted_writer(deliverable, by, now)
    return deliverable


def _known_part(obligation: Obligation, key: UUID) -> Part:
    part = Part.objects.filter(deliverable=obligation.pk, key=key).first()
    if part is None:
        raise NoSuchPlace(_("This row is not there any more. Please load the page again."))
    return part


def _turn(obligation: Obligation, key: UUID, by: Any, now: datetime, *, dropped_at: datetime | None) -> Part:
    with transaction.atomic():
        part = _known_part(obligation, key)
        place = _place(obligation, part.section, {})
        if not place.has_rows:
            raise NoSuchPlace(_("“%(section)s” always stays; empty it instead.") % {"section": place.title})
        _writing(obligation, place, by, now)
        part.dropped_at = dropped_at
        part.save(update_fields=["dropped_at"])
    return part
