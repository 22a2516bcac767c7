"""What search engines are told of: the pages that visitors read, and nothing that is not there for them."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from cities.models import City
from cohorts.models import Cohort
from deliverables.models import Publication
from stories.models import Story


class Pages(Sitemap):
    def items(self) -> list[str]:
        return ["home", "stories", "cities", "cohorts", "map", "about"]

    def location(self, item: str) -> str:
        return reverse(item)


class Cities(Sitemap):
    def items(self) -> Any:
        return City.objects.filter(participations__cohort__is_public=True).distinct().order_by("pk")

    def location(self, item: City) -> str:
        return reverse("city", args=[item.slug])


class Cohorts(Sitemap):
    def items(self) -> Any:
        return Cohort.objects.public().order_by("pk")

    def location(self, item: Cohort) -> str:
        return reverse("cohort", args=[item.slug])


class Stories(Sitemap):
    def items(self) -> Any:
        return Story.objects.published().order_by("pk")

    def lastmod(self, item: Story) -> Any:
        return item.published_on


class Outputs(Sitemap):
    def items(self) -> Any:
        return Publication.objects.public().with_names().order_by("pk")

    def lastmod(self, item: Publication) -> Any:
        return item.at


SITEMAPS = {"pages": Pages, "cities": Cities, "cohorts": Cohorts, "stories": Stories, "outputs": Outputs}
