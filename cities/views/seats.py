"""What staff do with the seats of a city: a page with one form each, or a button."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from cities.actions import seats as actions
from cities.forms import AppointForm, EndForm, RoleForm, SuccessorForm
from cities.models import City, Representative
from ui.guards import staff_only
from ui.views import refuse, refused, visible_or_404
from workflow.refusals import Refusal


class SeatFormView(FormView, ABC):
    """A page with one form about a seat."""

    template_name = "cities/form.html"
    city: City
    seat: Representative

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.find(request, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def find(self, request: HttpRequest, pk: int) -> None:
        self.seat = visible_or_404(Representative, request, pk=pk)
        self.city = self.seat.city

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            done = self.act(form.cleaned_data, by=self.request.user, now=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, done)
        return redirect("cities:city", self.city.slug)

    @abstractmethod
    def act(self, answers: dict[str, Any], **who: Any) -> str:
        """Carry out what the form says; `who` is `by` and `now`. Answers the sentence to show, or raises Refusal."""


@staff_only
class AppointView(SeatFormView):
    form_class = AppointForm
    extra_context = {
        "heading": gettext_lazy("Appoint a representative"),
        "hint": gettext_lazy("The person claims the seat by the link in the letter. It works once, for 14 days."),
        "button": gettext_lazy("Appoint"),
    }

    def find(self, request: HttpRequest, slug: str) -> None:  # type: ignore[override]
        self.city = visible_or_404(City, request, slug=slug)

    def act(self, answers: dict[str, Any], **who: Any) -> str:
        seat = actions.appoint(city=self.city, **answers, **who)
        return _("%(person)s is appointed %(seat)s.") % {
            "person": seat.name or seat.email,
            "seat": seat.get_role_display(),
        }


@staff_only
class HandOverView(SeatFormView):
    form_class = SuccessorForm
    extra_context = {
        "heading": gettext_lazy("Hand the seat over"),
        "hint": gettext_lazy("The old mandate ends at once. Open work passes on; what was done stays with the city."),
        "button": gettext_lazy("Hand over"),
    }

    def act(self, answers: dict[str, Any], **who: Any) -> str:
        seat = actions.hand_over(self.seat, **answers, **who)
        return _("The seat has passed to %s.") % (seat.name or seat.email)


@staff_only
class RoleView(SeatFormView):
    form_class = RoleForm
    extra_context = {"heading": gettext_lazy("Change the seat"), "button": gettext_lazy("Save the seat")}

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.seat.role}

    def act(self, answers: dict[str, Any], **who: Any) -> str:
        seat = actions.change_role(self.seat, answers["role"], **who)
        return _("%(person)s is %(seat)s now.") % {
            "person": seat.name or seat.email,
            "seat": seat.get_role_display(),
        }


@staff_only
class EndView(SeatFormView):
    form_class = EndForm
    extra_context = {
        "heading": gettext_lazy("End the mandate"),
        "hint": gettext_lazy("The person's rights for this city end at once. What they did stays with the city."),
        "button": gettext_lazy("End the mandate"),
    }

    def act(self, answers: dict[str, Any], **who: Any) -> str:
        seat = actions.end_mandate(self.seat, **answers, **who)
        return _("The mandate of %s has ended.") % (seat.name or seat.email)


@staff_only
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, actions.resend, _("The invitation is on its way."))


@staff_only
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, actions.revoke, _("The invitation is taken back; its link is dead."))


def _change(request: HttpRequest, pk: int, action: Callable[..., Any], done: str) -> HttpResponse:
    seat = visible_or_404(Representative, request, pk=pk)
    page = reverse("cities:city", args=[seat.city.slug])
    try:
        action(seat, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=page)
    messages.success(request, done)
    return redirect(page)
