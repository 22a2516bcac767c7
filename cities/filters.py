from __future__ import annotations

import django_filters
from django.forms import CheckboxInput
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cities.models import City, Theme
from cities.querysets import CityQuerySet
from cities.states import CityKind


def countries_at_hand() -> list[tuple[str, str]]:
    """The countries that cities of the portal lie in, by their name in the reader's language."""
    codes = City.objects.order_by().values_list("country", flat=True).distinct()
    return sorted(((code, str(countries.name(code)) or code) for code in codes), key=lambda pair: pair[1])


class CityFilter(django_filters.FilterSet):
    """What every list of cities is filtered by; the public list adds what stands above (role, cohort)."""

    q = django_filters.CharFilter(label=_("Name"), method="search")
    country = django_filters.ChoiceFilter(label=_("Country"), choices=countries_at_hand, empty_label=_("Every country"))
    theme = django_filters.ModelChoiceFilter(
        label=_("Theme"),
        queryset=Theme.objects.all(),
        to_field_name="slug",
        empty_label=_("Every theme"),
        method="on_theme",
    )

    class Meta:
        model = City
        fields = ["q", "country", "theme"]

    def search(self, cities: CityQuerySet, _name: str, value: str) -> CityQuerySet:
        return cities.found_by(value)

    def on_theme(self, cities: CityQuerySet, _name: str, value: Theme) -> CityQuerySet:
        return cities.concerned_with(value)


class StaffCityFilter(CityFilter):
    """The desk's list: also by kind, and the cities that nobody leads."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CityKind.choices, empty_label=_("Every kind"))
    without_lead = django_filters.BooleanFilter(label=_("Without a lead"), method="nobody_leads", widget=CheckboxInput)

    class Meta(CityFilter.Meta):
        fields = ["q", "country", "kind", "theme", "without_lead"]

    def nobody_leads(self, cities: CityQuerySet, _name: str, value: bool) -> CityQuerySet:
        return cities.without_lead() if value else cities
