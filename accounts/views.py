from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, ListView, UpdateView
from django_filters.views import FilterView

from accounts import actions
from accounts.filters import PeopleFilter
from accounts.forms import InviteStaffForm, PreferencesForm
from accounts.models import Invitation, User
from ui.guards import signed_in, staff_only
from ui.views import VisibleMixin, refused, visible_or_404
from workflow.models import Step
from workflow.refusals import Refusal


@signed_in
class PreferencesView(UpdateView):
    """Name, language and clock of the person signed in; passwords and factors have pages of their own."""

    form_class = PreferencesForm
    template_name = "accounts/preferences.html"

    def get_object(self, queryset: QuerySet[User] | None = None) -> User:
        # A copy: what a refused form writes into it must not show in the header of the page.
        return User.objects.visible_to(self.request.user).get(pk=self.request.user.pk)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        actions.change_preferences(self.object, **form.cleaned_data)
        messages.success(self.request, _("Your preferences are saved."))
        return redirect("accounts:preferences")


@staff_only
class PeopleView(VisibleMixin, FilterView):
    """Everybody with a login. Who is invited and has none yet stands under Invitations."""

    model = User
    filterset_class = PeopleFilter
    template_name = "accounts/people.html"
    paginate_by = 50
    strict = False


@staff_only
class PersonView(VisibleMixin, DetailView):
    """One login: what it may do, what happened to it, and what staff can change."""

    model = User
    template_name = "accounts/person.html"
    context_object_name = "person"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(moves=moves_for(self.object), steps=Step.objects.of(self.object), **kwargs)


@staff_only
@method_decorator(reauthentication_required(allow_get=True), name="dispatch")
class InviteStaffView(FormView):
    """Invite somebody into the programme team. People of cities are invited on their city's page."""

    form_class = InviteStaffForm
    template_name = "accounts/invite.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        answers = form.cleaned_data
        actions.invite(**answers, by=self.request.user, now=timezone.now(), as_programme_staff=True)
        messages.success(self.request, _("The invitation to %(email)s is on its way.") % answers)
        return redirect("accounts:invitations")


@staff_only
class InvitationsView(VisibleMixin, ListView):
    """Letters that wait for an answer, the expired among them."""

    model = Invitation
    template_name = "accounts/invitations.html"
    context_object_name = "invitations"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Invitation]:
        return super().get_queryset().waiting().select_related("invited_by")


@staff_only
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, Invitation, pk, actions.resend, _("A new link is on its way; the old one is dead."))


@staff_only
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, Invitation, pk, actions.revoke, _("The invitation is revoked; its link is dead."))


@staff_only
@require_POST
@reauthentication_required
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, User, pk, actions.deactivate, _("The login is closed and all its sessions have ended."))


@staff_only
@require_POST
@reauthentication_required
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, User, pk, actions.reactivate, _("The login is open again."))


@staff_only
@require_POST
@reauthentication_required
def make_staff(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, User, pk, actions.make_staff, _("This person belongs to the programme team now."))


@staff_only
@require_POST
@reauthentication_required
def end_staff(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, User, pk, actions.end_staff, _("This person no longer belongs to the programme team."))


def moves_for(person: User) -> list[dict[str, str]]:
    """The buttons of a person's page, for `components/moves.html`."""
    if not person.is_active:
        verbs = [("reactivate", _("Open the login again"))]
    elif person.is_programme_staff:
        verbs = [("end_staff", _("Take out of the programme team")), ("deactivate", _("Close the login"))]
    else:
        verbs = [("make_staff", _("Take into the programme team")), ("deactivate", _("Close the login"))]
    return [{"label": label, "url": reverse(f"accounts:{verb}", args=[person.pk])} for verb, label in verbs]


def _change(
    request: HttpRequest, model: type[User | Invitation], pk: int, action: Callable[..., Any], done: str
) -> HttpResponse:
    subject = visible_or_404(model, request, pk=pk)
    page = reverse("accounts:person", args=[pk]) if model is User else reverse("accounts:invitations")
    try:
        action(subject, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=page)
    messages.success(request, done)
    return redirect(page)
