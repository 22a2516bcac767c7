"""The city's own pages: its people, and what it says about itself."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import ListView, UpdateView

from cities.actions.cities import describe_city
from cities.forms import DescriptionForm
from cities.models import City, Representative
from ui.guards import permitted, signed_in
from ui.views import VisibleMixin


@signed_in
class PeopleView(VisibleMixin, ListView):
    """Colleagues: everybody who has a seat of one's cities, by city."""

    model = Representative
    template_name = "cities/people.html"
    context_object_name = "seats"

    def get_queryset(self) -> QuerySet[Representative]:
        cities = City.objects.represented_by(self.request.user)
        seats = super().get_queryset().current().filter(city__in=cities)
        return seats.select_related("city", "user").order_by("city__name", "city", "pk")


@signed_in
class OwnCitiesView(VisibleMixin, ListView):
    """Which city to write about; with one there is nothing to choose."""

    model = City
    queryset_method = "represented_by"
    template_name = "cities/own.html"
    context_object_name = "cities"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        cities = list(self.get_queryset()[:2])
        if len(cities) == 1:
            return redirect("cities:describe", cities[0].slug)
        return super().get(request, *args, **kwargs)


@permitted("cities.describe_city")
class DescribeView(VisibleMixin, UpdateView):
    """What the city offers and seeks, in its own words."""

    model = City
    queryset_method = "kept_by"
    form_class = DescriptionForm
    template_name = "cities/describe.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        describe_city(self.object, **form.cleaned_data, by=self.request.user, now=timezone.now())
        messages.success(self.request, _("The description is saved."))
        return redirect("cities:describe", self.object.slug)
