from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from learning.querysets.sessions import LearningSessionQuerySet
from learning.states import Kind, SessionState


class SessionFilter(django_filters.FilterSet):
    """Of all sessions; `now` parts what is over from the rest."""

    cohort = django_filters.ModelChoiceFilter(
        label=_("Cohort"), empty_label=_("All"), queryset=Cohort.objects, to_field_name="slug"
    )
    when = django_filters.ChoiceFilter(
        label=_("When"),
        empty_label=_("All"),
        method="at_that_time",
        choices=[("ahead", _("Ahead or going on")), ("past", _("Over"))],
    )
    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("All"), choices=SessionState.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("All"), choices=Kind.choices)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def at_that_time(self, sessions: LearningSessionQuerySet, _name: str, when: str) -> LearningSessionQuerySet:
        return sessions.ahead(self.now) if when == "ahead" else sessions.past(self.now)
