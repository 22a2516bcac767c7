"""A few small pages in which the guards, fragments and refusals of `ui` are tried."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.generic import DetailView, TemplateView

from accounts.models import User
from ui.guards import demand, permitted, public, signed_in, staff_only
from ui.views import FragmentMixin, VisibleMixin, page_or_part, refused, visible_or_404
from workflow.refusals import NotNow


@public
def open_page(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


@signed_in
def own_page(request: HttpRequest) -> HttpResponse:
    return render(request, "work.html")


@staff_only
def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse("desk")


@permitted("accounts.administer_people")
def make_person(request: HttpRequest) -> HttpResponse:
    return HttpResponse("made")


@permitted("accounts.administer_people")
def end_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = visible_or_404(User, request, pk=pk)
    demand(request.user, "accounts.administer_people", person)
    return HttpResponse("ended")


@signed_in
class Person(VisibleMixin, DetailView):
    model = User
    template_name = "work.html"


@permitted("accounts.administer_people")
class EditPerson(VisibleMixin, DetailView):
    model = User
    template_name = "work.html"


@public
class Listing(FragmentMixin, TemplateView):
    template_name = "base.html"
    fragment_template = "components/badge.html"


@public
def listing(request: HttpRequest) -> HttpResponse:
    return page_or_part(request, "base.html", "components/badge.html", {"label": "a part"})


@signed_in
def late(request: HttpRequest) -> HttpResponse:
    return refused(request, NotNow("This is approved by now."), to="/own/")


@signed_in
def thanks(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Saved.")
    return render(request, "work.html")


@public
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("own/", own_page, name="first_page"),
    path("desk/", desk),
    path("people/", make_person),
    path("people/<int:pk>/", Person.as_view()),
    path("people/<int:pk>/edit/", EditPerson.as_view()),
    path("people/<int:pk>/end/", end_person),
    path("listing/", listing),
    path("listing-class/", Listing.as_view()),
    path("late/", late),
    path("thanks/", thanks),
    path("broken/", broken),
    path("workspace/", own_page),
    path("workspace/hours/", own_page),
    path("programme/", desk),
    *i18n_patterns(path("stories/", open_page), prefix_default_language=False),
]
