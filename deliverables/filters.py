from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cohorts.models import Cohort
from deliverables.states import State
from milestones.models import Obligation, Requirement
from milestones.states import Kind, ObligationState


def countries_taking_part() -> list[tuple[str, str]]:
    codes = Obligation.objects.outputs().order_by().values_list("participation__city__country", flat=True).distinct()
    return sorted(((code, countries.name(code)) for code in codes), key=lambda pair: pair[1])


def kinds_of_output() -> QuerySet[Any, tuple[str, str]]:
    """The same output carries the same code in every cohort."""
    return Requirement.objects.filter(kind=Kind.OUTPUT).order_by("name").values_list("code", "name").distinct()


WHOSE = [("", _("All")), ("mine", _("Mine")), ("nobody", _("Without a reviewer"))]


class ReviewFilter(django_filters.FilterSet):
    """Of the outputs that wait for a review; `whose` is chosen by the tabs above the list."""

    whose = django_filters.ChoiceFilter(choices=WHOSE[1:], widget=HiddenInput, method="of_whom")
    cohort = django_filters.ModelChoiceFilter(
        field_name="obligation__requirement__cohort", label=_("Cohort"), empty_label=_("All"), queryset=Cohort.objects
    )
    requirement = django_filters.ChoiceFilter(
        field_name="obligation__requirement__code", label=_("Output"), empty_label=_("All"), choices=kinds_of_output
    )
    country = django_filters.ChoiceFilter(
        field_name="obligation__participation__city__country",
        label=_("Country"),
        empty_label=_("All"),
        choices=countries_taking_part,
    )

    def of_whom(self, outputs: QuerySet[Any], _name: str, whose: str) -> QuerySet[Any]:
        return outputs.filter(reviewer=self.request.user if whose == "mine" else None)


class OutputFilter(django_filters.FilterSet):
    """Of all outputs, begun or not."""

    cohort = django_filters.ModelChoiceFilter(
        field_name="requirement__cohort", label=_("Cohort"), empty_label=_("All"), queryset=Cohort.objects
    )
    requirement = django_filters.ChoiceFilter(
        field_name="requirement__code", label=_("Output"), empty_label=_("All"), choices=kinds_of_output
    )
    country = django_filters.ChoiceFilter(
        field_name="participation__city__country",
        label=_("Country"),
        empty_label=_("All"),
        choices=countries_taking_part,
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("All"), choices=State.choices, method="in_state"
    )

    def in_state(self, outputs: QuerySet[Obligation], _name: str, state: str) -> QuerySet[Obligation]:
        if state == State.WAIVED:
            return outputs.filter(state=ObligationState.WAIVED)
        begun = Q(deliverable__state=state)
        asked = Q(deliverable=None) | begun if state == State.NOT_STARTED else begun
        return outputs.filter(asked).exclude(state=ObligationState.WAIVED)
