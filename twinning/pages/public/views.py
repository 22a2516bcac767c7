from __future__ import annotations

from typing import Any

from django.contrib.sitemaps.views import sitemap as addresses
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.models import City
from cities.names import fold, latin
from cohorts.models import Cohort, Module, Pairing, PairingSide, Participation
from deliverables.models import Publication
from stories.models import Story
from twinning.pages.public.exchanges import city_map, europe_map, exchanges
from twinning.pages.public.figures import figures, milestones
from twinning.pages.public.filters import PublicCityFilter
from twinning.pages.public.sitemaps import SITEMAPS
from ui.export import csv_table
from ui.guards import public
from ui.views import visible_or_404
from ui.visitors import kept_for_visitors
from visits.models import Visit

FRONT = 6


@public
@kept_for_visitors
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the map, three figures, the newest stories, and how a twinning works."""
    context = {
        "map": europe_map(exchanges(public_sides())),
        "figures": figures(),
        "stories": front_stories(),
    }
    return render(request, "public/home.html", context)


@public
@kept_for_visitors
def world(request: HttpRequest) -> HttpResponse:
    """The map of everybody and the same content as a list."""
    context = {
        "map": europe_map(exchanges(public_sides())),
        "pairings": in_order(Pairing.objects.public().standing()),
    }
    return render(request, "public/map.html", context)


@public
@kept_for_visitors
def cities(request: HttpRequest) -> HttpResponse:
    """Every city of a public cohort, to be found by name in any script, country, role, cohort and theme."""
    every = City.objects.filter(participations__cohort__is_public=True, participations__withdrawn_on=None)
    chosen = PublicCityFilter(request.GET or None, queryset=every.distinct())
    found = list(chosen.qs.order_by("name", "pk"))
    roles = roles_by_city(found)
    sides = public_sides().filter(participation__city__in=[city.pk for city in found])
    context = {
        "filter": chosen,
        "count": len(found),
        "groups": by_letter([(city, roles.get(city.pk, [])) for city in found]),
        "map": europe_map(exchanges(sides)) if not request.GET else "",
    }
    return render(request, "public/cities.html", context)


@public
@kept_for_visitors
def city(request: HttpRequest, slug: str) -> HttpResponse:
    """Who a city is, with whom it twins and since when, what it offers and seeks, its stories."""
    found = visible_or_404(City, request, slug=slug)
    pairings = Pairing.objects.public().filter(sides__participation__city=found)
    context = {
        "city": found,
        "names": [each.name for each in found.names.all() if each.name not in (found.name, found.english_name)],
        "participations": found.participations.filter(cohort__is_public=True)
        .select_related("cohort")
        .order_by("cohort__starts_on"),
        "pairings": in_order(pairings),
        "stories": list(Story.objects.published().filter(cities=found).newest().with_names()),
        "outputs": list(Publication.objects.public().of_city(found).with_names()),
        "visits": list(Visit.objects.public().filter(cities=found).with_names().distinct()),
        "map": city_map(exchanges(PairingSide.objects.filter(pairing__in=pairings)), found.name),
    }
    return render(request, "public/city.html", context)


@public
@kept_for_visitors
def cohorts(request: HttpRequest) -> HttpResponse:
    """Every public cohort, the newest first, with its computed figures."""
    every = Cohort.objects.public().select_related("programme").with_counts()
    return render(request, "public/cohorts.html", {"cohorts": every, "today": timezone.localdate()})


@public
@kept_for_visitors
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """One cohort: its dates and modules, its map, who learns from whom, its stories."""
    found = visible_or_404(Cohort, request, slug=slug)
    context: dict[str, Any] = {
        "cohort": found,
        "modules": list(Module.objects.filter(cohort=found)),
        "figures": [*figures(found), *milestones(found)],
        "map": europe_map(exchanges(PairingSide.objects.filter(pairing__cohort=found), found.participations.active())),
        "pairings": in_order(Pairing.objects.standing().filter(cohort=found)),
        "alone": list(found.participations.active().filter(sides=None).select_related("city").order_by("city__name")),
        "visits": list(Visit.objects.took_place().filter(cohort=found).with_names()),
        "stories": list(Story.objects.published().filter(cohort=found).newest().with_names()[:3]),
    }
    return render(request, "public/cohort.html", context)


@public
def pairings_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Who learns from whom in a cohort, for spreadsheets: one row for each twin with its pilots."""
    found = visible_or_404(Cohort, request, slug=slug)
    header = [_("Twin city"), _("Twin country"), _("Pilot city"), _("Pilot country"), _("Pilot activity"), _("Since")]
    rows = [
        [
            member.city.name,
            member.city.country.name,
            "; ".join(each.city.name for each in pairing.showing),
            "; ".join(each.city.country.name for each in pairing.showing),
            pairing.activity.name if pairing.activity else "",
            pairing.starts_on,
        ]
        for pairing in in_order(Pairing.objects.standing().filter(cohort=found))
        for member in pairing.learning
    ]
    return csv_table(f"{found.slug}-pairings", header, rows)


@public
@kept_for_visitors
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page that has an address of its own, for search engines."""
    return addresses(request, SITEMAPS)


@public
@kept_for_visitors
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "public/about.html")


@public
@kept_for_visitors
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "public/privacy.html")


@public
@kept_for_visitors
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html")


def front_stories() -> list[Story]:
    """The newest stories, with one about an exchange first: its map is the picture of what this is."""
    newest = list(Story.objects.published().newest().with_names()[:FRONT])
    return sorted(newest, key=lambda story: "map__arc" not in story.map_svg and not hasattr(story, "picture"))[:3]


def in_order(pairings: QuerySet[Pairing]) -> list[Pairing]:
    """Pairings with their sides, the largest groups first, then by the name of who learns."""
    rows = pairings.with_sides().distinct()
    return sorted(rows, key=lambda each: (-len(each.showing), [who.city.latin_name for who in each.learning]))


def public_sides() -> Any:
    return PairingSide.objects.filter(pairing__cohort__is_public=True)


def roles_by_city(found: list[City]) -> dict[int, list[Participation]]:
    """The public participations of each city, in the order of their cohorts."""
    roles: dict[int, list[Participation]] = {}
    rows = Participation.objects.active().filter(cohort__is_public=True, city__in=found).select_related("cohort")
    for each in rows.order_by("cohort__starts_on", "pk"):
        roles.setdefault(each.city_id, []).append(each)
    return roles


def by_letter(rows: list[tuple[City, list[Participation]]]) -> list[tuple[str, list[Any]]]:
    """Cities under the first letter of the name an English reader looks for."""
    groups: dict[str, list[Any]] = {}
    for found, roles in sorted(rows, key=lambda row: folded_name(row[0])):
        groups.setdefault(folded_name(found)[:1].upper(), []).append((found, roles))
    return list(groups.items())


def folded_name(found: City) -> str:
    return fold(latin(found.latin_name))
