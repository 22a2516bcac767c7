from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cohorts.models import Cohort
from travel.models import Trip
from travel.states import TripState


class TripFilter(django_filters.FilterSet):
    """Of all trips."""

    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("All"), choices=TripState.choices)
    cohort = django_filters.ModelChoiceFilter(
        label=_("Cohort"), empty_label=_("All"), queryset=Cohort.objects, to_field_name="slug"
    )
    city = django_filters.ModelChoiceFilter(
        label=_("City"),
        empty_label=_("All"),
        to_field_name="slug",
        queryset=lambda request: City.objects.filter(pk__in=Trip.objects.values("city")).order_by("name"),
    )
