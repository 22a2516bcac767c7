"""The page behind the link of an invitation: for seats, and for colleagues of the programme team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.actions import NotOpen, open_invitation
from accounts.forms import AcceptForm
from accounts.models import User
from cities.actions.seats import claim
from cities.models import Representative
from ui.context import reader
from ui.guards import public
from ui.views import refuse
from workflow.refusals import Refusal

PAGE = "cities/claim.html"
SIGN_IN_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public
@method_decorator(never_cache, name="dispatch")
class ClaimView(View):
    """Shows to what a person is invited and lets them accept: with a new login, or signed in with the one they have.

    Whether an address has a login is told only to whoever holds the link that was mailed to it.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            return render(request, PAGE, self._page(request, token))
        except NotOpen as refusal:
            return render(request, PAGE, {"sentence": str(refusal)}, status=410)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            page = self._page(request, token)
        except NotOpen as refusal:
            return render(request, PAGE, {"sentence": str(refusal)}, status=410)
        form: AcceptForm | None = page["form"]
        if form and not form.is_valid():
            return render(request, PAGE, page, status=422)
        try:
            answers = form.answers if form else {}
            user, seats = claim(token=token, by=page["person"], now=timezone.now(), **answers)
        except Refusal as refusal:
            return self._refused(request, page, refusal)
        return self._welcome(request, user, seats)

    def _page(self, request: HttpRequest, token: str) -> dict[str, Any]:
        """What the page shows; `step` is what stands between the reader and the seat."""
        invitation = open_invitation(token, now=timezone.now())
        person, owner = reader(request), User.objects.filter(email=invitation.email).first()
        if person and person != owner:
            step = "somebody_else"
        elif owner:
            step = "accept" if person else "sign_in"
        else:
            step = "new"
        return {
            "invitation": invitation,
            "seats": Representative.objects.waiting().filter(invitation=invitation).select_related("city"),
            "person": person,
            "step": step,
            "form": AcceptForm(invitation, data=request.POST or None) if step == "new" else None,
        }

    def _refused(self, request: HttpRequest, page: dict[str, Any], refusal: Refusal) -> HttpResponse:
        if page["form"]:
            refuse(page["form"], refusal)
            return render(request, PAGE, page, status=409)
        return render(request, PAGE, {"sentence": str(refusal)}, status=409)

    def _welcome(self, request: HttpRequest, user: User, seats: list[Representative]) -> HttpResponse:
        if not request.user.is_authenticated:
            login(request, user, backend=SIGN_IN_BACKEND)
        for seat in seats:
            place = {"seat": seat.get_role_display(), "city": seat.city}
            messages.success(request, _("Welcome. From now on you are %(seat)s representative of %(city)s.") % place)
        return redirect("first_page")
