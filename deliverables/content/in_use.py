"""The forms of a cohort as its pages show them to the programme team."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from deliverables.content.changes import changes, span
from deliverables.content.schema import Field, Form, Section
from milestones.models import Requirement
from milestones.states import Kind

ANSWERED = {
    "text": _("a line of text"),
    "long": _("a text"),
    "number": _("a number"),
    "date": _("a date"),
    "choice": _("one from a list"),
    "scale": _("a mark from 1 to 5"),
    "theme": _("a theme"),
    "city": _("a city of the cohort"),
    "person": _("a person of the pairing"),
    "money": _("an amount in euro"),
    "file": _("a file"),
    "row": _("something written elsewhere"),
    "takeaway": _("a note from a visit"),
}
"""How a question is answered, by the type of its field."""


class Question(NamedTuple):
    """One question as staff read it: how it is answered, within which limit, from which list."""

    field: Field

    @property
    def answered(self) -> str | Promise:
        return ANSWERED[self.field.type]

    @property
    def limit(self) -> str:
        return span(self.field.words)

    @property
    def choices(self) -> list[str]:
        low, high = self.field.ends
        return [f"1: {low}", f"5: {high}"] if low else list(self.field.options.values())


class Asked(NamedTuple):
    """One section of a form."""

    section: Section

    @property
    def questions(self) -> list[Question]:
        return [Question(field) for field in self.section.fields]

    @property
    def rows(self) -> str:
        return span(self.section.rows)

    @property
    def words(self) -> str:
        return span(self.section.words)


class InUse(NamedTuple):
    """An output and its form; `changes` are what taking over the programme's newer version would bring."""

    requirement: Requirement
    form: Form
    changes: list[str]

    @property
    def sections(self) -> list[Asked]:
        return [Asked(section) for section in self.form]

    @property
    def questions(self) -> int:
        return sum(1 for _each in self.form.fields())


def in_use(cohort: Cohort) -> list[InUse]:
    """The outputs of a cohort in its order, those that are files alone with an empty form."""
    offered: dict[str, Any] = cohort.programme.template.get("forms") or {}
    rows = []
    for requirement in Requirement.objects.filter(cohort=cohort, kind=Kind.OUTPUT).order_by("position", "pk"):
        used = Form(cohort.forms.get(requirement.form) or {})
        newer = Form(offered.get(requirement.form) or used.data)
        rows.append(InUse(requirement, used, changes(used, newer)))
    return rows
