"""The bare pages: a constant, a page of 21 KB, the same from the database and from the cache, and the matrix twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_page

from bench.bare.models import City, Deliverable, Obligation, Participation, Requirement

ITEMS = [
    {"id": n, "name": f"City & {n}", "country": "RO", "population": 1000 * n, "offers": "What it tries out. " * 18}
    for n in range(30)
]
LINKS = [(f"/{n}/", f"Way {n}") for n in range(8)]


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "bare/page.html", {"items": ITEMS, "links": LINKS, "today": date(2026, 1, 1)})


def from_database(request: HttpRequest) -> HttpResponse:
    context = {"items": City.objects.order_by("name")[:30], "links": LINKS, "today": date(2026, 1, 1)}
    return render(request, "bare/page.html", context)


def matrix_by_template(request: HttpRequest, cohort: str) -> HttpResponse:
    requirements, rows = _matrix(cohort)
    return render(request, "bare/matrix.html", {"requirements": requirements, "rows": rows})


def matrix_by_python(request: HttpRequest, cohort: str) -> HttpResponse:
    requirements, rows = _matrix(cohort)
    body = "".join(
        f'<tr><th scope="row"><a href="/cities/{city.pk}/">{escape(city.name)}</a></th>'
        + "".join(
            f'<td class="cell cell--{state}"><a href="/obligations/{pk}/">{escape(state)} <small>{due}</small></a></td>'
            for pk, state, due in cells
        )
        + "</tr>"
        for city, cells in rows
    )
    return render(request, "bare/matrix.html", {"requirements": requirements, "body": mark_safe(body)})  # noqa: S308


def _matrix(cohort: str) -> tuple[list[Requirement], list[tuple[City, list[Any]]]]:
    """In four statements: what is asked, of whom, how it stands, what was handed in."""
    requirements = list(Requirement.objects.filter(cohort__slug=cohort).order_by("position"))
    members = Participation.objects.filter(cohort__slug=cohort).select_related("city").order_by("city__name")
    rows: dict[int, tuple[City, list[Any]]] = {member.pk: (member.city, []) for member in members}
    states = dict(
        Deliverable.objects.filter(obligation__participation__cohort__slug=cohort).values_list("obligation", "state")
    )
    obligations = Obligation.objects.filter(participation__cohort__slug=cohort).order_by("requirement__position")
    for pk, member, state, due in obligations.values_list("pk", "participation", "state", "effective_due_on"):
        rows[member][1].append((pk, states.get(pk, state), due))
    return requirements, list(rows.values())


urlpatterns = [
    path("constant/", constant),
    path("page/", page),
    path("database/", from_database),
    path("cached/", cache_page(60)(page)),
    path("matrix-template/<slug:cohort>/", matrix_by_template),
    path("matrix-python/<slug:cohort>/", matrix_by_python),
    path("cities/<int:pk>/", constant, name="city"),
    path("obligations/<int:pk>/", constant, name="obligation"),
]
