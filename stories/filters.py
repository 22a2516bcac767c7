from __future__ import annotations

import django_filters as filters
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cities.filters import countries_at_hand
from cities.models import Theme
from cohorts.models import Cohort
from stories.models import Story
from stories.querysets import StoryQuerySet
from stories.states import State
from ui.templatetags.kit import lang_name


def languages_by_own_name() -> list[tuple[str, str]]:
    return sorted(((code, lang_name(code)) for code, _name in settings.LANGUAGES), key=lambda pair: pair[1])


def years_of_stories() -> list[tuple[int, int]]:
    days = Story.objects.published().dates("published_on", "year", order="DESC")
    return [(day.year, day.year) for day in days]


class StoryFilter(filters.FilterSet):
    """What a reader looks for; it lives in the address."""

    q = filters.CharFilter(method="search", label=_("Words or a city"))
    theme = filters.ModelChoiceFilter(
        field_name="themes",
        queryset=Theme.objects.all(),
        to_field_name="slug",
        label=_("Theme"),
        empty_label=_("Every theme"),
    )
    country = filters.ChoiceFilter(
        method="in_country", choices=countries_at_hand, label=_("Country"), empty_label=_("Every country")
    )
    cohort = filters.ModelChoiceFilter(
        queryset=Cohort.objects.public(), to_field_name="slug", label=_("Cohort"), empty_label=_("Every cohort")
    )
    language = filters.ChoiceFilter(choices=languages_by_own_name, label=_("Language"), empty_label=_("Every language"))
    year = filters.ChoiceFilter(
        field_name="published_on",
        lookup_expr="year",
        choices=years_of_stories,
        label=_("Year"),
        empty_label=_("Every year"),
    )

    class Meta:
        model = Story
        fields = ["q", "theme", "country", "cohort", "language", "year"]

    def search(self, stories: StoryQuerySet, name: str, value: str) -> StoryQuerySet:
        return stories.found_by(value)

    def in_country(self, stories: QuerySet[Story], name: str, value: str) -> QuerySet[Story]:
        return stories.filter(pk__in=Story.objects.filter(cities__country=value).values("pk"))


class DeskStoryFilter(filters.FilterSet):
    """The lists behind the desk: by state and language."""

    state = filters.ChoiceFilter(choices=State.choices, label=_("State"), empty_label=_("Every state"))
    language = filters.ChoiceFilter(choices=languages_by_own_name, label=_("Language"), empty_label=_("Every language"))

    class Meta:
        model = Story
        fields = ["state", "language"]
