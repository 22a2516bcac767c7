"""Lists of learning goals. The page of one goal shows several rooms and stands in `twinning/pages/thread.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import ListView
from django_filters.views import FilterView

from cities.rules import seats_of
from goals.filters import GoalFilter
from goals.models import LearningGoal
from goals.wording import fields_of, label_of
from ui.export import TABLES
from ui.guards import signed_in, staff_only
from ui.views import VisibleMixin


@signed_in
class OwnGoals(VisibleMixin, ListView):
    """A representative's list: the city's own goals, cohort by cohort, then those of its pairings, city by city."""

    model = LearningGoal
    template_name = "goals/own_goals.html"

    def get_queryset(self) -> QuerySet[Any]:
        goals = super().get_queryset().current().with_names()
        return goals.order_by("-participation__cohort__starts_on", "participation", "position")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cities = {seat.city_id for seat in seats_of(self.request.user)}
        own = [goal for goal in self.object_list if goal.participation.city_id in cities]
        shared = [goal for goal in self.object_list if goal.participation.city_id not in cities]
        return super().get_context_data(own=own, shared=shared, **kwargs)


@staff_only
class AllGoals(VisibleMixin, FilterView):
    """What all cities that are still in want to learn; as a table for spreadsheets with `?export=csv` or `xlsx`."""

    model = LearningGoal
    template_name = "goals/programme.html"
    filterset_class = GoalFilter
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[Any]:
        goals = super().get_queryset().standing().with_names()
        return goals.order_by(
            "-participation__cohort__starts_on", "participation__city__name", "participation", "position"
        )

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponseBase:
        if write := TABLES.get(self.request.GET.get("export", "")):
            return write("learning-goals", *as_table(list(self.object_list)))
        return super().render_to_response(context, **response_kwargs)


@signed_in
def goals(request: HttpRequest) -> HttpResponseBase:
    return redirect("goals:programme") if request.user.is_programme_staff else OwnGoals.as_view()(request)


def as_table(goals: list[LearningGoal]) -> tuple[list[str], Iterable[list[object]]]:
    """What the list shows and all other answers as header and rows; a field is one column in all cohorts."""
    fixed = [
        _("City"),
        _("English name"),
        _("Country"),
        _("Cohort"),
        _("Number"),
        _("Question"),
        _("Theme"),
        _("Lever of change"),
        _("By when"),
        _("Agreed"),
    ]
    fields = {slug: field for goal in goals for slug, field in fields_of(goal.participation.cohort).items()}
    slugs = list(dict.fromkeys(slug for goal in goals for slug in goal.values))
    return [*fixed, *(label_of(slug, fields) for slug in slugs)], _lines(goals, slugs)


def _lines(goals: list[LearningGoal], slugs: list[str]) -> Iterator[list[object]]:
    for goal in goals:
        city, cohort = goal.participation.city, goal.participation.cohort
        agreed = goal.agreed_at and cohort.local_date(goal.agreed_at)
        yield [
            city.name,
            city.english_name,
            city.country.name,
            cohort.name,
            goal.position,
            goal.question,
            goal.theme and goal.theme.name,
            goal.lever and goal.lever.name,
            goal.by_when,
            agreed,
            *(goal.values.get(slug, "") for slug in slugs),
        ]
