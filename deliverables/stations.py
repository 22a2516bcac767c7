"""The stations that outputs add to the thread: rows that judge what was seen, and rows that act on a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from deliverables.content.document import POINTERS
from deliverables.content.schema import TAKEAWAYS, Form, Section
from deliverables.models import Part, Revision
from milestones.models import Obligation
from milestones.querysets import ObligationQuerySet

Values = Mapping[str, str]


@dataclass(frozen=True)
class Station:
    """One row of an output. `points_at` are the numbers of goals, takeaways and rows that it names."""

    key: UUID
    output: Obligation
    section: Section
    values: Values

    @property
    def judges(self) -> bool:
        """It says what becomes of a takeaway; other stations act on what was judged."""
        return self.section.verdict is not None

    @property
    def verdict(self) -> str:
        """The verdict as the form words it; "" while there is none."""
        asked = self.section.verdict
        return asked.options.get(self.values.get(asked.slug, ""), "") if asked else ""

    @property
    def name(self) -> str:
        return self.values.get(self.section.title_field, "") or self.section.row_name

    @property
    def points_at(self) -> frozenset[str]:
        named = (self.values.get(field.slug, "") for field in self.section.fields if field.type in POINTERS)
        return frozenset(number for number in named if number)

    @property
    def url(self) -> str:
        return f"{reverse('deliverables:output', args=[self.output.pk])}#part-{self.key}"


def stations_of(outputs: ObligationQuerySet, user: Any) -> list[Station]:
    """The stations in these outputs: of the working text where this person may read it, else of what was submitted.

    `outputs` are some that the person may know of. Three statements, however many there are.
    """
    asked = {each.pk: (each, _sections(each)) for each in outputs.select_related("requirement__cohort")}
    asked = {pk: (output, sections) for pk, (output, sections) in asked.items() if sections}
    parts = Part.objects.visible_to(user).standing().filter(deliverable__in=asked)
    rows = [(each.deliverable_id, each.section, each.key, each.values) for each in parts.order_by("position", "key")]
    unwritten = asked.keys() - {output for output, *_row in rows}
    submitted = Revision.objects.visible_to(user).submitted().filter(deliverable__in=unwritten).newest_of_each()
    rows += [row for revision in submitted for row in _frozen(revision)]
    return [
        Station(key, asked[number][0], asked[number][1][section], values)
        for number, section, key, values in rows
        if section in asked[number][1]
    ]


def goes_on(station: Station) -> bool:
    """Another form of the cohort asks for a row about it, as the action plan does after a verdict to adopt."""
    requirement = station.output.requirement
    here = f"{requirement.form}.{station.section.slug}"
    every = (section for form in requirement.cohort.forms.values() for section in Form(form))
    return any(section.origin == here and section.takes(station.values) for section in every)


def judges(output: Obligation) -> bool:
    """Takeaways are judged in it."""
    return any(section.verdict for section in _sections(output).values())


def acts(output: Obligation) -> bool:
    """Its rows come from rows of another output: actions from verdicts."""
    return any(section.origin != TAKEAWAYS for section in _sections(output).values())


def _sections(output: Obligation) -> dict[str, Section]:
    """The sections of an output whose rows come from somewhere, by slug."""
    form = Form(output.requirement.cohort.forms.get(output.requirement.form) or {})
    return {section.slug: section for section in form if section.origin}


def _frozen(revision: Revision) -> Iterator[tuple[int, str, UUID, Values]]:
    for section in (revision.content or {}).get("sections", ()):
        for row in section["rows"]:
            yield revision.deliverable_id, section["slug"], UUID(row["id"]), row["values"]
