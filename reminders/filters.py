from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cohorts.models import Cohort
from milestones.models import Obligation
from reminders.catalogue import STEPS, Audience


def countries_that_owe() -> list[tuple[str, str]]:
    codes = Obligation.objects.standing().open().order_by().values_list("participation__city__country", flat=True)
    return sorted(((code, countries.name(code)) for code in codes.distinct()), key=lambda pair: pair[1])


LISTS = ("chase", "coming", "sent", "silent")
"""The lists of the desk; the first one is the page that opens."""
QUESTIONS = ("cohort", "country", "step", "audience")


class ChaseFilter(django_filters.FilterSet):
    """Of what is chased; which step comes next is asked of the ladder, by the lists themselves."""

    cohort = django_filters.ModelChoiceFilter(
        field_name="participation__cohort", label=_("Cohort"), empty_label=_("All"), queryset=Cohort.objects
    )
    country = django_filters.ChoiceFilter(
        field_name="participation__city__country", label=_("Country"), empty_label=_("All"), choices=countries_that_owe
    )
    step = django_filters.ChoiceFilter(
        label=_("Next step"),
        empty_label=_("All"),
        choices=[(step.word, step.name) for step in STEPS],
        method="leave_to_the_lists",
    )
    audience = django_filters.ChoiceFilter(
        label=_("Reaches"),
        empty_label=_("All"),
        choices=[(each.name.lower(), each.value) for each in Audience],
        method="leave_to_the_lists",
    )
    list = django_filters.ChoiceFilter(
        choices=[(name, name) for name in LISTS], widget=HiddenInput, method="leave_to_the_lists"
    )

    class Meta:
        model = Obligation
        fields = [*QUESTIONS, "list"]

    @classmethod
    def of(cls, address: QueryDict, obligations: QuerySet[Any]) -> ChaseFilter:
        """The filters of an address; they stay folded when it asks nothing, and keep the list it is about."""
        asks = any(address.get(name) for name in QUESTIONS)
        found = cls(address if asks else None, queryset=obligations)
        found.form.fields["list"].initial = address.get("list")
        return found

    def leave_to_the_lists(self, queryset: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return queryset
