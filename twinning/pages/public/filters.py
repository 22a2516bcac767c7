from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from cities.filters import CityFilter
from cities.querysets import CityQuerySet
from cohorts.models import Cohort
from cohorts.states import Role


class PublicCityFilter(CityFilter):
    """Find a city like mine: by a name in any script, by country, role, cohort and theme."""

    role = filters.ChoiceFilter(choices=Role.choices, method="in_role", label=_("Role"), empty_label=_("Every role"))
    cohort = filters.ModelChoiceFilter(
        queryset=Cohort.objects.public(),
        to_field_name="slug",
        method="in_cohort",
        label=_("Cohort"),
        empty_label=_("Every cohort"),
    )

    class Meta(CityFilter.Meta):
        fields = ["q", "country", "role", "cohort", "theme"]

    def in_role(self, cities: CityQuerySet, name: str, value: str) -> CityQuerySet:
        return cities.filter(
            participations__role=value, participations__withdrawn_on=None, participations__cohort__is_public=True
        )

    def in_cohort(self, cities: CityQuerySet, name: str, value: Cohort) -> CityQuerySet:
        return cities.filter(participations__cohort=value, participations__withdrawn_on=None)
