"""The outputs of a cohort, read across all its cities.

Rows come from what the newest submitted revisions froze; what a city is still writing is nobody's figure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import ngettext

from cohorts.models import Cohort
from deliverables.across.tallies import COUNTED, Said, Tally
from deliverables.content.schema import Form, form_of
from deliverables.models import Revision
from milestones.models import Requirement
from milestones.querysets import ObligationQuerySet
from milestones.states import Kind

CHOSEN = {
    "learning-roadmap": ("goals.theme",),
    "stakeholder-engagement-plan": ("stakeholders.kind",),
    "transferability-assessment": ("practices.verdict", "practices.main_barrier"),
    "action-plan": ("actions.theme", "actions.cost_class", "actions.start"),
}
"""What is shown of the built-in forms at first; of all others, and of one output by itself, every question."""


@dataclass(frozen=True)
class Output:
    """One output of a cohort with the revisions that are read: of every city that handed it in, one."""

    requirement: Requirement
    owed: int
    revisions: list[Revision]

    @property
    def form(self) -> Form:
        return form_of(self.requirement)

    @property
    def standing(self) -> str:
        """How many cities stand behind the figures, and whose outputs cannot be counted."""
        read = ngettext("Read: %(n)d of %(owed)d city.", "Read: %(n)d of %(owed)d cities.", self.owed) % {
            "n": len(self._written),
            "owed": self.owed,
        }
        files = len(self.revisions) - len(self._written)
        beside = ngettext(
            "%(n)d more handed in a document of its own, which cannot be counted.",
            "%(n)d more handed in documents of their own, which cannot be counted.",
            files,
        )
        return f"{read} {beside % {'n': files}}" if files else read

    @property
    def chosen(self) -> list[Tally]:
        """What is shown of this output among others."""
        wanted = [self.tally(*name.split(".")) for name in CHOSEN.get(self.requirement.form, ())]
        return [each for each in wanted if each] or self.tallies

    @cached_property
    def tallies(self) -> list[Tally]:
        """Every question of the form that can be counted, in the order of the form."""
        return [
            Tally(self.requirement, section, field, self._said[section.slug])
            for section, field in self.form.fields()
            if field.type in COUNTED
        ]

    def tally(self, section: str, field: str) -> Tally | None:
        return next((each for each in self.tallies if (each.section.slug, each.field.slug) == (section, field)), None)

    @cached_property
    def _written(self) -> list[Revision]:
        return [each for each in self.revisions if each.content is not None]

    @cached_property
    def _said(self) -> dict[str, list[Said]]:
        """Every row of every revision by its section: the one time that contents are gone through."""
        sections = {section.slug: section for section in self.form}
        found: dict[str, list[Said]] = {slug: [] for slug in sections}
        for revision in self._written:
            for part in (revision.content or {})["sections"]:
                if section := sections.get(part["slug"]):
                    found[section.slug] += [
                        Said(revision, section, row["id"], row["values"], row["shown"]) for row in part["rows"]
                    ]
        return found


def asked_in_forms(cohort: Cohort) -> list[Requirement]:
    """The outputs of a cohort that are written in a form, in its order."""
    asked = list(
        Requirement.objects.filter(cohort=cohort, kind=Kind.OUTPUT).exclude(form="").order_by("position", "pk")
    )
    for each in asked:
        each.cohort = cohort
    return asked


def read_across(
    requirements: Iterable[Requirement], owed: ObligationQuerySet, *, approved: bool = False
) -> list[Output]:
    """What the cities wrote that owe `owed`, by output: the newest submitted revision of each, or the newest approved.

    Two questions to the database, however many cities there are.
    """
    asked = Counter(owed.order_by().values_list("requirement", flat=True))
    submitted = Revision.objects.submitted()
    newest = (submitted.approved() if approved else submitted).newest_of_each()
    revisions = (
        newest.filter(deliverable__obligation__in=owed.values("pk"))
        .select_related("deliverable__obligation__participation__city")
        .order_by("deliverable__obligation__participation__city__name", "pk")
    )
    by_requirement: dict[int, list[Revision]] = defaultdict(list)
    for each in revisions:
        by_requirement[each.deliverable.obligation.requirement_id].append(each)
    return [Output(each, asked[each.pk], by_requirement[each.pk]) for each in requirements]
