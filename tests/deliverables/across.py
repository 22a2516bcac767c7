"""A cohort whose cities have answered: revisions as submitting freezes them, with answers drawn by lot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from accounts.models import User
from cities.actions.themes import load_themes
from cities.models import Theme
from cohorts.actions.forms import keep_forms
from cohorts.models import Cohort
from cohorts.programmes.checking import check
from cohorts.programmes.reading import built_in_path, read
from deliverables.content.schema import Field, Form, Section
from deliverables.models import Deliverable, OutputForm, Review, Revision
from milestones.models import Obligation, Requirement
from tests.factories import (
    CityFactory,
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    ParticipationFactory,
    RequirementFactory,
    UserFactory,
)

NOW = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
EMPTY_IN = 5
"""One answer in so many is left out."""


@dataclass
class Across:
    """`written` are the rows as they were drawn: the figures are checked against these, not against the database."""

    cohort: Cohort
    staff: User
    writer: User
    requirements: dict[str, Requirement]
    lot: Random
    themes: dict[str, str] = field(default_factory=dict)
    written: list[tuple[Revision, str, dict[str, str]]] = field(default_factory=list)

    def city(self, **more: object) -> dict[str, Obligation]:
        """A city that takes part and owes every output, by its form."""
        part = ParticipationFactory(cohort=self.cohort, city=CityFactory(**more))
        return {
            slug: ObligationFactory(requirement=each, participation=part) for slug, each in self.requirements.items()
        }

    def form(self, slug: str) -> Form:
        return Form(self.cohort.forms[slug])

    def hand_in(self, owed: Obligation, *, approved: bool = False, rows: int = 4) -> Revision:
        """The next revision of this output, every answer drawn by lot."""
        form = self.form(owed.requirement.form)
        output, _made = Deliverable.objects.get_or_create(pk=owed.pk)
        Deliverable.objects.filter(pk=owed.pk).update(state="approved" if approved else "submitted")
        kept, _made = OutputForm.objects.get_or_create(
            digest=form.digest, defaults={"schema": form.data, "first_at": NOW}
        )
        revision = Revision.objects.create(
            deliverable=output,
            number=output.revisions.count() + 1,
            by=self.writer,
            created_at=NOW,
            submitted_at=NOW,
            submitted_by=self.writer,
            form=kept,
            content={"form": form.digest, "sections": []},
        )
        revision.content["sections"] = [self._section(revision, section, rows) for section in form]
        revision.save()
        if approved:
            Review.objects.create(revision=revision, verdict="approved", fingerprint="-", by=self.staff, at=NOW)
        return revision

    def _section(self, revision: Revision, section: Section, rows: int) -> dict[str, object]:
        drawn = [
            {each.slug: self._answer(each) for each in section.fields}
            for _row in range(self.lot.randint(1, rows) if section.has_rows else 1)
        ]
        self.written += [(revision, section.slug, values) for values in drawn]
        return {"slug": section.slug, "rows": [self._frozen(section.fields, values) for values in drawn]}

    def _frozen(self, fields: Iterable[Field], values: dict[str, str]) -> dict[str, object]:
        shown = {
            each.slug: each.options.get(values[each.slug]) or self.themes.get(values[each.slug], "") for each in fields
        }
        key = UUID(int=self.lot.getrandbits(128), version=4)
        return {"id": str(key), "values": values, "shown": {slug: name for slug, name in shown.items() if name}}

    def _answer(self, asked: Field) -> str:
        if not self.lot.randrange(EMPTY_IN):
            return ""
        return self.lot.choice(self._answers(asked))

    def _answers(self, asked: Field) -> list[str]:
        match asked.type:
            case "choice":
                return list(asked.options)
            case "theme":
                return list(self.themes)
            case "scale":
                return ["1", "2", "3", "4", "5"]
            case "date":
                return [f"{2026 + n % 3}-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(1, 400)]
        return [f"{asked.label} {n}" for n in range(1, 100)]


def make_across(cities: int = 0, seed: int = 20260402) -> Across:
    """A cohort with the five built-in outputs; of its cities all have handed in all outputs once."""
    load_themes()
    forms = check(read(built_in_path("twinning-learning-programme")))["forms"]
    cohort = CohortFactory(form_book=keep_forms(forms))
    module = ModuleFactory(cohort=cohort)
    world = Across(
        cohort=cohort,
        staff=UserFactory(staff=True),
        writer=UserFactory(),
        requirements={
            slug: RequirementFactory(module=module, code=slug, name=form["name"], form=slug)
            for slug, form in forms.items()
        },
        lot=Random(seed),  # noqa: S311 - a draw that comes out the same each time
        themes={each.slug: each.name for each in Theme.objects.filter(kind="domain")},
    )
    for _city in range(cities):
        for owed in world.city().values():
            world.hand_in(owed)
    return world
