"""What the other answers of a goal are called: the names of the fields stand in the forms of its cohort."""

from __future__ import annotations

from typing import Any

from cohorts.models import Cohort
from goals.models import LearningGoal

KEEPS = "learning-goals"
"""The mark of a section of a form whose rows are learning goals."""


def fields_of(cohort: Cohort) -> dict[str, dict[str, Any]]:
    """The fields of a goal in the forms of this cohort, by slug and in the order of the form."""
    sections = [section for form in cohort.forms.values() for section in form["sections"]]
    kept = [section for section in sections if section.get("rows", {}).get("keeps") == KEEPS]
    return {field["slug"]: field for section in kept for field in section["fields"]}


def answers_of(goal: LearningGoal) -> list[tuple[str, str]]:
    """Name and text of the goal's other answers: those of the form in its order, then what it does not ask any more."""
    fields = fields_of(goal.participation.cohort)
    slugs = [*(slug for slug in fields if slug in goal.values), *(slug for slug in goal.values if slug not in fields)]
    return [(label_of(slug, fields), _shown(goal.values[slug], fields.get(slug, {}))) for slug in slugs]


def label_of(slug: str, fields: dict[str, dict[str, Any]]) -> str:
    """The field's own name, else its slug as words."""
    return fields[slug]["label"] if slug in fields else slug.replace("_", " ").replace("-", " ").capitalize()


def _shown(answer: str, field: dict[str, Any]) -> str:
    """A choice by its label, everything else as it was written."""
    return next((option["label"] for option in field.get("options", []) if option["slug"] == answer), answer)
