"""A story that begins from a visit: its facts are filled in, and every sentence of it waits to be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.models import Theme
from cohorts.querysets import cities_of
from goals.models import LearningGoal
from visits.models import Takeaway, Visit
from visits.offers import Offer

LONGEST_TITLE = 120


@dataclass(frozen=True)
class Beginning:
    """What a new story already knows: what the fields of its form begin with, and the threads it can be tied to."""

    initial: dict[str, Any] = field(default_factory=dict)
    visits: Iterable[Visit] = ()
    goals: Iterable[LearningGoal] = ()


def from_visit(visit: Visit, user: Any) -> Beginning:
    """Title, cities, themes, date, place, and what this person's cities took home (for staff: what all did)."""
    noted = Takeaway.objects.visible_to(user).current().filter(visit=visit)
    if not user.is_programme_staff:
        noted = noted.filter(participation__city__in=cities_of(user))
    takeaways = list(noted.with_names(user).order_by("participation__city__name", "at"))
    goals = list(LearningGoal.objects.visible_to(user).filter(takeaways__in=takeaways).distinct())
    cities = [each for each in (visit.host, *visit.guests) if each]
    facts = {"visit": visit, "cities": ", ".join(map(str, cities)), "takeaways": takeaways}
    initial = {
        "title": (_("What we saw in %(place)s") % {"place": visit.host or visit.place or visit.title})[:LONGEST_TITLE],
        "body": render_to_string("stories/from_visit.md", facts),
        "cities": cities,
        "cohort": visit.cohort_id,
        "themes": Theme.objects.filter(pk__in=_themes(visit, goals)),
        "visits": [visit.pk],
        "goals": [goal.pk for goal in goals],
    }
    return Beginning(initial, [visit], goals)


def offer(visit: Visit, user: Any) -> Offer | None:
    """What the page of a closed visit offers to those who may write stories."""
    if not user.has_perm("stories.write_story"):
        return None
    return Offer(_("Start a story"), f"{reverse('stories:new')}?visit={visit.pk}")


def _themes(visit: Visit, goals: Iterable[LearningGoal]) -> set[int]:
    """Of the goals that were answered, and of what was on the agenda."""
    of_goals = {theme for goal in goals for theme in (goal.theme_id, goal.lever_id) if theme}
    return of_goals | set(Theme.objects.filter(pk__in=visit.slots.values("themes")).values_list("pk", flat=True))
