from __future__ import annotations

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.models import Theme
from cohorts.models import Cohort
from goals.querysets import LearningGoalQuerySet


class GoalFilter(django_filters.FilterSet):
    """Of the goals of all cities."""

    cohort = django_filters.ModelChoiceFilter(
        field_name="participation__cohort",
        label=_("Cohort"),
        empty_label=_("All"),
        queryset=Cohort.objects,
        to_field_name="slug",
    )
    theme = django_filters.ModelChoiceFilter(
        label=_("Theme or lever"), empty_label=_("All"), queryset=Theme.objects, to_field_name="slug", method="about"
    )

    def about(self, goals: LearningGoalQuerySet, _name: str, theme: Theme) -> LearningGoalQuerySet:
        return goals.filter(Q(theme=theme) | Q(lever=theme))
