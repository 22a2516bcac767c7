"""The small cohort with forms: Alba Iulia owes the five built-in outputs; Ana and Mara write, Radu reads along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from cities.actions.themes import load_themes
from cities.models import City
from cohorts.actions.forms import keep_forms
from cohorts.programmes.checking import check
from cohorts.programmes.reading import built_in_path, read
from deliverables.actions import handing_in, writing
from deliverables.content.lookups import Names, names_for
from deliverables.content.schema import Field, Section, Words, form_of
from deliverables.models import Deliverable, Part, Revision
from milestones.models import Obligation
from tests.deliverables.world import NOW, World, make_world
from tests.factories import ObligationFactory, RequirementFactory, SeatFactory

SAID = "We asked the people who live here and they want to know when the first block gets warm"
"""One true sentence, as long as an answer needs."""


@dataclass
class WrittenWorld(World):
    """The outputs of Alba Iulia by what they are called; `roadmap` is written in a form here too."""

    mara: User
    plan: Obligation
    assessment: Obligation
    actions: Obligation
    info: Obligation

    def output(self, obligation: Obligation | None = None) -> Deliverable:
        return Deliverable.objects.get(pk=(obligation or self.roadmap).pk)

    def submit(self, obligation: Obligation | None = None, at: datetime = NOW, by: User | None = None) -> Revision:
        """Hand in what is written; `fill` it before."""
        done = handing_in.submit(obligation or self.roadmap, note="Here it is.", by=by or self.ana, now=at)
        return done.revisions.submitted().latest("number")

    def write(
        self, obligation: Obligation, part: Part, by: User | None = None, at: datetime = NOW, **values: str
    ) -> writing.Saved:
        """Type into a row, having seen what stands there now."""
        seen = {field: writing.digest_of(part.values.get(field, "")) for field in values}
        changes = {field: writing.Change(value, seen[field]) for field, value in values.items()}
        return writing.save(obligation, section=part.section, key=part.key, changes=changes, by=by or self.ana, now=at)


def make_written_world() -> WrittenWorld:
    load_themes()
    small = make_world()
    alba = City.objects.get(slug="alba-iulia")
    cohort = small.roadmap.requirement.cohort
    cohort.form_book = keep_forms(check(read(built_in_path("twinning-learning-programme")))["forms"])
    cohort.save()
    outputs = {}
    for slug, form in cohort.forms.items():
        requirement = small.roadmap.requirement
        if slug == requirement.code:
            requirement.form = slug
            requirement.save()
            small.roadmap.refresh_from_db()
        else:
            made = RequirementFactory(module=requirement.module, code=slug, name=form["name"], form=slug)
            outputs[slug] = ObligationFactory(requirement=made, participation=small.roadmap.participation)
    return WrittenWorld(
        **vars(small),
        mara=SeatFactory(city=alba, user__name="Mara Ionescu", role="second").user,
        plan=outputs["stakeholder-engagement-plan"],
        assessment=outputs["transferability-assessment"],
        actions=outputs["action-plan"],
        info=outputs["info-session"],
    )


def fill(
    world: WrittenWorld, obligation: Obligation, by: User | None = None, at: datetime = NOW, rows: int = 0
) -> dict[str, list[Part]]:
    """Answer every question that can be typed or chosen, in as many rows as are asked for or as `rows` says."""
    by, form = by or world.ana, form_of(obligation.requirement)
    names = names_for(form, obligation.participation)
    written: dict[str, list[Part]] = {}
    for section in form:
        if section.has_rows:
            written[section.slug] = [
                writing.add_row(obligation, section=section.slug, by=by, now=at, values=_answers(section, names, n))
                for n in range(1, (rows or section.rows.least or 1) + 1)
            ]
        else:
            only = Part(key=Part.only_key(obligation.pk, section.slug), section=section.slug)
            written[section.slug] = [world.write(obligation, only, by, at, **_answers(section, names, 1)).part]
    return written


def _answers(section: Section, names: Names, number: int) -> dict[str, str]:
    return {each.slug: answer(each, names, number) for each in section.fields if each.type != "file"}


def answer(field: Field, names: Names, number: int = 1) -> str:
    """Something that answers the question and passes the check."""
    match field.type:
        case "text" | "long":
            return _said(field.words, number)
        case "date":
            return f"2026-10-{number % 28 + 1:02}"
        case "scale":
            return str(number % 5 + 1)
        case "number" | "money":
            return str(number * 10)
    return next(iter(names.choices(field)), "")


def _said(words: Words, number: int) -> str:
    enough = max(words.least, min(12, words.most or 12))
    said = f"{number} {SAID} ".split()
    return " ".join((said * (enough // len(said) + 1))[:enough])
