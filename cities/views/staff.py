"""The desk's pages of cities: the list, one city, and what staff correct there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DetailView, UpdateView
from django_filters.views import FilterView

from cities.actions import cities as actions
from cities.actions import seats
from cities.filters import StaffCityFilter
from cities.forms import AddCityForm, AliasForm, CityFactsForm, said_in
from cities.models import City, CityName, Representative
from ui.guards import staff_only
from ui.views import VisibleMixin, refuse, refused, visible_or_404
from workflow.models import Step
from workflow.refusals import Refusal


@staff_only
class CitiesView(VisibleMixin, FilterView):
    """Every city of the portal with who leads it."""

    model = City
    filterset_class = StaffCityFilter
    template_name = "cities/cities.html"
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[City]:
        current = Representative.objects.current().select_related("user")
        return super().get_queryset().prefetch_related(Prefetch("seats", current, to_attr="current_seats"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        never_invited = Representative.objects.never_invited().count()
        return super().get_context_data(never_invited=never_invited, **kwargs)


@staff_only
class CityView(VisibleMixin, DetailView):
    """One city: its facts, names, seats and history."""

    model = City
    template_name = "cities/city.html"

    def get_queryset(self) -> QuerySet[City]:
        return super().get_queryset().select_related("parent").prefetch_related("names", "parts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = list(Representative.objects.filter(city=self.object).select_related("user", "invitation"))
        steps = Step.objects.of(self.object) | Step.objects.of_all(Representative, [seat.pk for seat in held])
        return super().get_context_data(
            alias_form=AliasForm(),
            current=[seat for seat in held if not seat.ended_on],
            ended=[seat for seat in held if seat.ended_on],
            steps=steps.select_related("by"),
            **kwargs,
        )


@staff_only
class AddCityView(CreateView):
    """Name and country are enough; the gazetteer knows the rest."""

    model = City
    form_class = AddCityForm
    template_name = "cities/form.html"
    extra_context = {
        "heading": gettext_lazy("Add a city"),
        "hint": gettext_lazy(
            "Coordinates, population and time zone are filled in from the gazetteer. You can correct them afterwards."
        ),
        "button": gettext_lazy("Add the city"),
    }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        answers = form.cleaned_data
        facts = {"kind": answers["kind"], "parent": answers["parent"]}
        try:
            city = actions.create_city(
                said_in(answers), answers["country"], **facts, by=self.request.user, now=timezone.now()
            )
        except Refusal as refusal:
            refuse(form, refusal)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, _("%s is added.") % city)
        return redirect("cities:city", city.slug)


@staff_only
class CityFactsView(VisibleMixin, UpdateView):
    """Correct what the gazetteer or a spreadsheet said."""

    model = City
    form_class = CityFactsForm
    template_name = "cities/form.html"
    extra_context = {"heading": gettext_lazy("Correct the facts"), "button": gettext_lazy("Save the facts")}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            city = actions.edit_city(self.object, **form.cleaned_data, by=self.request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, _("The facts are saved."))
        return redirect("cities:city", city.slug)


@staff_only
@require_POST
def add_name(request: HttpRequest, slug: str) -> HttpResponse:
    city = visible_or_404(City, request, slug=slug)
    form, page = AliasForm(request.POST), reverse("cities:city", args=[slug])
    try:
        if not form.is_valid():
            raise actions.NotAName(_("Please write the name, with at most 120 letters."))
        actions.add_alias(city, form.cleaned_data["name"], by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=page)
    return redirect(page)


@staff_only
@require_POST
def remove_name(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    alias = visible_or_404(CityName, request, pk=pk, city__slug=slug)
    page = reverse("cities:city", args=[slug])
    try:
        actions.remove_alias(alias, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=page)
    return redirect(page)


@staff_only
@require_POST
def invite_waiting(request: HttpRequest) -> HttpResponse:
    """The first letter to everybody an import appointed."""
    sent = seats.invite_waiting(Representative.objects.visible_to(request.user), by=request.user, now=timezone.now())
    messages.success(request, ngettext("%d invitation is on its way.", "%d invitations are on their way.", sent) % sent)
    return redirect("cities:cities")
