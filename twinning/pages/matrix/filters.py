from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cohorts.models import Participation
from cohorts.states import Role
from milestones.models import Milestone
from ui.looks import LOOKS

STATES = ("late", "due_soon", "submitted", "changes_asked", "draft", "waived", "open", "approved", "fulfilled")


class MatrixFilter(filters.FilterSet):
    """Cities by country and role in the query; the others narrow the columns and rows that were read."""

    country = filters.ChoiceFilter(field_name="city__country", label=_("Country"), empty_label=_("All countries"))
    role = filters.ChoiceFilter(choices=Role.choices, label=_("Role"), empty_label=_("All roles"))
    module = filters.ChoiceFilter(method="as_it_is", label=_("Module"), empty_label=_("All modules"))
    state = filters.ChoiceFilter(
        method="as_it_is",
        label=_("State"),
        empty_label=_("All states"),
        choices=[(state, LOOKS[state].word) for state in STATES],
    )

    milestone = filters.ChoiceFilter(method="as_it_is", label=_("Milestone reached"), empty_label=_("Reached or not"))

    class Meta:
        model = Participation
        fields = ["country", "role", "module", "state", "milestone"]

    def __init__(
        self, *args: Any, modules: list[tuple[str, str]], codes: list[str], milestones: list[Milestone], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        reached = [(str(each.pk), each.name) for each in milestones]
        self.filters["milestone"].field.choices = [("", _("Reached or not")), *reached]
        self.filters["module"].field.choices = [("", _("All modules")), *modules]
        named = sorted(((code, countries.name(code)) for code in codes), key=lambda each: each[1])
        self.filters["country"].field.choices = [("", _("All countries")), *named]

    def as_it_is(self, queryset: QuerySet[Participation], name: str, value: str) -> QuerySet[Participation]:
        return queryset

    def chosen(self, name: str) -> str:
        return self.form.cleaned_data.get(name) or "" if self.form.is_valid() else ""
