from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from visits.querysets.visits import VisitQuerySet


class VisitFilter(django_filters.FilterSet):
    """Of all visits; `today` parts what is past from the rest."""

    cohort = django_filters.ModelChoiceFilter(
        label=_("Cohort"), empty_label=_("All"), queryset=Cohort.objects, to_field_name="slug"
    )
    when = django_filters.ChoiceFilter(
        label=_("When"),
        empty_label=_("All"),
        method="at_that_time",
        choices=[("upcoming", _("Ahead or going on")), ("past", _("Past"))],
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def at_that_time(self, visits: VisitQuerySet, _name: str, when: str) -> VisitQuerySet:
        return visits.upcoming(self.today) if when == "upcoming" else visits.past(self.today)
