from __future__ import annotations

from operator import itemgetter
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cities.models import City
from cohorts.models import Participation
from deliverables.across.tallies import Tally
from milestones.models import Obligation, Requirement

APPROVED = "approved"


class AnswerFilter(django_filters.FilterSet):
    """Of what the cities of one cohort owe: whose answers are read, and which revision of them."""

    output = django_filters.ChoiceFilter(field_name="requirement__code", label=_("Output"), empty_label=_("All"))
    read = django_filters.ChoiceFilter(
        label=_("Revision"),
        empty_label=_("Newest submitted"),
        choices=[(APPROVED, _("Approved only"))],
        method="of_the_revisions",
    )
    country = django_filters.ChoiceFilter(
        field_name="participation__city__country", label=_("Country"), empty_label=_("All")
    )
    city = django_filters.ChoiceFilter(field_name="participation__city__slug", label=_("City"), empty_label=_("All"))

    def __init__(self, *args: Any, requirements: list[Requirement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owing = Participation.objects.filter(obligations__in=self.queryset.values("pk"))
        cities = list(City.objects.filter(participations__in=owing.values("pk")).distinct())
        choices = {
            "output": [(each.code, each.name) for each in requirements],
            "country": sorted(
                {(str(city.country), countries.name(city.country)) for city in cities}, key=itemgetter(1)
            ),
            "city": sorted(((city.slug, city.latin_name) for city in cities), key=itemgetter(1)),
        }
        for name in choices.keys() & self.filters.keys():
            self.filters[name].extra["choices"] = choices[name]

    @property
    def is_of_approved(self) -> bool:
        return self.is_bound and self.form.is_valid() and self.form.cleaned_data["read"] == APPROVED

    def of_the_revisions(self, owed: QuerySet[Obligation], _name: str, _value: str) -> QuerySet[Obligation]:
        """What is owed is the same; which revision of it is read is asked where revisions are."""
        return owed


class RowFilter(AnswerFilter):
    """Of the rows behind one question; the answer stands in the address and is chosen in the table."""

    output = None
    answer = django_filters.CharFilter(method="of_the_revisions", widget=forms.HiddenInput)

    def answered(self, tally: Tally) -> str:
        """The answer whose rows are asked for; "" for those of all."""
        answer = self.form.cleaned_data["answer"] if self.is_bound and self.form.is_valid() else ""
        return answer if tally.label_of(answer) else ""
