from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cities.models import Representative
from cities.states import SeatRole
from cohorts.models import Participation

CLAIM_WITHIN = timedelta(days=7)
"""After so long an invitation that nobody took up is looked into."""
Members = QuerySet[Participation]


class MemberFilter(django_filters.FilterSet):
    """Of the cities of a cohort those whose people need somebody, as of `now`; the desk counts by the same filter."""

    people = django_filters.ChoiceFilter(
        label=_("People"),
        empty_label=_("All"),
        choices=[("without_lead", _("Nobody leads")), ("unclaimed", _("An invitation was not taken up"))],
        method="whose_people",
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def whose_people(self, members: Members, _name: str, what: str) -> Members:
        still_in = members.filter(withdrawn_on=None)
        seats = Representative.objects.current().filter(city=OuterRef("city"))
        if what == "without_lead":
            # Who owes nothing needs nobody who leads.
            return still_in.exclude(Exists(seats.filter(role=SeatRole.LEAD))).exclude(obligations=None)
        return still_in.filter(Exists(seats.filter(user=None, invitation__sent_at__lt=self.now - CLAIM_WITHIN)))
