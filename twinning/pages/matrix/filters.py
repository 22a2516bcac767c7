from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participation
from cohorts.states import Role
from ui.looks import LOOKS

STATES = ("late", "due_soon", "submitted", "changes_asked", "draft", "waived", "open", "approved", "fulfilled")


class MatrixFilter(filters.FilterSet):
    """Cities by country and role in the query; the others narrow the columns and rows that were read."""

    country = filters.ChoiceFilter(field_name="city__country", label=_("Country"), empty_label=_("All countries"))
    role = filters.ChoiceFilter(choices=Role.choices, label=_("Role"), empty_label=_("All roles"))
    module = filters.ChoiceFilter(method="as_it_is", label=_("Module"), empty_label=_("All modules"))
    requirement = filters.ChoiceFilter(method="as_it_is", label=_("Obligation"), empty_label=_("All obligations"))
    state = filters.ChoiceFilter(
        method="as_it_is",
        label=_("State"),
        empty_label=_("All states"),
        choices=[*((state, LOOKS[state].word) for state in STATES), ("done", _("Submitted or done"))],
    )
    milestone = filters.ChoiceFilter(method="as_it_is", label=_("Milestone reached"), empty_label=_("Reached or not"))

    class Meta:
        model = Participation
        fields = ["country", "role", "module", "requirement", "state", "milestone"]

    def __init__(self, *args: Any, choices: Mapping[str, Iterable[tuple[str, str]]], **kwargs: Any) -> None:
        """`choices` of this cohort by the name of the filter, besides the empty one."""
        super().__init__(*args, **kwargs)
        for name, known in choices.items():
            chosen = self.filters[name]
            chosen.field.choices = [("", chosen.extra["empty_label"]), *known]

    def as_it_is(self, queryset: QuerySet[Participation], name: str, value: str) -> QuerySet[Participation]:
        return queryset

    def chosen(self, name: str) -> str:
        return self.form.cleaned_data.get(name) or "" if self.form.is_valid() else ""
