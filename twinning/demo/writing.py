"""Cities write their outputs: what stands in `outputs/` goes field by field through the forms of the portal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from cities.models import Representative
from deliverables.actions import drafts, handing_in, writing
from deliverables.content.schema import Field, Section, form_of
from deliverables.models import Part
from milestones.models import Obligation
from twinning.demo.cast import Cast

HERE = Path(__file__).parent
Answers = Mapping[str, Any]


@cache
def text_of(code: str, city: str) -> dict[str, Any]:
    """What a city writes; see `outputs/README.md`."""
    return dict(yaml.safe_load((HERE / "outputs" / code / f"{city}.yaml").read_text(encoding="utf-8")))


def write(cast: Cast, city: str, code: str, role: str, now: datetime) -> None:
    """One person's part of the first version: the lead writes what has one row, the second what has many."""
    owed, text = cast.owed(city, code), text_of(code, city)
    for section in form_of(owed.requirement):
        if section.slug not in text or role != ("second" if section.has_rows else "lead"):
            continue
        by, said = cast.who(city, role), text[section.slug]
        if not section.has_rows:
            _type(owed, section, Part.only_key(owed.pk, section.slug), _typed(cast, owed, section, said), by, now)
        for row in said if section.has_rows else ():
            writing.add_row(owed, section=section.slug, values=_typed(cast, owed, section, row), by=by, now=now)
    if role == "lead":
        _attach(owed, text.get("files", {}), cast.who(city, role), now)


def write_second(cast: Cast, city: str, code: str, now: datetime) -> None:
    """What was asked for is changed, by the lead, and nothing else."""
    owed, by = cast.owed(city, code), cast.who(city, "lead")
    form = form_of(owed.requirement)
    for slug, said in text_of(code, city)["second"].items():
        section = form.section(slug)
        if section is None:
            raise LookupError(f"{code} of {city} changes a section {slug} that is not in its form")
        for key, answers in _by_row(owed, section, said):
            _type(owed, section, key, _typed(cast, owed, section, answers), by, now)
        for number in said.get("dropped", ()):
            writing.drop_row(owed, key=row_key(owed, slug, number), by=by, now=now)


def submit(cast: Cast, city: str, code: str, now: datetime) -> None:
    """The lead hands in the form, or a document where the plan says so."""
    uploads = [_file(f"{code}.pdf")] if city in cast.plan["roadmap"]["document"] else []
    note = cast.next_words("submissions", city, output=code)["note"]
    handing_in.submit(cast.owed(city, code), note=note, by=cast.who(city, "lead"), now=now, uploads=uploads)


def row_key(owed: Obligation, section: str, number: int) -> UUID:
    """The identity of a row, by its number in the first version."""
    rows = Part.objects.filter(deliverable=owed.pk, section=section).order_by("position")
    return rows[number - 1].key


def _by_row(owed: Obligation, section: Section, said: Mapping[Any, Any]) -> Iterator[tuple[UUID, Answers]]:
    if not section.has_rows:
        yield Part.only_key(owed.pk, section.slug), said
        return
    for number, answers in said.items():
        if number != "dropped":
            yield row_key(owed, section.slug, number), answers


def _type(owed: Obligation, section: Section, key: UUID, values: dict[str, str], by: Any, now: datetime) -> None:
    """Write over what stands there now."""
    part = Part.objects.filter(key=key).first()
    seen = part.values if part else {}
    changes = {field: writing.Change(value, writing.digest_of(seen.get(field, ""))) for field, value in values.items()}
    writing.save(owed, section=section.slug, key=key, changes=changes, by=by, now=now)


def _typed(cast: Cast, owed: Obligation, section: Section, said: Answers) -> dict[str, str]:
    fields = {field.slug: field for field in section.fields}
    return {slug: _answer(cast, owed, fields[slug], value) for slug, value in said.items()}


def _answer(cast: Cast, owed: Obligation, field: Field, said: Any) -> str:
    """An answer as it is typed: a day of the cohort as a date, a role as its seat, a number as the row it means."""
    match field.type:
        case "date":
            return str(cast.cohort.starts_on + timedelta(days=said))
        case "person":
            seats = Representative.objects.active().filter(city=owed.participation.city_id)
            return str(seats.get(role=said).pk)
        case "row":
            form, section = field.of
            return str(row_key(cast.owed(owed.participation.city.slug, form), section, said))
        case "takeaway":
            return str(owed.participation.takeaways.order_by("at")[said - 1].pk)
    return str(said)


def _attach(owed: Obligation, files: Mapping[str, str], by: Any, now: datetime) -> None:
    """Files go to a section, or to a field of it (`session.materials`)."""
    for where, name in files.items():
        section, _dot, field = where.partition(".")
        place = drafts.Place(section, Part.only_key(owed.pk, section), field)
        drafts.attach(owed, place=place, uploads=[_file(name)], by=by, now=now)


def _file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (HERE / "files" / name).read_bytes(), "application/pdf")
