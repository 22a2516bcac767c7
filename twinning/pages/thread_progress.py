"""How far goals come: by theme, how many reached a visit, a verdict, an action, a story, and where they stop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from cities.models import Theme
from cohorts.models import Cohort
from deliverables.querysets import outputs_visible_to
from deliverables.stations import Station, stations_of
from goals.models import LearningGoal
from stories.models import Story
from stories.states import State
from twinning.pages.thread_stops import belonging
from ui.export import TABLES
from ui.guards import staff_only
from visits.models import AgendaSlot, Takeaway
from visits.states import VisitState

PER_PAGE = 50
NO_THEME = "none"


class Reach(models.TextChoices):
    """What a goal can come to, in the order of its thread."""

    GOAL = "goal", lazy("A goal")
    VISIT = "visit", lazy("A visit")
    VERDICT = "verdict", lazy("A verdict")
    ACTION = "action", lazy("An action")
    STORY = "story", lazy("A story")


@dataclass(frozen=True)
class Way:
    """How far one goal has come; `stops_at` is the last of what it `reached`."""

    goal: LearningGoal
    reached: frozenset[Reach]

    @property
    def stops_at(self) -> Reach:
        return [each for each in Reach if each in self.reached][-1]


@dataclass(frozen=True)
class Count:
    """Of some goals: how many reached this, and for how many it is the last; shares of all of them in percent."""

    reach: Reach
    reached: int
    stopped: int
    share: int

    @property
    def width(self) -> str:
        return f"{self.share}%"


@dataclass(frozen=True)
class Line:
    """One theme, or all of them together (`slug` is empty)."""

    slug: str
    name: str
    total: int
    counts: Sequence[Count]

    @property
    def query(self) -> str:
        return urlencode({"theme": self.slug}) if self.slug else ""


class ThreadFilter(django_filters.FilterSet):
    """Of the goals that are counted."""

    cohort = django_filters.ModelChoiceFilter(
        field_name="participation__cohort",
        label=lazy("Cohort"),
        empty_label=lazy("All"),
        queryset=Cohort.objects,
        to_field_name="slug",
    )
    theme = django_filters.ModelChoiceFilter(
        label=lazy("Theme"),
        empty_label=lazy("All"),
        queryset=Theme.objects,
        to_field_name="slug",
        null_label=lazy("Without a theme"),
        null_value=NO_THEME,
    )


class WayFilter(ThreadFilter):
    """Of the goals behind a number; how far they came is asked of the ways, not of the database."""

    reached = django_filters.ChoiceFilter(
        label=lazy("Reached"), empty_label=lazy("All"), choices=Reach.choices, method="later"
    )
    stopped = django_filters.ChoiceFilter(
        label=lazy("Stopped at"), empty_label=lazy("All"), choices=Reach.choices, method="later"
    )

    def later(self, goals: Any, _name: str, _value: str) -> Any:
        return goals

    def chosen(self, name: str) -> str:
        return self.form.cleaned_data.get(name, "") if self.form.is_valid() else ""


@staff_only
@require_safe
def progress(request: HttpRequest) -> HttpResponseBase:
    """The funnel, of all goals and theme by theme; as a table for spreadsheets with `?export=csv` or `xlsx`."""
    chosen = ThreadFilter(request.GET or None, queryset=_goals(request))
    ways = ways_of(chosen.qs, request.user)
    every, themes = line_of("", _("All themes"), ways), by_theme(ways)
    if write := TABLES.get(request.GET.get("export", "")):
        return write("learning-thread", *as_table([*themes, every]))
    context = {"filter": chosen, "every": every, "themes": themes, "reaches": list(Reach), "kept": _kept(request)}
    return render(request, "pages/thread_progress.html", context)


@staff_only
@require_safe
def goals(request: HttpRequest) -> HttpResponseBase:
    """The goals behind a number of the funnel, each with how far it came; also as a table."""
    chosen = WayFilter(request.GET or None, queryset=_goals(request))
    reached, stopped = chosen.chosen("reached"), chosen.chosen("stopped")
    ways = [
        each
        for each in ways_of(chosen.qs, request.user)
        if (not reached or reached in each.reached) and (not stopped or stopped == each.stops_at)
    ]
    if write := TABLES.get(request.GET.get("export", "")):
        return write("learning-goals-thread", *as_list(ways))
    page = Paginator(ways, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter": chosen, "page": page, "reaches": list(Reach)[1:]}
    return render(request, "pages/thread_goals.html", context)


def ways_of(goals: Iterable[LearningGoal], user: Any) -> list[Way]:
    """How far each of these goals has come: what is written counts as soon as it is there, a draft too.

    Eight statements, however many goals there are.
    """
    goals = list(goals)
    on_visits = set(
        AgendaSlot.goals.through.objects.filter(learninggoal__in=goals)
        .exclude(agendaslot__visit__state=VisitState.CANCELLED)
        .values_list("learninggoal", flat=True)
    )
    answers: dict[Any, set[str]] = defaultdict(set)
    ties = Takeaway.goals.through.objects.filter(learninggoal__in=goals, takeaway__dropped_at=None)
    for number, takeaway in ties.values_list("learninggoal", "takeaway"):
        answers[number].add(str(takeaway))
    told = Story.goals.through.objects.filter(learninggoal__in=goals).exclude(story__state=State.RETIRED)
    told_of = set(told.values_list("learninggoal", flat=True))
    stations = _stations(goals, user)
    ways = []
    for goal in goals:
        verdicts, actions = belonging(stations[goal.participation_id], str(goal.pk), answers[goal.pk])
        found = {
            Reach.GOAL: True,
            Reach.VISIT: goal.pk in on_visits or bool(answers[goal.pk]),
            Reach.VERDICT: bool(verdicts),
            Reach.ACTION: bool(actions),
            Reach.STORY: goal.pk in told_of,
        }
        ways.append(Way(goal, frozenset(each for each, is_there in found.items() if is_there)))
    return ways


def by_theme(ways: Iterable[Way]) -> list[Line]:
    """One line a theme by its name, goals without one last."""
    groups: dict[Theme | None, list[Way]] = defaultdict(list)
    for way in ways:
        groups[way.goal.theme].append(way)
    named = sorted((theme for theme in groups if theme), key=lambda theme: str(theme.name))
    lines = [line_of(theme.slug, theme.name, groups[theme]) for theme in named]
    return lines + ([line_of(NO_THEME, _("Without a theme"), groups[None])] if None in groups else [])


def line_of(slug: str, name: str, ways: Sequence[Way]) -> Line:
    total = len(ways)
    counts = []
    for reach in Reach:
        reached = sum(reach in way.reached for way in ways)
        stopped = sum(reach == way.stops_at for way in ways)
        counts.append(Count(reach, reached, stopped, round(100 * reached / total) if total else 0))
    return Line(slug, name, total, counts)


def as_table(lines: Iterable[Line]) -> tuple[list[str], Iterator[list[object]]]:
    """What the page shows as header and rows."""
    header = [
        _("Theme"),
        *(_("Reached: %s") % each.label for each in Reach),
        *(_("Stopped at: %s") % each.label for each in Reach),
    ]
    return header, (
        [line.name, *(each.reached for each in line.counts), *(each.stopped for each in line.counts)] for line in lines
    )


def as_list(ways: Iterable[Way]) -> tuple[list[str], Iterator[list[object]]]:
    """The goals with what they reached: 1 or 0."""
    header = [
        _("City"),
        _("Cohort"),
        _("Theme"),
        _("Question"),
        *(str(each.label) for each in list(Reach)[1:]),
        _("Stopped at"),
    ]
    rows = ([*_words(way), *(int(each in way.reached) for each in list(Reach)[1:]), way.stops_at.label] for way in ways)
    return header, rows


def _words(way: Way) -> list[object]:
    goal, row = way.goal, way.goal.participation
    return [row.city.name, row.cohort.name, goal.theme and goal.theme.name, goal.question]


def _goals(request: HttpRequest) -> Any:
    """Goals of cities that are still in, city by city."""
    goals = LearningGoal.objects.visible_to(request.user).standing().with_names()
    return goals.order_by("-participation__cohort__starts_on", "participation__city__name", "participation", "position")


def _stations(goals: Iterable[LearningGoal], user: Any) -> dict[int, list[Station]]:
    """Of the outputs of their cities, by participation."""
    outputs = outputs_visible_to(user).filter(participation__in={goal.participation_id for goal in goals})
    found: dict[int, list[Station]] = defaultdict(list)
    for each in stations_of(outputs, user):
        found[each.output.participation_id].append(each)
    return found


def _kept(request: HttpRequest) -> str:
    """The filters that go along to the goals behind a number."""
    kept = {name: request.GET[name] for name in ("cohort", "theme") if request.GET.get(name)}
    return urlencode(kept)
