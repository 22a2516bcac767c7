"""The form of an output as the programme's template states it: sections, rows, fields.

A form is data (its format stands in docs/formats.md); these classes only give it names. Outputs that are files
alone have a form without sections.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from milestones.models import Requirement

TAKEAWAYS = "takeaways"
"""The origin of rows that judge what a city noted on its visits."""
NEVER_PUBLIC = ("person", "takeaway")
"""Types of fields that visitors never see, whatever a form says: people, and what a city noted for itself."""


class Words(NamedTuple):
    """A limit in words; 0 means none."""

    least: int = 0
    most: int = 0

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Words:
        words = data.get("words") or {}
        return cls(words.get("min", 0), words.get("max", 0))


@dataclass(frozen=True)
class Field:
    """One question. `type` is a key of `deliverables.content.values.TYPES`."""

    data: Mapping[str, Any]

    @property
    def slug(self) -> str:
        return str(self.data["slug"])

    @property
    def label(self) -> str:
        return str(self.data["label"])

    @property
    def type(self) -> str:
        return str(self.data["type"])

    @property
    def help(self) -> str:
        return str(self.data.get("help", ""))

    @property
    def unit(self) -> str:
        return str(self.data.get("unit", ""))

    @property
    def is_required(self) -> bool:
        return bool(self.data.get("required", False))

    @property
    def is_public(self) -> bool:
        """Whether visitors see the answer once it is published: files where the form says so, some never."""
        return self.type not in NEVER_PUBLIC and bool(self.data.get("public", self.type != "file"))

    @property
    def words(self) -> Words:
        return Words.of(self.data)

    @property
    def options(self) -> dict[str, str]:
        return {each["slug"]: each["label"] for each in self.data.get("options", [])}

    @property
    def ends(self) -> tuple[str, str]:
        """What 1 and 5 mean on a scale."""
        low, high = self.data.get("ends", ("", ""))
        return str(low), str(high)

    @property
    def theme_kind(self) -> str:
        return str(self.data.get("kind", ""))

    @property
    def of(self) -> tuple[str, str]:
        """The form and the section whose rows a `row` field points at."""
        return parted(str(self.data.get("of", "")))

    @property
    def begins_with(self) -> str:
        """What of a takeaway it begins with: practice, text, useful_for, goals; or nothing."""
        return str(self.data.get("from", ""))


@dataclass(frozen=True)
class Section:
    data: Mapping[str, Any]

    @property
    def slug(self) -> str:
        return str(self.data["slug"])

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def help(self) -> str:
        return str(self.data.get("help", ""))

    @property
    def words(self) -> Words:
        """The limit of the section, or of each of its rows."""
        return Words.of(self.data)

    @property
    def has_rows(self) -> bool:
        return "rows" in self.data

    @property
    def rows(self) -> Words:
        """How many rows are asked for."""
        return Words(self._rows.get("min", 0), self._rows.get("max", 0))

    @property
    def row_name(self) -> str:
        """What one row is called: "Goal"."""
        return str(self._rows.get("name", self.title))

    @property
    def title_field(self) -> str:
        """The field that names a row where others point at it."""
        return str(self._rows.get("title", self.fields[0].slug))

    @property
    def keeps_goals(self) -> bool:
        """Its rows are the city's learning goals (`goals/`)."""
        return self._rows.get("keeps") == "learning-goals"

    @property
    def origin(self) -> str:
        """What its rows are about: TAKEAWAYS, rows of another section as `form.section`, or nothing that is known."""
        return str(self._rows.get("from", ""))

    @property
    def when(self) -> Mapping[str, Sequence[str]]:
        """Of the rows it comes from only those with one of these answers, by field."""
        return self._rows.get("when") or {}

    def takes(self, values: Mapping[str, str]) -> bool:
        """Whether a row with these answers is among those it comes from."""
        return all(values.get(field) in answers for field, answers in self.when.items())

    @property
    def verdict(self) -> Field | None:
        """The choice that judges a takeaway, in the section that does so."""
        return self.field(self._rows.get("verdict", ""))

    @property
    def pointer(self) -> Field | None:
        """The field that says which takeaway, or which row of another section, a row is about."""
        of = parted(self.origin)
        for field in self.fields if self.origin else ():
            if field.type == "takeaway" if self.origin == TAKEAWAYS else field.type == "row" and field.of == of:
                return field
        return None

    @cached_property
    def fields(self) -> list[Field]:
        return [Field(each) for each in self.data.get("fields", [])]

    def field(self, slug: str) -> Field | None:
        return next((each for each in self.fields if each.slug == slug), None)

    @property
    def _rows(self) -> Mapping[str, Any]:
        return self.data.get("rows") or {}


@dataclass(frozen=True)
class Form:
    data: Mapping[str, Any]

    @property
    def slug(self) -> str:
        return str(self.data.get("slug", ""))

    @property
    def name(self) -> str:
        return str(self.data.get("name", ""))

    @property
    def purpose(self) -> str:
        return str(self.data.get("purpose", ""))

    @property
    def takes_document(self) -> bool:
        """A file may be handed in instead of the form."""
        return bool(self.data.get("whole_document", not self.sections))

    @property
    def review_days(self) -> int:
        """Calendar days within which the programme team means to answer: the reviewers' clock."""
        return int(self._review.get("days", 14))

    @property
    def endorsement(self) -> tuple[int, int] | None:
        """(days, patience): the pilot side is asked within `days`; after `patience` days staff may go on."""
        asked = self._review.get("endorsement")
        return (int(asked["days"]), int(asked["patience"])) if asked else None

    @property
    def checklist(self) -> dict[str, str]:
        """The reviewers' questions by slug."""
        return {each["slug"]: each["text"] for each in self._review.get("checklist", [])}

    @property
    def _review(self) -> Mapping[str, Any]:
        return self.data.get("review") or {}

    @cached_property
    def sections(self) -> list[Section]:
        return [Section(each) for each in self.data.get("sections", [])]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the form: two forms are the same when they ask the same."""
        return sha256(json.dumps(self.data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def __bool__(self) -> bool:
        return bool(self.sections)

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)

    def section(self, slug: str) -> Section | None:
        return next((each for each in self.sections if each.slug == slug), None)

    def fields(self) -> Iterator[tuple[Section, Field]]:
        for section in self.sections:
            for field in section.fields:
                yield section, field


def form_of(requirement: Requirement) -> Form:
    """What this output asks today, from the cohort's copy of its programme; without sections when it is files alone."""
    return Form(requirement.cohort.forms.get(requirement.form) or {})


def title_field_of(forms: Mapping[str, Any], of: tuple[str, str]) -> str:
    """The field whose answer names a row of section `of` (form, section) in this programme."""
    section = Form(forms.get(of[0]) or {}).section(of[1])
    return section.title_field if section else ""


def parted(place: str) -> tuple[str, str]:
    """`form.section` as the slugs of both."""
    form, _dot, section = place.partition(".")
    return form, section
