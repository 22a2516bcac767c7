"""What rows are to be written about: takeaways that wait for a verdict, verdicts that wait for an action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from cohorts.models import Participation
from deliverables.content.schema import TAKEAWAYS, Field, Form, Section, parted, title_field_of
from deliverables.models import Part
from goals.models import LearningGoal
from visits.models import Takeaway


@dataclass(frozen=True)
class Source:
    """One thing a row is to be about. `key` is what the row's pointer holds, `about` where it comes from in a few
    words, `values` what a row about it begins with.
    """

    key: str
    name: str
    about: str
    values: Mapping[str, str]


Sources = Mapping[str, Sequence[Source]]
"""By the slug of the section whose rows are to be about them."""


def sources_for(form: Form, participation: Participation) -> Sources:
    """Everything rows of this form are to be about; a takeaway whose verdict staff waived is not among it."""
    found = {}
    for section in form:
        if pointer := section.pointer:
            read = _takeaways if section.origin == TAKEAWAYS else _rows
            found[section.slug] = read(section, pointer, participation)
    return found


def waiting(section: Section, rows: Iterable[Mapping[str, str]], sources: Sources) -> list[Source]:
    """The sources of a section that none of its rows, given by their values, is about."""
    if section.pointer is None:
        return []
    named = {values.get(section.pointer.slug) for values in rows}
    return [each for each in sources.get(section.slug, ()) if each.key not in named]


def _takeaways(section: Section, pointer: Field, participation: Participation) -> list[Source]:
    """What the city noted on its visits, in their order."""
    goals = Prefetch("goals", LearningGoal.objects.current().order_by("position"), to_attr="asked")
    noted = Takeaway.objects.current().filter(participation=participation, verdict_waiver=None)
    found = noted.select_related("visit").prefetch_related(goals).order_by("visit__starts_on", "at", "pk")
    return [Source(str(each.pk), each.practice, str(each.visit), _begun(section, pointer, each)) for each in found]


def _begun(section: Section, pointer: Field, takeaway: Any) -> dict[str, str]:
    """The answers that a takeaway gives by itself; `asked` are the goals it answers."""
    said = {
        "practice": takeaway.practice,
        "text": takeaway.text,
        "useful_for": takeaway.useful_for,
        "goals": next((str(goal.pk) for goal in takeaway.asked), ""),
    }
    begun = {field.slug: said.get(field.begins_with, "") for field in section.fields}
    return {slug: text for slug, text in begun.items() if text} | {pointer.slug: str(takeaway.pk)}


def _rows(section: Section, pointer: Field, participation: Participation) -> list[Source]:
    """Rows of another output of the city with the answers that count, as they are written now."""
    of = parted(section.origin)
    forms = participation.cohort.forms
    titled, name = title_field_of(forms, of), Form(forms.get(of[0]) or {}).name
    parts = Part.objects.standing().filter(
        deliverable__obligation__participation=participation,
        deliverable__obligation__requirement__form=of[0],
        section=of[1],
    )
    return [
        Source(str(each.key), each.values.get(titled, ""), name, {pointer.slug: str(each.key)})
        for each in parts.order_by("position", "at", "key")
        if section.takes(each.values)
    ]
